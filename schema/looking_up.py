"""A single node by one of its keys."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
from strawberry.types import Info
from tortoise.models import Model

from db.contacts.merged import FOLDED, rows_answering, winner_by_key
from db.errors import InvalidArgument
from db.models import Contact
from db.paging import Window, find_page
from schema.edges import Find
from schema.execution.selections import Selection, from_selection
from schema.ids import MODELS, NOUNS, Node, decoded, number_of
from schema.paging import reads_of_rows
from schema.permitting import may_read


async def found_by(model: type[Model], find: Find, by: Any, info: Info) -> Any:
    """The row that a `@oneOf` input names: by its id, or by a second key that people know."""
    [(name, value)] = [given for given in vars(by).items() if given[1] not in (strawberry.UNSET, None)]
    columns = from_selection(info, reads_of_rows)
    if name == "id":
        number = number_of(value, NOUNS[model])
        return (await rows_answering(model, [number], columns)).get(number)
    page = await find_page(find(where={name: {"eq": value}}), Window(1), columns)
    if page.rows or model is not Contact or name not in FOLDED:
        return page.rows[0] if page.rows else None
    winner = await winner_by_key(name, value)
    return None if winner is None else (await rows_answering(model, [winner], columns)).get(winner)


@strawberry.type
class NodeQuery:
    @strawberry.field
    async def node(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The id that the API gave.")],
    ) -> Node | None:
        """The node with an id; null if there is none."""
        [found] = await _nodes(info, [id])
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
        return await _nodes(info, ids)


async def _nodes(info: Info, ids: list[strawberry.ID]) -> list[Any]:
    """One statement for each noun, with the columns that are asked for of it; none for what may not be read."""
    wanted = [decoded(identity) for identity in ids]
    columns = from_selection(info, _reads_by_noun)
    rows: dict[tuple[str, int], Any] = {}
    for noun in {noun for noun, _ in wanted if may_read(info.context.caller, noun)}:
        numbers = [number for each, number in wanted if each == noun]
        found = await rows_answering(MODELS[noun], numbers, columns[noun])
        rows |= {(noun, number): row for number, row in found.items()}
    return [rows.get(each) for each in wanted]


def _reads_by_noun(selection: Selection) -> dict[str, frozenset[str] | None]:
    return {noun: selection.of(noun).reads for noun in MODELS}
