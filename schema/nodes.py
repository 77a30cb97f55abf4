"""Nodes of any noun by their ids."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from db.contacts.merged import rows_answering
from db.errors import InvalidArgument
from schema.execution.selections import Selection, from_selection
from schema.graph.ids import MODELS, TYPE_NAMES, GlobalId, Node, decoded
from schema.graph.needs import field
from schema.graph.seen import may_read


@strawberry.type
class NodeQuery:
    @field(needs=None)
    async def node(
        self,
        info: Info,
        id: Annotated[GlobalId[Node], strawberry.argument(description="The id that the API gave.")],
    ) -> Node | None:
        """The node with an id; null if there is none."""
        [found] = await _nodes(info, [id])
        return found

    @field(needs=None)
    async def nodes(
        self,
        info: Info,
        ids: Annotated[
            list[GlobalId[Node]], strawberry.argument(description="Ids that the API gave, of any type.")
        ],
    ) -> list[Node | None]:
        """The nodes with these ids, in order; null where there is none. At most as many as a page holds."""
        most = info.context.max_page_size
        if len(ids) > most:
            raise InvalidArgument(f"Ask for at most {most} nodes at once, not {len(ids)}.")
        return await _nodes(info, ids)


async def _nodes(info: Info, ids: list[GlobalId[Node]]) -> list[Any]:
    """One statement for each noun, with the selected columns only; none for nouns that the caller may not read."""
    wanted = [decoded(identity) for identity in ids]
    columns = from_selection(info, _reads_by_noun)
    rows: dict[tuple[str, int], Any] = {}
    for noun in {noun for noun, _ in wanted if may_read(info.context.caller, noun)}:
        numbers = [number for each, number in wanted if each == noun]
        found = await rows_answering(MODELS[noun], numbers, columns[noun])
        rows |= {(noun, number): row for number, row in found.items()}
    return [rows.get(each) for each in wanted]


def _reads_by_noun(selection: Selection) -> dict[str, frozenset[str] | None]:
    return {noun: selection.of(TYPE_NAMES[model]).reads for noun, model in MODELS.items()}
