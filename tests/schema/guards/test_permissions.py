"""Who may ask for what and do what: the map is whole, and an operation is refused before it runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLUnionType

from db.callers import SCOPES_OF, Role, Scope
from db.models import Contact
from schema import schema
from schema.guards.scopes import declared_needs, needs_to_select
from schema.permissions_page import with_map
from tests.builders import (
    a_company,
    a_contact,
)
from tests.schema.calling import a_caller, answered, code_of, data_for, document_of, least_input
from tests.statements import counted_statements

DOCUMENTED = Path(__file__).parents[3] / "docs" / "permissions.md"
TYPE_MAP = schema._schema.type_map
NEEDS = declared_needs(schema._schema)


def named(name: str) -> GraphQLObjectType:
    kind = TYPE_MAP[name]
    assert isinstance(kind, GraphQLObjectType)
    return kind


def test_every_query_and_mutation_has_its_scope_and_no_other_has_one() -> None:
    assert set(NEEDS.queries) == set(named("Query").fields)
    assert set(NEEDS.mutations) == set(named("Mutation").fields)


def test_every_type_has_its_scope_or_is_said_to_need_none() -> None:
    """Pages and places on them go by what stands on them, unions by their types, payloads by their mutation."""
    shown = {
        name
        for name, kind in TYPE_MAP.items()
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType)
        and not name.startswith("__")
        and not name.endswith("Payload")
        and name not in ("Query", "Mutation")
    }
    unions = {name for name in shown if isinstance(TYPE_MAP[name], GraphQLUnionType)}
    plain = {name.removesuffix("Connection").removesuffix("Edge") for name in shown}
    assert set(NEEDS.types) <= shown - unions
    assert {name for name in NEEDS.types if name in plain} | unions == plain


def test_every_payload_belongs_to_a_mutation() -> None:
    payloads = {name for name in TYPE_MAP if name.endswith("Payload")}
    assert payloads == {str(field.type).rstrip("!") for field in named("Mutation").fields.values()}


def test_every_single_field_of_the_map_is_there() -> None:
    assert len(NEEDS.fields) > 3
    assert all(name.split(".")[1] in named(name.split(".")[0]).fields for name in NEEDS.fields)


def test_whoever_writes_a_noun_needs_a_scope() -> None:
    assert all(NEEDS.mutations.values())


def rooted(query: str) -> str:
    """A query of one field: with what it must be given, and nothing selected but the name of its type."""
    given = {
        "node": '(id: "x")',
        "nodes": '(ids: ["x"])',
        "statisticsBy": '(unit: YEAR, range: { from: "2026-01-01T00:00:00Z", until: "2027-01-01T00:00:00Z" })',
        "previewInteractionLetter": '(input: { lineId: "x" })',
        "previewSegmentLog": '(input: { segmentId: "x" })',
        "previewSegmentCriteria": '(input: { segmentId: "x", criteria: {} })',
    }
    by = '(by: { id: "x" })' if "by" in named("Query").fields[query].args else ""
    return f"{{ {query}{given.get(query, by)} {{ __typename }} }}"


@pytest.mark.parametrize("role", Role)
async def test_each_query_answers_the_roles_of_the_map(role: Role) -> None:
    for query, needed in NEEDS.queries.items():
        result = await answered(rooted(query), a_caller(role))
        codes = {(error.extensions or {}).get("code") for error in result.errors or ()}
        assert ("FORBIDDEN" in codes) is not SCOPES_OF[role].issuperset(needed), query


@pytest.mark.parametrize("scope", [each for each in Scope if each.value.endswith(":read")])
async def test_a_single_scope_opens_the_queries_of_the_map_and_no_other(scope: Scope) -> None:
    for query, needed in NEEDS.queries.items():
        result = await answered(rooted(query), a_caller(Role.ADMIN, scopes=frozenset({scope})))
        codes = {(error.extensions or {}).get("code") for error in result.errors or ()}
        assert ("FORBIDDEN" in codes) is not {scope}.issuperset(needed), query


@pytest.mark.parametrize("role", Role)
async def test_each_mutation_answers_the_roles_of_the_map(role: Role) -> None:
    for mutation, needed in NEEDS.mutations.items():
        result = await answered(document_of(mutation), a_caller(role), input=least_input(mutation))
        is_open = SCOPES_OF[role].issuperset(needed)
        if is_open:
            assert not result.errors, mutation
        else:
            assert code_of(result) == "FORBIDDEN", (mutation, result.errors)


async def test_a_refusal_names_the_field_the_scope_and_the_role() -> None:
    document = 'mutation { createContact(input: { kind: PERSON, name: "Ann" }) { contact { id } } }'
    with counted_statements() as statements:
        result = await answered(document, a_caller(Role.READER))
    assert result.data is None and result.errors
    assert result.errors[0].message == (
        "`createContact` needs the scope contacts:write, which you do not have as READER."
        " Leave the field out, or ask an administrator for the right."
    )
    assert result.errors[0].extensions == {"code": "FORBIDDEN", "scope": "contacts:write"}
    assert len(statements) == 0
    assert not await Contact.all().exists()


async def test_nothing_of_an_operation_runs_if_one_field_is_forbidden() -> None:
    document = """mutation {
        createContact(input: { kind: PERSON, name: "Ann" }) { contact { id } }
        createSegment(input: { description: "Fair" }) { segment { id } }
    }"""
    assert code_of(await answered(document, a_caller(Role.SALESPERSON))) == "FORBIDDEN"
    assert not await Contact.all().exists()


CONTACTS_ALONE = a_caller(Role.READER, scopes=frozenset({Scope.CONTACTS_READ}))


@pytest.mark.parametrize(
    "selection, needed",
    [
        ("interactions { totalCount }", "interactions:read"),
        ("people { nodes { salesperson { name } } }", "setup:read"),
        ("lastInteractionAt", "interactions:read"),
        ("statistics { interactionCount }", "interactions:read"),
        ("timeline { totalCount }", "interactions:read"),
        ("segments { nodes { __typename } }", "segments:read"),
        ("...Far", "setup:read"),
        ("... on Contact { ... { ...Far } }", "setup:read"),
        ("interactions @include(if: false) { totalCount }", "interactions:read"),
    ],
)
async def test_a_field_that_leads_to_another_noun_needs_its_scope(selection: str, needed: str) -> None:
    used = "...Far @skip(if: true)" if "Far" not in selection else ""
    document = f"""query {{ contacts {{ nodes {{ {selection} {used} }} }} }}
        fragment Far on Contact {{ ...Near company {{ ...Near }} }}
        fragment Near on Contact {{ name salesperson {{ name }} }}"""
    await a_contact(company_id=(await a_company()).id)
    result = await answered(document, CONTACTS_ALONE)
    told = [(error.extensions or {}) for error in result.errors or ()]
    assert {each["code"] for each in told} == {"FORBIDDEN"}
    assert needed in {each["scope"] for each in told}


async def test_what_is_skipped_is_not_told_unless_it_refuses_the_whole() -> None:
    await a_contact()
    skipped = "{ contacts { nodes { ... @skip(if: true) { salesperson { name } } } } }"
    assert await data_for(CONTACTS_ALONE, skipped) == {"contacts": {"nodes": [{}]}}
    never_null = "{ contacts { nodes { interactions @include(if: false) { totalCount } } } }"
    assert code_of(await answered(never_null, CONTACTS_ALONE)) == "FORBIDDEN"


async def test_what_is_open_is_answered() -> None:
    await a_contact(name="Ann")
    document = "{ contacts { totalCount nodes { name people { nodes { name } } } pageInfo { hasNextPage } } }"
    answer = await data_for(CONTACTS_ALONE, document)
    assert answer["contacts"]["nodes"][0]["name"] == "Ann"


async def test_introspection_needs_nothing() -> None:
    nobody = a_caller(Role.READER, scopes=frozenset())
    answer = await data_for(
        nobody, '{ __typename __schema { queryType { name } } __type(name: "Contact") { name } }'
    )
    assert answer["__type"] == {"name": "Contact"}


def test_the_roles_are_documented() -> None:
    rows = dict(re.findall(r"^\| `([\w:]+)` \|(.*)\|$", DOCUMENTED.read_text("utf-8"), re.M))
    header = re.search(r"^\| Scope \|(.*)\|$", DOCUMENTED.read_text("utf-8"), re.M)
    assert header is not None
    roles = [Role(name.strip()) for name in header[1].split("|")[:-1]]
    assert roles == list(Role)
    for scope in Scope:
        marks = [cell.strip() for cell in rows[scope.value].split("|")]
        assert marks[:-1] == ["yes" if scope in SCOPES_OF[role] else "" for role in roles], scope
        assert marks[-1], scope


def test_the_map_is_documented() -> None:
    """One line a scope in each section: what needs it, in the order of the map."""
    text = DOCUMENTED.read_text("utf-8")
    for title, entries in (
        ("Queries", NEEDS.queries),
        ("Mutations", NEEDS.mutations),
        ("Types", NEEDS.types),
        ("Single fields", NEEDS.fields),
    ):
        section = text.split(f"\n## {title}\n")[1].split("\n## ")[0]
        lines = re.findall(r"^- (.+?): (.+)\.$", section, re.M)
        listed = {
            name: frozenset(re.findall(r"`([\w:]+)`", needed))
            for needed, names in lines
            for name in re.findall(r"`([\w.]+)`", names)
        }
        assert listed == {name: frozenset(each.value for each in needed) for name, needed in entries.items()}


def test_the_documented_map_is_fresh() -> None:
    text = DOCUMENTED.read_text("utf-8")
    assert with_map(text, NEEDS) == text, "run: make print"


@pytest.mark.parametrize(
    "place, needed",
    [
        ("ContactConnection.pageInfo", Scope.CONTACTS_READ),
        ("ContactEdge.cursor", Scope.CONTACTS_READ),
        ("TimelineItemEdge.cursor", Scope.INTERACTIONS_READ),
        ("SegmentLineIssueEdge.cursor", Scope.SEGMENTS_READ),
    ],
)
def test_a_page_needs_what_stands_on_it(place: str, needed: Scope) -> None:
    kind, field = place.split(".")
    assert needs_to_select(named(kind).fields[field]) == (needed,)
