"""What payloads and their errors show of rows goes through the same door as what queries show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from strawberry.types.base import StrawberryList, StrawberryOptional, get_object_definition

from db.callers import Role, Scope, call_as
from db.errors import Code, RevisionStale
from db.models import Contact, Interaction, SegmentLine
from db.segments.issues import LineIssue
from db.sql.row_security import VISIBLE_ROWS, VISIBLE_VALUES
from db.sql.statements import change
from schema import schema
from schema.contacts.editing import CreateContactPayload
from schema.graph.errors import ERROR_TYPES, UserError, user_error
from schema.graph.ids import MODELS, TYPES, Node, encoded
from schema.graph.paging import Edge
from schema.graph.seen import as_seen
from schema.segments.issues import SegmentLineIssue
from tests.builders import a_contact, a_salesperson, an_interaction
from tests.conftest import NOW
from tests.schema.calling import a_caller, data_for

GONE = 999_999_999
"""The id of a row that is not there, and so not seen."""

MODEL_OF = {shown: model for model, shown in TYPES.items()}


def shown_types() -> list[type]:
    """The types of all payloads, and of all errors in them."""
    mutation, types = schema._schema.mutation_type, schema._schema.type_map
    assert mutation is not None
    names = dict.fromkeys(str(field.type).rstrip("!") for field in mutation.fields.values())
    return [
        *(types[each].extensions["strawberry-definition"].origin for each in names),
        *ERROR_TYPES.values(),
    ]


def holding_a_row(kind: Any) -> Iterator[Any]:
    """A value of a field with nothing but a row that is not seen in it; nothing if its type holds none."""
    if isinstance(kind, StrawberryOptional):
        yield from holding_a_row(kind.of_type)
    elif isinstance(kind, StrawberryList):
        yield from ([value] for value in holding_a_row(kind.of_type))
    elif kind is Node:
        yield Contact(id=GONE)
    elif kind in MODEL_OF:
        if MODEL_OF[kind]._meta.db_table in VISIBLE_ROWS:
            yield MODEL_OF[kind](id=GONE)
    elif kind is SegmentLineIssue:
        yield LineIssue(SegmentLine(id=GONE), Code.INVALID, "", 0)
    elif kind is not UserError and (definition := get_object_definition(kind)) is not None:
        inner = {each.python_name: list(holding_a_row(each.type)) for each in definition.fields}
        if definition.name.endswith("Edge"):
            yield from (Edge(cursor="", node=each) for each in inner["node"])
        else:
            assert not any(inner.values()), f"Say here how a {definition.name} is made."


PLACES = [
    (kind, field.python_name, value)
    for kind in shown_types()
    for field in get_object_definition(kind, strict=True).fields
    for value in holding_a_row(field.type)
]


def test_the_walk_finds_rows_in_payloads_and_in_errors() -> None:
    assert len(PLACES) > 30
    assert {kind.__name__ for kind, *_ in PLACES} >= {
        "RevisionConflict",
        "InvalidLines",
        "CreateContactPayload",
    }


@pytest.mark.parametrize(
    "kind, name, value", PLACES, ids=[f"{kind.__name__}.{name}" for kind, name, _ in PLACES]
)
async def test_no_place_for_a_row_shows_one_that_is_not_seen(kind: type, name: str, value: Any) -> None:
    call_as(a_caller(Role.SALESPERSON, salesperson_id=1, sees_only_own=True))
    given = {"code": Code.INVALID, "message": ""} if issubclass(kind, UserError) else {}
    answer = kind(**given, **{name: value})
    shown = answer if not given else CreateContactPayload(user_errors=[answer])
    after: Any = await as_seen(shown)
    after = after.user_errors[0] if given else after
    assert getattr(after, name) == ([] if isinstance(value, list) else None)
    assert getattr(answer, name) is value, "what was given stays as it is"


def test_every_mutation_answers_through_it() -> None:
    """`mutation` of schema/graph/errors.py makes all of them."""
    root = schema._schema.mutation_type
    assert root is not None
    for name, field in root.fields.items():
        resolver = field.extensions["strawberry-definition"].base_resolver.wrapped_func
        assert resolver.__code__.co_name == "answer", name
        assert "as_seen" in resolver.__code__.co_names, name


CHANGES = {
    "cancelInteractions": ("interactionIds: [$id]", {}, "interactions"),
    "restoreInteractions": (
        "interactionIds: [$id]",
        {"status": "CANCELED", "canceled_at": NOW},
        "interactions",
    ),
    "evaluateInteraction": ("interactionId: $id, evaluation: POSITIVE", {}, "interaction"),
    "addInteractionComment": ('interactionId: $id, text: "Again"', {}, "interactionComment { interaction"),
    "postponeInteraction": (
        'interactionId: $id, values: { description: "Later" }',
        {"status": "POSTPONED", "logged_at": None},
        "interaction",
    ),
}
"""Mutations of entries: the input, how the entry has to be before, and where the answer shows it."""

SHOWN = "contactName title letter { subject } contact { id }"


@pytest.mark.parametrize("mutation", CHANGES)
async def test_a_payload_does_not_name_a_hidden_contact(mutation: str) -> None:
    """The caller's own entry with somebody else's contact, as it comes from a statement that changes it."""
    own, entry = await _own_entry_with_a_foreign_contact()
    given, before, answer = CHANGES[mutation]
    if before:
        await Interaction.filter(id=entry.id).update(**before)
    document = (
        f"mutation ($id: ID!) {{ {mutation}(input: {{ {given} }})"
        f" {{ userErrors {{ code }} {answer} {{ {SHOWN} }} }} {'}' * answer.count('{')} }}"
    )
    caller = a_caller(Role.SALESPERSON, salesperson_id=own, sees_only_own=True)
    payload = (await data_for(caller, document, id=encoded("Interaction", entry.id)))[mutation]
    assert payload["userErrors"] == []
    assert "Foreign" not in str(payload) and "'contactName': None" in str(payload)


@pytest.mark.parametrize(
    "noun", sorted(each for each in MODELS if MODELS[each]._meta.db_table in VISIBLE_VALUES)
)
async def test_nor_does_the_node_of_a_conflict(noun: str) -> None:
    own, entry = await _own_entry_with_a_foreign_contact()
    document = f"""mutation ($id: ID!) {{
        evaluateInteraction(input: {{ interactionId: $id, evaluation: POSITIVE, expectedRevision: 99 }}) {{
            userErrors {{ code ... on RevisionConflict {{ current {{ id ... on {noun} {{ {SHOWN} }} }} }} }} }} }}"""
    caller = a_caller(Role.SALESPERSON, salesperson_id=own, sees_only_own=True)
    payload = (await data_for(caller, document, id=encoded("Interaction", entry.id)))["evaluateInteraction"]
    [error] = payload["userErrors"]
    assert error["code"] == "REVISION_CONFLICT" and error["current"]["id"]
    assert error["current"]["contactName"] is None and "Foreign" not in str(payload)


async def test_a_conflict_shows_no_node_of_a_type_that_its_caller_may_not_read() -> None:
    problem = RevisionStale(Code.REVISION_CONFLICT, "", (), current=Contact(id=1))
    for scope, current in ((Scope.CONTACTS_WRITE, None), (Scope.CONTACTS_READ, problem.current)):
        shown: Any = user_error(problem, a_caller(Role.ADMIN, scopes=frozenset({scope})))
        assert shown.current is current


async def _own_entry_with_a_foreign_contact() -> tuple[int, Interaction]:
    own, other = await a_salesperson(), await a_salesperson()
    theirs = await a_contact(name="Foreign", salesperson_id=other.id)
    entry = await an_interaction(contact_id=theirs.id, salesperson_id=own.id, information_flow="INBOUND")
    await change("UPDATE interaction SET contact_name = 'Foreign' WHERE id = :id", id=entry.id)
    return own.id, entry
