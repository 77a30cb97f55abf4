"""What of a query lies behind a scope that the caller lacks is null, each with one error; nothing else is touched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from graphql import (
    GraphQLField,
    GraphQLObjectType,
    build_schema,
    get_named_type,
    is_introspection_type,
    is_non_null_type,
)

from db.callers import SCOPES_OF, Caller, Role, Scope
from schema import schema
from schema.graph.ids import global_id
from schema.guards.scopes import needs_beyond_type
from tests.builders import a_contact, a_salesperson, a_segment
from tests.schema.calling import a_caller, answered, code_of
from tests.statements import counted_statements

CORE = build_schema(Path(__file__).parents[1].joinpath("core.graphql").read_text("utf-8"))
TYPES = [
    kind
    for kind in schema._schema.type_map.values()
    if isinstance(kind, GraphQLObjectType) and not is_introspection_type(kind)
]


def narrowed_to(*scopes: Scope) -> Caller:
    return a_caller(Role.ADMIN, scopes=frozenset(scopes))


def without(scope: Scope) -> Caller:
    return a_caller(Role.ADMIN, scopes=SCOPES_OF[Role.ADMIN] - {scope})


def told(result: Any) -> list[tuple[str, list[str | int]]]:
    """The scope and the path of each error, all of them of one code."""
    assert all(error.extensions["code"] == "FORBIDDEN" for error in result.errors or ())
    return [(error.extensions["scope"], error.path) for error in result.errors or ()]


def of_mutations() -> set[str]:
    """The mutation and its payloads: those are run as a whole or not at all."""
    mutation = schema._schema.mutation_type
    assert mutation is not None
    return {mutation.name, *(get_named_type(field.type).name for field in mutation.fields.values())}


def behind_a_scope() -> list[tuple[str, str, GraphQLField]]:
    return [
        (kind.name, name, field)
        for kind in TYPES
        if kind.name not in of_mutations()
        for name, field in kind.fields.items()
        if needs_beyond_type(field)
    ]


def is_fixed_as_not_null(kind: str, name: str) -> bool:
    """Whether core.graphql wants the field never to be null."""
    fields: dict[str, GraphQLField] = getattr(CORE.type_map.get(kind), "fields", {})
    return name in fields and is_non_null_type(fields[name].type)


def test_what_lies_behind_another_scope_than_its_type_is_nullable_unless_core_forbids_it() -> None:
    """A new field that needs more than its type is written with `| None`: then it can be null for who lacks it."""
    found = behind_a_scope()
    assert len(found) > 80
    never_null = {f"{kind}.{name}" for kind, name, field in found if is_non_null_type(field.type)}
    assert never_null == {f"{kind}.{name}" for kind, name, _ in found if is_fixed_as_not_null(kind, name)}


def test_each_such_field_says_which_scope_it_needs_and_what_comes_without() -> None:
    for kind, name, field in behind_a_scope():
        description = field.description or ""
        words = (
            "nothing of the operation runs"
            if is_non_null_type(field.type)
            else "Null, with an error of its own"
        )
        assert words in description, (kind, name)
        assert all(each.value in description for each in needs_beyond_type(field)), (kind, name)


async def test_a_screen_is_answered_but_for_what_the_caller_lacks() -> None:
    await a_contact(name="Ann")
    document = "{ contacts { nodes { name } } log: auditLog { totalCount } apiKeys { totalCount } }"
    result = await answered(document, a_caller(Role.READER))
    assert result.data == {"contacts": {"nodes": [{"name": "Ann"}]}, "log": None, "apiKeys": None}
    assert told(result) == [("audit:read", ["log"]), ("audit:read", ["apiKeys"])]
    assert result.errors and result.errors[0].message == (
        "`auditLog` needs the scope audit:read, which you do not have as READER."
        " Leave the field out, or ask an administrator for the right."
    )


async def test_a_field_in_a_list_has_one_error_for_all_rows_and_reads_nothing() -> None:
    salesperson = await a_salesperson()
    for place in range(5):
        await a_contact(name=f"Contact {place}", salesperson_id=salesperson.id)
    caller = narrowed_to(Scope.CONTACTS_READ)
    with counted_statements() as plain:
        await answered("{ contacts { nodes { name } } }", caller)
    with counted_statements() as statements:
        result = await answered(
            "{ contacts { nodes { name salesperson { code } statistics { interactionCount } } } }", caller
        )
    assert result.data
    nodes = result.data["contacts"]["nodes"]
    assert [node["name"] for node in nodes] == [f"Contact {place}" for place in range(5)]
    assert all(node["salesperson"] is None and node["statistics"] is None for node in nodes)
    assert told(result) == [
        ("setup:read", ["contacts", "nodes", 0, "salesperson"]),
        ("interactions:read", ["contacts", "nodes", 0, "statistics"]),
    ]
    assert statements.texts == plain.texts


async def test_a_list_without_rows_has_no_error() -> None:
    result = await answered(
        "{ contacts { nodes { salesperson { code } } } }", narrowed_to(Scope.CONTACTS_READ)
    )
    assert (result.data, result.errors) == ({"contacts": {"nodes": []}}, None)


async def test_callers_of_one_document_get_each_their_own() -> None:
    salesperson = await a_salesperson(code="SP")
    await a_contact(salesperson_id=salesperson.id)
    document = "{ contacts { nodes { salesperson { code } lastInteractionAt } } salutations { totalCount } }"
    seen = {"salesperson": {"code": "SP"}, "lastInteractionAt": None}
    for _ in range(2):
        whole = await answered(document, a_caller(Role.READER))
        assert whole.errors is None
        assert whole.data == {"contacts": {"nodes": [seen]}, "salutations": {"totalCount": 0}}
        narrow = await answered(document, narrowed_to(Scope.CONTACTS_READ))
        assert narrow.data == {"contacts": {"nodes": [seen | {"salesperson": None}]}, "salutations": None}
        assert len(told(narrow)) == 3
        other = await answered(document, without(Scope.INTERACTIONS_READ))
        assert other.data == whole.data
        assert told(other) == [("interactions:read", ["contacts", "nodes", 0, "lastInteractionAt"])]


async def test_the_error_names_the_role_of_whoever_asks() -> None:
    document = "{ viewer { __typename } auditLog { totalCount } }"
    for role in (Role.READER, Role.MARKETER):
        result = await answered(document, a_caller(role))
        assert result.errors and f"as {role}." in result.errors[0].message


async def test_what_must_not_be_null_refuses_the_whole() -> None:
    caller = narrowed_to(Scope.CONTACTS_READ)
    for asked in ("segments { totalCount }", "contacts { nodes { interactions { totalCount } } }"):
        with counted_statements() as statements:
            result = await answered(f"{{ salutations {{ totalCount }} other: {asked} }}", caller)
        assert code_of(result) == "FORBIDDEN"
        assert len(statements) == 0


async def test_what_stands_within_a_closed_field_refuses_nothing() -> None:
    """Nothing of it runs, so nothing of it can be missing."""
    document = "{ alike: duplicateContacts { nodes { contacts { name segments { totalCount } } } } }"
    result = await answered(document, narrowed_to(Scope.SETUP_READ))
    assert told(result) == [("contacts:read", ["alike"])]
    document = "{ campaigns { nodes { segments { nodes { interactions { totalCount } } } } } }"
    assert told(await answered(document, narrowed_to(Scope.SETUP_READ))) == [
        ("campaigns:read", ["campaigns"])
    ]


async def test_an_argument_that_needs_a_scope_refuses_the_whole_as_before() -> None:
    caller = narrowed_to(Scope.CONTACTS_READ, Scope.AUDIT_READ)
    written = '{ auditLog { totalCount } contacts(where: { mailingGroup: { eq: "x" } }) { totalCount } }'
    assert code_of(await answered(written, caller)) == "FORBIDDEN"
    with_variable = (
        "query ($where: ContactWhere) { salutations { totalCount } contacts(where: $where) { totalCount } }"
    )
    result = await answered(with_variable, caller, where={"mailingGroup": {"eq": "x"}})
    assert code_of(result) == "FORBIDDEN"
    result = await answered(with_variable, caller, where={"name": {"eq": "x"}})
    assert told(result) == [("setup:read", ["salutations"])]


async def test_a_mutation_is_refused_as_a_whole() -> None:
    document = """mutation {
        createContact(input: { kind: PERSON, name: "Ann" }) { contact { name salesperson { code } } }
    }"""
    with counted_statements() as statements:
        result = await answered(document, narrowed_to(Scope.CONTACTS_READ, Scope.CONTACTS_WRITE))
    assert code_of(result) == "FORBIDDEN"
    assert len(statements) == 0


@pytest.mark.parametrize("is_there", [True, False])
async def test_a_node_behind_a_scope_tells_nothing_of_whether_it_is_there(is_there: bool) -> None:
    salesperson, segment, contact = await a_salesperson(), await a_segment(), await a_contact(name="Ann")
    ids = [global_id(each) for each in (salesperson, contact, segment, salesperson)]
    if not is_there:
        await segment.delete()
        await salesperson.delete()
    document = """query ($ids: [ID!]!, $id: ID!) {
        nodes(ids: $ids) { id ... on Contact { name } ... on Segment { number } }
        node(id: $id) { ... on Salesperson { code } ... on Contact { name salesperson { code } } }
    }"""
    result = await answered(document, narrowed_to(Scope.CONTACTS_READ), ids=ids, id=ids[0])
    assert result.data == {"nodes": [None, {"id": ids[1], "name": "Ann"}, None, None], "node": None}
    assert told(result) == [
        ("setup:read", ["nodes", 0]),
        ("segments:read", ["nodes", 2]),
        ("setup:read", ["node"]),
    ]
