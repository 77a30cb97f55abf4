"""Writes the table in docs/nouns.md from the schema: what can be done with each noun; `make print` runs it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from graphql import GraphQLObjectType, GraphQLSchema, get_nullable_type

from schema import schema

VERBS = ("create", "update", "delete")
FIELDS = ("createdAt", "updatedAt", "availableActions")
COLUMNS = (*VERBS, "look-up", *FIELDS)

OTHER_WORDS = {
    ("Attachment", "create"): "uploadAttachment",
    ("ApiKey", "delete"): "revokeApiKey",
    ("CampaignEntry", "create"): "logSegment",
    ("Delivery", "create"): "logSegment",
    ("Delivery", "update"): "retryDeliveries",
    ("Delivery", "delete"): "cancelDeliveries",
    ("Interaction", "update"): "correctInteraction",
    ("InteractionComment", "create"): "addInteractionComment",
    ("InteractionCorrection", "create"): "correctInteraction",
    ("SavedCriteria", "create"): "saveSegmentCriteria",
    ("SavedCriteriaStep", "create"): "saveSegmentCriteria",
    ("SavedCriteriaStep", "delete"): "deleteSavedCriteria",
    ("SegmentLine", "create"): "addSegmentContacts",
    ("SegmentLine", "update"): "personalizeSegmentLines",
    ("SegmentLine", "delete"): "removeSegmentLines",
    ("SegmentStep", "create"): "addSegmentContactsByCriteria",
    ("SegmentStep", "delete"): "undoSegmentStep",
}
"""What is called otherwise than create, update or delete, because people call it so."""

Ways = Mapping[str, str | None]
"""By column the name of the mutation, the query or the field; None: there is none."""


def nouns(of: GraphQLSchema) -> dict[str, Ways]:
    """What can be done with each type that is a `Node`."""
    interface: Any = of.type_map["Node"]
    return {kind.name: dict(_ways(kind, of)) for kind in sorted(of.get_possible_types(interface), key=str)}


def _ways(kind: GraphQLObjectType, of: GraphQLSchema) -> Iterator[tuple[str, str | None]]:
    assert of.mutation_type and of.query_type
    for verb in VERBS:
        name = OTHER_WORDS.get((kind.name, verb), f"{verb}{kind.name}")
        yield verb, name if name in of.mutation_type.fields else None
    alone = [
        name
        for name, field in of.query_type.fields.items()
        if get_nullable_type(field.type) is kind and field.args.keys() <= {"by"}
    ]
    yield "look-up", alone[0] if alone else None
    for field in FIELDS:
        yield field, field if field in kind.fields else None


def with_table(page: str, of: GraphQLSchema) -> str:
    """The page with its first table replaced; other text stays."""
    page, times = re.compile(r"(?<=\n\n)\| noun \|.*\n(?:\|.*\n)+").subn(lambda _: _table(of), page, 1)
    assert times == 1, "The page has no table of nouns."
    return page


def _table(of: GraphQLSchema) -> str:
    rows = [
        (f"`{noun}`", *(f"`{ways[column]}`" if ways[column] else "–" for column in COLUMNS))
        for noun, ways in nouns(of).items()
    ]
    head = f"| {' | '.join(('noun', *COLUMNS))} |\n|{'---|' * (len(COLUMNS) + 1)}\n"
    return head + "".join(f"| {' | '.join(cells)} |\n" for cells in rows)


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_text(with_table(path.read_text("utf-8"), schema._schema), "utf-8")
