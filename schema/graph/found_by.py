"""A single node by one of its keys."""

from __future__ import annotations

from typing import Any

from strawberry.types import Info
from tortoise.models import Model

from db.contacts.merged import FOLDED, rows_answering, winner_by_key
from db.models import Contact
from db.sql.keyset_pages import Window, find_page
from schema.execution.selections import from_selection
from schema.graph.edges import Find
from schema.graph.inputs import argument_values
from schema.graph.paging import reads_of_rows


async def found_by(model: type[Model], find: Find, by: Any, info: Info) -> Any:
    """The row that a `@oneOf` input names: by its id, or by a second key that people know."""
    [(name, value)] = [key for key in argument_values(by).items() if key[1] is not None]
    columns = from_selection(info, reads_of_rows)
    if name == "id":
        return (await rows_answering(model, [value], columns)).get(value)
    page = await find_page(find(where={name: {"eq": value}}), Window(1), columns)
    if page.rows or model is not Contact or name not in FOLDED:
        return page.rows[0] if page.rows else None
    winner = await winner_by_key(name, value)
    return None if winner is None else (await rows_answering(model, [winner], columns)).get(winner)
