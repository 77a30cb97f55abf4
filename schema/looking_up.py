"""A single node by one of its keys."""

from __future__ import annotations

from dataclasses import fields
from typing import Annotated, Any

import strawberry
from strawberry.types import Info
from tortoise.models import Model

from db.errors import InvalidArgument
from db.loaders import rows_by_id
from db.paging import Window, find_page
from schema.edges import Find
from schema.ids import MODELS, NOUNS, Node, decoded, number_of


async def found_by(model: type[Model], find: Find, by: Any) -> Any:
    """The row that a `@oneOf` input names: by its id, or by a second key that people know."""
    [(name, value)] = [
        (field.name, getattr(by, field.name))
        for field in fields(by)
        if getattr(by, field.name) not in (strawberry.UNSET, None)
    ]
    if name == "id":
        number = number_of(value, NOUNS[model])
        return (await rows_by_id(model, [number])).get(number)
    page = await find_page(find(where={name: {"eq": value}}), Window(1))
    return page.rows[0] if page.rows else None


@strawberry.type
class NodeQuery:
    @strawberry.field
    async def node(
        self, id: Annotated[strawberry.ID, strawberry.argument(description="The id that the API gave.")]
    ) -> Node | None:
        """The node with an id; null if there is none."""
        [found] = await _nodes([id])
        return found

    @strawberry.field
    async def nodes(
        self,
        info: Info,
        ids: Annotated[
            list[strawberry.ID], strawberry.argument(description="Ids that the API gave, of any type.")
        ],
    ) -> list[Node | None]:
        """The nodes with these ids, in order; null where there is none. At most as many as a page holds."""
        most = info.context.max_page_size
        if len(ids) > most:
            raise InvalidArgument(f"Ask for at most {most} nodes at once, not {len(ids)}.")
        return await _nodes(ids)


async def _nodes(ids: list[strawberry.ID]) -> list[Any]:
    """One statement for each noun."""
    wanted = [decoded(identity) for identity in ids]
    rows: dict[tuple[str, int], Any] = {}
    for noun in {noun for noun, _ in wanted}:
        found = await rows_by_id(MODELS[noun], [number for each, number in wanted if each == noun])
        rows |= {(noun, number): row for number, row in found.items()}
    return [rows.get(each) for each in wanted]
