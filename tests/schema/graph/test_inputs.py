"""What a client gave, as plain values; and what all inputs and payloads have in common."""

from __future__ import annotations

from typing import Any, cast

import pytest
import strawberry
from graphql import GraphQLInputObjectType, GraphQLObjectType

from db import models
from db.errors import Code, InvalidArgument
from schema import schema
from schema.graph.errors import ChangePayload
from schema.graph.ids import GlobalId, Node, encoded
from schema.graph.inputs import ActionInput, RevisionCheckedInput, argument_values, input_values
from tests.refusals import refused


@strawberry.input
class Part:
    template_id: GlobalId[models.InteractionTemplate] | None = strawberry.UNSET
    notes: list[str] | None = strawberry.UNSET


@strawberry.input
class WholeInput(RevisionCheckedInput):
    friend: GlobalId[models.Contact] | None = strawberry.UNSET
    group_ids: list[GlobalId[models.MailingGroup]] | None = strawberry.UNSET
    subject_id: GlobalId[Node] | None = strawberry.UNSET
    external_id: str | None = strawberry.UNSET
    parts: list[Part] | None = strawberry.UNSET


def an_id(noun: str, number: int) -> Any:
    return encoded(noun, number)


def test_ids_become_numbers_wherever_the_declaration_names_a_noun_whatever_the_field_is_called() -> None:
    of_any, not_an_id = an_id("Segment", 4), an_id("Contact", 5)
    whole = WholeInput(
        friend=an_id("Contact", 1),
        group_ids=[an_id("MailingGroup", 2), an_id("MailingGroup", 3)],
        subject_id=of_any,
        external_id=not_an_id,
        parts=[Part(template_id=None), Part(template_id=an_id("InteractionTemplate", 6), notes=["x"])],
        client_mutation_id="c",
        idempotency_key="k",
    )
    assert input_values(whole) == {
        "friend": 1,
        "group_ids": [2, 3],
        "subject_id": of_any,
        "external_id": not_an_id,
        "parts": [{"template_id": None}, {"template_id": 6, "notes": ["x"]}],
    }


def test_every_wrong_id_of_an_input_is_a_problem_at_its_place() -> None:
    contact = an_id("Contact", 1)
    whole = WholeInput(
        friend=cast(Any, "x"),
        group_ids=[an_id("MailingGroup", 2), contact],
        parts=[Part(template_id=contact)],
    )
    with refused(
        (Code.INVALID, "friend"),
        (Code.INVALID, "group_ids.1"),
        (Code.INVALID, "parts.0.template_id"),
    ):
        input_values(whole)


def test_a_wrong_id_of_an_argument_is_an_error_of_the_request() -> None:
    with pytest.raises(
        InvalidArgument, match=r"^This is the id of a Contact\. Give the id of a MailingGroup\.$"
    ):
        argument_values(WholeInput(group_ids=[an_id("Contact", 1)]))


def test_every_input_of_a_mutation_that_takes_a_revision_takes_it_from_one_place() -> None:
    inputs = _origins(GraphQLInputObjectType, "expectedRevision")
    assert len(inputs) >= 43
    assert [each for each in inputs if not issubclass(each, RevisionCheckedInput)] == []
    assert [each for each in inputs if "expected_revision" in each.__annotations__] == []


def test_every_payload_that_says_whether_anything_changed_says_it_from_one_place() -> None:
    payloads = _origins(GraphQLObjectType, "changed")
    assert len(payloads) >= 15
    assert [each for each in payloads if not issubclass(each, ChangePayload)] == []
    assert [each for each in payloads if "changed" in each.__annotations__] == []


def test_every_input_of_a_mutation_is_one_of_an_action() -> None:
    mutation = schema._schema.mutation_type
    assert mutation is not None
    inputs = [field.args["input"].type.of_type for field in mutation.fields.values()]  # type: ignore[union-attr]
    assert [each.name for each in inputs if not issubclass(_origin(each), ActionInput)] == []


def _origins(kind: type[GraphQLInputObjectType | GraphQLObjectType], field: str) -> list[type]:
    types = [each for each in schema._schema.type_map.values() if isinstance(each, kind)]
    return [_origin(each) for each in types if field in each.fields]


def _origin(kind: GraphQLInputObjectType | GraphQLObjectType) -> type:
    return kind.extensions["strawberry-definition"].origin
