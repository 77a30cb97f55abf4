"""A single node by one of its keys."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import strawberry
from strawberry.types import Info
from tortoise.models import Model

from db.sql.keyset_pages import Window, find_page
from db.sql.loaders import rows_by_id
from schema.execution.selections import from_selection
from schema.graph.edges import Find
from schema.graph.ids import GlobalId
from schema.graph.inputs import argument_values
from schema.graph.needs import Needs, field
from schema.graph.paging import reads_of_rows

EXACTLY_ONE = {True: "Exactly one of the keys", False: "The key"}

Successor = Callable[[str, Any], Awaitable[int | None]]
"""The row that answers for one that is gone: the name of the key and its value go in, an id comes out."""


async def found_by(
    model: type[Model], find: Find | None, by: Any, info: Info, *, successor: Successor | None = None
) -> Any:
    """The row that a `@oneOf` input names: by its id, or by a second key that people know."""
    [(name, value)] = [key for key in argument_values(by).items() if key[1] is not None]
    columns = from_selection(info, reads_of_rows)
    if name == "id":
        row = (await rows_by_id(model, [value], columns)).get(value)
    else:
        assert find is not None, f"{model.__name__} is looked up by its id alone"
        page = await find_page(find(where={name: {"eq": value}}), Window(1), columns)
        row = page.rows[0] if page.rows else None
    if row is not None or successor is None:
        return row
    identity = await successor(name, value)
    return None if identity is None else (await rows_by_id(model, [identity], columns)).get(identity)


def look_up(
    model: type[Model],
    called: str,
    find: Find | None = None,
    keys: Mapping[str, str] | None = None,
    *,
    needs: Needs,
) -> Any:
    """A field of Query that looks a noun up by its id, or by one of the keys that people know, each with its words."""
    by_key = _keys_of(model, called, keys or {})

    async def one(root: Any, info: Info, by: Any):  # the type stands at the field
        return await found_by(model, find, by, info)

    one.__annotations__ = {"info": Info, "by": by_key}
    return field(resolver=one, needs=needs)


def _keys_of(model: type[Model], called: str, keys: Mapping[str, str]) -> type:
    """The input `…By`."""
    texts = {
        name: strawberry.field(default=strawberry.UNSET, description=words) for name, words in keys.items()
    }
    made = {
        "__annotations__": {"id": GlobalId[model] | None, **dict.fromkeys(keys, str | None)},
        "__doc__": f"{EXACTLY_ONE[bool(keys)]} by which the node is looked up.",
        "__module__": __name__,
        "id": strawberry.field(default=strawberry.UNSET, description="The id that the API gave."),
        **texts,
    }
    return strawberry.input(type(f"{called}By", (), made), one_of=True, description=made["__doc__"])
