"""Ids of nodes in what clients give: each says of what it is the id."""

from __future__ import annotations

import re
from base64 import b64encode, urlsafe_b64decode
from pathlib import Path
from typing import Annotated

import pytest
import strawberry
from graphql import GraphQLInputObjectType, get_named_type

from db import models
from db.errors import InvalidArgument
from db.writes.nouns import NOUNS, noun_of_model
from schema import TouchbaseSchema, schema
from schema.graph.ids import MODELS, GlobalId, Node, decoded, encoded, global_id, nouns_of_ids
from schema.graph.needs import field
from tests.builders import a_company
from tests.schema.asking import ask
from tests.schema.calling import nouns_by_field

OF_ANY_NOUN = {"AuditEntryWhere.subjectId", "ExpectedRevisionInput.id", "IdWhere.eq", "IdWhere.in"}
"""Those of `IdWhere` are of the noun that the field says which takes it."""


@strawberry.input
class NamedInput:
    contact_id: GlobalId[models.Contact]
    segment_ids: list[GlobalId[models.Segment]] | None = strawberry.UNSET
    subject_id: GlobalId[Node] | None = strawberry.UNSET
    external_id: str | None = strawberry.UNSET


@strawberry.input
class UnnamedInput:
    contact_id: GlobalId[models.Contact]
    friend_ids: list[strawberry.ID] | None = strawberry.UNSET


@strawberry.input
class NestedInput:
    unnamed: UnnamedInput


@strawberry.type
class TakesNamed:
    @field(needs=None)
    def found(self, input: NamedInput, ids: list[GlobalId[Node]]) -> int:
        return 0


@strawberry.type
class TakesUnnamed:
    @field(needs=None)
    def found(self, input: UnnamedInput) -> int:
        return 0


@strawberry.type
class TakesNested:
    @field(needs=None)
    def found(self, inputs: list[NestedInput]) -> int:
        return 0


@strawberry.type
class TakesArgument:
    @field(needs=None)
    def found(self, id: Annotated[strawberry.ID | None, strawberry.argument(description="An id.")]) -> int:
        return 0


def test_an_input_says_of_what_its_ids_are() -> None:
    assert nouns_of_ids(NamedInput) == {"contact_id": "Contact", "segment_ids": "Segment"}


def test_clients_see_plain_ids() -> None:
    printed = TouchbaseSchema(query=TakesNamed).as_str()
    for line in ("contactId: ID!", "segmentIds: [ID!]", "subjectId: ID", "ids: [ID!]!"):
        assert line in printed


@pytest.mark.parametrize(
    ("query", "place"),
    [
        (TakesUnnamed, "UnnamedInput.friend_ids"),
        (TakesNested, "UnnamedInput.friend_ids"),
        (TakesArgument, "TakesArgument.found.id"),
    ],
)
def test_a_schema_with_an_id_of_nothing_is_not_built(query: type, place: str) -> None:
    with pytest.raises(TypeError, match=f"^{place} takes an id and does not say of what: annotate it with "):
        TouchbaseSchema(query=query)


def test_every_id_of_an_input_is_of_a_noun_but_for_those_of_any() -> None:
    inputs = [kind for kind in schema._schema.type_map.values() if isinstance(kind, GraphQLInputObjectType)]
    ids, named = set(), {}
    for kind in inputs:
        ids |= {f"{kind.name}.{name}" for name, each in kind.fields.items() if _is_id(each.type)}
        named |= {f"{kind.name}.{name}": noun for name, noun in nouns_by_field(kind).items()}
    assert len(ids) > 150
    assert ids - OF_ANY_NOUN == set(named)
    assert set(named.values()) <= set(MODELS)


def _is_id(kind: object) -> bool:
    return get_named_type(kind).name in ("ID", "IdWhere")  # type: ignore[call-overload]


def _written(plain: str) -> str:
    return b64encode(plain.encode()).decode()


AN_ID = encoded("Contact", 12)
PADDED = b64encode(b"Contact:12").decode()
OTHER_SPELLINGS = {
    "a leading zero": _written("Contact:01"),
    "a sign": _written("Contact:+1"),
    "an underscore": _written("Contact:1_0"),
    "a space": _written("Contact: 1"),
    "another digit": _written("Contact:\u0661"),
    "half of the padding": AN_ID + "=",
    "more padding": PADDED + "=",
    "bits that are left over": AN_ID[:-1] + chr(ord(AN_ID[-1]) + 1),
    "a line break": AN_ID + "\n",
    "a sign of no base64": AN_ID[:4] + "!" + AN_ID[4:],
    "too many digits": _written("Contact:" + "9" * 60),
}


def test_the_nouns_of_ids_never_change() -> None:
    """Ids stand in databases of others, and in our audit log. Add a line for a new noun; never change one."""
    kept = Path(__file__).with_name("nouns_of_ids.txt").read_text("utf-8").splitlines()
    assert sorted(NOUNS.values()) == kept
    assert set(MODELS) == set(kept)


def test_an_id_is_base64url_without_padding() -> None:
    assert (AN_ID, PADDED) == ("Q29udGFjdDoxMg", "Q29udGFjdDoxMg==")
    for noun in NOUNS.values():
        for number in (1, 63, 62_000_000_062, 2**63 - 1):
            assert re.fullmatch(r"[\w-]+", encoded(noun, number))
            assert urlsafe_b64decode(encoded(noun, number) + "==").decode() == f"{noun}:{number}"


def test_an_id_with_padding_is_taken_as_well() -> None:
    """Some programs add it, and the API gave it before its first release."""
    assert decoded(PADDED) == decoded(AN_ID) == ("Contact", 12)


async def test_a_node_has_one_id_whichever_was_given(database: str) -> None:
    company = await a_company()
    padded = b64encode(f"Contact:{company.id}".encode()).decode()
    answer = await ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=[padded, global_id(company)])
    assert answer["nodes"] == [{"id": global_id(company)}] * 2


def test_another_name_of_a_type_leaves_its_ids_alone() -> None:
    """The noun hangs on the table."""
    assert NOUNS[models.Contact._meta.db_table] == noun_of_model(models.Contact) == "Contact"


def test_an_id_is_taken_as_it_was_given() -> None:
    assert b64encode(b"Contact:12").endswith(b"=="), "the last letter has bits to spare"
    for noun in MODELS:
        for number in (1, 9, 10, 123_456, 2**63 - 1):
            assert decoded(encoded(noun, number)) == (noun, number)


@pytest.mark.parametrize("spelling", OTHER_SPELLINGS)
def test_no_other_spelling_of_an_id_is_taken(spelling: str) -> None:
    """Two texts for one node would be two nodes in the cache of a client."""
    with pytest.raises(InvalidArgument, match=r"is not an id\. Use an id that the API gave you\.$"):
        decoded(OTHER_SPELLINGS[spelling])
