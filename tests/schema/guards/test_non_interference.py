"""With and without what is hidden from a caller, the same requests give the same bytes: queries, payloads, errors."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from graphql import GraphQLField, get_named_type

from db.callers import SCOPES_OF, Caller, Role, Scope
from schema.graph.ids import encoded
from schema.guards.scopes import needs_to_select
from tests.schema.calling import answered, nouns_by_field
from tests.schema.graph.test_edges import ELSEWHERE, LISTS, document, type_named
from tests.schema.guards.two_salespeople import FOR_ADMINS, HIDING, World, everything_below
from tests.schema.guards.two_worlds import SEEING, Databases, Seeing, compared


def test_every_role_is_looked_at_that_does_not_see_everything() -> None:
    whole = {role for role in Role if SCOPES_OF[role] == frozenset(Scope)}
    assert {each.role for each in SEEING.values()} == set(Role) - whole


def queries_of(noun: str, where: str) -> Iterator[str]:
    for name, field in type_named(noun).fields.items():
        if (selection := everything_below(name, field, 1)) is not None:
            yield document(where, selection, 50)


FROM_LISTS = [each for each in (*sorted(LISTS.items()), *ELSEWHERE) if each[0] not in FOR_ADMINS]


@pytest.mark.parametrize("seeing", SEEING.values(), ids=list(SEEING))
@pytest.mark.parametrize(
    "noun, where", FROM_LISTS, ids=[f"{noun}-{where.split(' ')[0]}" for noun, where in FROM_LISTS]
)
async def test_every_list_and_all_below_it_is_the_same(
    databases: Databases, seeing: Seeing, noun: str, where: str
) -> None:
    async def asked(caller: Caller, world: World) -> AsyncIterator[tuple[str, Any]]:
        for query in queries_of(noun, where):
            yield query, await answered(query, caller)

    await compared(databases, seeing, asked)


COUNTS = (
    "totalCount count { value precision } most: count(precision: AT_LEAST, limit: 2) { value precision }"
    " about: count(precision: ESTIMATE) { value precision }"
)


def counted_queries(role: Role, *, narrowed: bool) -> Iterator[str]:
    """Each list of Query with all its counts; `narrowed`: in every way in which it can be narrowed or ordered too."""
    for name, field in type_named("Query").fields.items():
        kind = get_named_type(field.type)
        if not kind.name.endswith("Connection") or not SCOPES_OF[role].issuperset(needs_to_select(field)):
            continue
        ways = ["", *(_ways(field) if narrowed else ())]
        shown = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
        nodes = "nodes { __typename }" if kind.name == "DuplicateGroupConnection" else "nodes { id }"
        counts = COUNTS if "count" in kind.fields else "totalCount"  # type: ignore[union-attr]
        yield from (f"{{ {name}{each} {{ {nodes} {shown} {counts} }} }}" for each in ways)


def _ways(field: GraphQLField) -> Iterator[str]:
    """The arguments by which a list is narrowed or ordered."""
    if "search" in field.args:
        yield from (f'(search: "{word}")' for word in ("Foreign", "Another", "e", "emil same"))
    if "orderBy" in field.args:
        order: Any = get_named_type(field.args["orderBy"].type)
        for value in get_named_type(order.fields["field"].type).values:  # type: ignore[union-attr]
            yield from (f"(orderBy: {{ field: {value}, direction: {each} }})" for each in ("ASC", "DESC"))
    if "where" in field.args:
        yield from (f"(where: {each})" for each in _wheres(get_named_type(field.args["where"].type)))
    if "last" in field.args:
        yield "(last: 3)"


def _wheres(kind: Any) -> Iterator[str]:
    """Something for each field of a filter by which hidden rows might be found."""
    for name, field in kind.fields.items():
        inner = get_named_type(field.type)
        if inner.name == "StringWhere":
            yield f'{{ {name}: {{ startsWith: "Fo" }} }}'
            yield f"{{ {name}: {{ isNull: true }} }}"
            yield f'{{ {name}: {{ contains: "o" }} }}'
        elif inner.name == "DateTimeWhere":
            yield f'{{ {name}: {{ from: "2026-01-01T00:00:00Z" }} }}'
        elif inner.name == "Boolean":
            yield from (f"{{ {name}: {each} }}" for each in ("true", "false"))
        elif hasattr(inner, "values"):
            value = "[{}]" if "[" in str(field.type) else "{}"
            yield from (f"{{ {name}: {value.format(each)} }}" for each in inner.values)
        elif inner.name == "ID" and (noun := nouns_by_field(kind).get(name)):
            yield from (f'{{ {name}: "{encoded(noun, number)}" }}' for number in range(1, 5))


LOOK_UPS = """query ($id: ID!, $contact: ID!, $number: String!, $segment: ID!) {
    node(id: $id) { __typename id }
    nodes(ids: [$id, $contact, $segment]) { __typename id }
    byId: contact(by: { id: $contact }) { name }
    byNumber: contact(by: { number: $number }) { name }
    byExternalId: contact(by: { externalId: $number }) { name }
    interaction(by: { id: $id }) { title }
}"""
PREVIEWS = """query ($segment: ID!) {
    previewSegmentLog(input: { segmentId: $segment }) {
        contactCount lineCount totals { interactionCount totalDurationMinutes } totalCost { amount }
        segment { id } validLines { totalCount nodes { id } } invalidLines { totalCount nodes { id } }
        countsByCode { code issueCount } countsByCorrespondenceType {
            correspondenceType lineCount letterCount sampleLine { id } sampleLetter { subject } }
        userErrors { code message path }
        issues { totalCount nodes { code message line { id contact { name } } } } }
    previewSegmentCriteria(input: { segmentId: $segment, allowExisting: true,
        criteria: { number: { isNull: false } } }) {
            userErrors { code message path } segment { id } addedCount contacts { nodes { id name } } }
}"""
LETTERS = """query ($input: PreviewInteractionLetterInput!) {
    previewInteractionLetter(input: $input) {
        letter { subject bodyText bodyHtml } userErrors { code message path } } }"""


@pytest.mark.parametrize("seeing", SEEING.values(), ids=list(SEEING))
async def test_every_look_up_and_preview_is_the_same(databases: Databases, seeing: Seeing) -> None:
    """Of rows that are seen and of rows that are not: by their ids, and by the numbers that people know."""

    async def asked(caller: Caller, world: World) -> AsyncIterator[tuple[str, Any]]:
        for noun in sorted(HIDING):
            for number in range(1, 16):
                given = {"id": encoded(noun, number), "contact": encoded("Contact", number)}
                given |= {"number": f"FOREIGN-{number}", "segment": encoded("Segment", number % 5 + 1)}
                yield f"{noun} {number}", await answered(LOOK_UPS, caller, **given)
        for number in range(1, 6):
            yield f"segment {number}", await answered(PREVIEWS, caller, segment=encoded("Segment", number))
        for number in range(1, 16):
            with_contact = {
                "contactId": encoded("Contact", number),
                "templateId": encoded("InteractionTemplate", 1),
            }
            for given in ({"fromTemplate": with_contact}, {"lineId": encoded("SegmentLine", number)}):
                yield f"letter of {given}", await answered(LETTERS, caller, input=given)

    await compared(databases, seeing, asked)
