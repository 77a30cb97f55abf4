"""A single node by one of its keys."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from strawberry.types import Info
from tortoise.models import Model

from db.sql.keyset_pages import Window, find_page
from db.sql.loaders import rows_by_id
from schema.execution.selections import from_selection
from schema.graph.edges import Find
from schema.graph.inputs import argument_values
from schema.graph.paging import reads_of_rows

Successor = Callable[[str, Any], Awaitable[int | None]]
"""The row that answers for one that is gone: the name of the key and its value go in, an id comes out."""


async def found_by(
    model: type[Model], find: Find, by: Any, info: Info, *, successor: Successor | None = None
) -> Any:
    """The row that a `@oneOf` input names: by its id, or by a second key that people know."""
    [(name, value)] = [key for key in argument_values(by).items() if key[1] is not None]
    columns = from_selection(info, reads_of_rows)
    if name == "id":
        row = (await rows_by_id(model, [value], columns)).get(value)
    else:
        page = await find_page(find(where={name: {"eq": value}}), Window(1), columns)
        row = page.rows[0] if page.rows else None
    if row is not None or successor is None:
        return row
    identity = await successor(name, value)
    return None if identity is None else (await rows_by_id(model, [identity], columns)).get(identity)
