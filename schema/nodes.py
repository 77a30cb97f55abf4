"""Nodes of any noun by their ids."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
from graphql import GraphQLError
from strawberry.types import Info

from db.contacts.merged import rows_answering
from db.errors import InvalidArgument, told_of
from schema.execution.selections import Selection, from_selection
from schema.graph.checked_arguments import checks_arguments
from schema.graph.errors import lacking
from schema.graph.ids import MODELS, TYPE_NAMES, GlobalId, Node, decoded
from schema.graph.needs import field
from schema.graph.seen import missing_to_read


@strawberry.type
class NodeQuery:
    @field(needs=None)
    async def node(
        self,
        info: Info,
        id: Annotated[
            GlobalId[Node],
            strawberry.argument(description="The id that the API gave, of a node of any type."),
        ],
    ) -> Node | None:
        """The node with an id, of whatever type; null if there is none, and with an error if you lack the scope of
        its type."""
        [found] = await _nodes(info, [id])
        return found

    @field(needs=None)
    @checks_arguments(lambda context, given: _check_number(context.max_page_size, given["ids"]))
    async def nodes(
        self,
        info: Info,
        ids: Annotated[
            list[GlobalId[Node]],
            strawberry.argument(
                description="Ids that the API gave, of any types: at most 100 unless the server is set otherwise."
            ),
        ],
    ) -> list[Node | None]:
        """The nodes with these ids, in the order of the ids; null where there is none. At most 100 at once, unless
        the server is set to another limit.

        For each type of which you lack the scope there is one error, at the first of its ids, whether or not there
        are such nodes.
        """
        _check_number(info.context.max_page_size, ids)
        return await _nodes(info, ids)


def _check_number(most: int, ids: list[GlobalId[Node]]) -> None:
    with told_of("ids"):
        if len(ids) > most:
            raise InvalidArgument(f"Ask for at most {most} nodes at once, not {len(ids)}.")


async def _nodes(info: Info, ids: list[GlobalId[Node]]) -> list[Any]:
    """One statement for each noun, with the selected columns only; an error for nouns that the caller may not read."""
    wanted = [decoded(identity) for identity in ids]
    columns = from_selection(info, _reads_by_noun)
    rows: dict[tuple[str, int], Any] = {}
    refused: dict[int, GraphQLError] = {}
    for noun in dict.fromkeys(noun for noun, _ in wanted):
        places = [place for place, each in enumerate(wanted) if each[0] == noun]
        if missing := missing_to_read(info.context.caller, noun):
            node = info._raw_info.field_nodes[0]
            refused[places[0]] = lacking(info.context.caller, info.field_name, node, missing)
            continue
        numbers = [wanted[place][1] for place in places]
        found = await rows_answering(MODELS[noun], numbers, columns[noun])
        rows |= {(noun, number): row for number, row in found.items()}
    return [refused.get(place) or rows.get(each) for place, each in enumerate(wanted)]


def _reads_by_noun(selection: Selection) -> dict[str, frozenset[str] | None]:
    return {noun: selection.of(TYPE_NAMES[model]).reads for noun, model in MODELS.items()}
