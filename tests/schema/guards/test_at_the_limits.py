"""What is as large as it may be is answered on both databases, by statements whose texts tell no numbers."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import get_named_type

from db.callers import Role, Scope
from db.sql.case_folding import MOST_MARKS, MOST_WORDS
from db.sql.filters import MOST_CONDITIONS, MOST_NESTED
from schema import schema
from schema.graph.ids import encoded
from tests.databases import on_demo_data
from tests.schema.calling import a_caller, answered
from tests.statements import counted_statements

ROOT = schema._schema.query_type
assert ROOT is not None
LISTS = {
    name: get_named_type(field.args["where"].type).name
    for name, field in ROOT.fields.items()
    if "where" in field.args
}
"""Every list, by the filter that it takes."""
CALLERS = {
    "everybody": a_caller(Role.ADMIN),
    "their own": a_caller(Role.SALESPERSON, scopes=frozenset(Scope), salesperson_id=1, sees_only_own=True),
}
A_CONDITION: dict[str, dict[str, Any]] = {
    "ContactWhere": {"name": {"contains": "x%_\\" * 62}},
    "InteractionWhere": {"evaluation": ["POSITIVE"], "campaign": {"eq": encoded("Campaign", 1)}},
    "SegmentWhere": {"description": {"contains": "x%_\\" * 62}, "contactId": encoded("Contact", 1)},
    "InteractionTemplateWhere": {"campaign": {"in": [encoded("Campaign", 1)] * 100}},
    "CampaignWhere": {"description": {"contains": "x%_\\" * 62}},
    "AuditEntryWhere": {"subjectId": encoded("Campaign", 1), "happenedAt": {"on": "2026-03-31"}},
}
OF_A_ROW = {"createdAt": {"from": "2026-03-31T00:00:00Z", "on": "2026-03-31", "isNull": False}}
"""A condition for filters of which nothing stands above."""


def deepest(condition: dict[str, Any], joining: str) -> dict[str, Any]:
    where = condition
    for level in range(MOST_NESTED - 1):
        by_turns = ("not", "or", "and")[level % 3] if joining == "by turns" else joining
        where = {"not": where} if by_turns == "not" else {by_turns: [where, condition]}
    return where


def widest(condition: dict[str, Any], joining: str) -> dict[str, Any]:
    room = (MOST_CONDITIONS - 4) // len(condition)
    half = min(room // 2, 90)
    return {"and": [{joining: [condition] * half}, {joining: [condition] * half}]}


SHAPES: dict[str, Any] = {
    **{f"deep: {each}": (deepest, each) for each in ("not", "or", "and", "by turns")},
    "wide: and": (widest, "and"),
    "wide: or": (widest, "or"),
}


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("shape", SHAPES)
@on_demo_data
async def test_the_largest_filters_are_answered(shape: str, caller: str) -> None:
    make, joining = SHAPES[shape]
    assert len(LISTS) > 15
    for name, kind in LISTS.items():
        where = make(A_CONDITION.get(kind, OF_A_ROW), joining)
        page = "first: 2) { totalCount count(precision: ESTIMATE) { value } nodes { id } pageInfo { endCursor } }"
        document = f"query ($w: {kind}) {{ {name}(where: $w, {page} }}"
        result = await answered(document, CALLERS[caller], w=where)
        assert not result.errors, (name, shape, result.errors)


@on_demo_data
async def test_the_longest_lists_are_answered() -> None:
    order = [{"field": field} for field in ("NAME", "NUMBER", "CREATED_AT")] * 3
    where = {"name": {"in": ["x" * 250] * 1_000}, "number": {"in": [f"C{n}" for n in range(1_000)]}}
    document = (
        "query ($w: ContactWhere, $o: [ContactOrder!], $s: String, $after: String)"
        " { contacts(where: $w, orderBy: $o, search: $s, after: $after)"
        " { totalCount pageInfo { endCursor } } }"
    )
    words = " ".join("ab" for _ in range(MOST_WORDS))
    for caller in CALLERS.values():
        result = await answered(document, caller, w=where, o=order, s=words)
        assert not result.errors
        page = await answered(document, caller, o=order)
        cursor = (page.data or {})["contacts"]["pageInfo"]["endCursor"]
        assert not (await answered(document, caller, w=where, o=order, s=words, after=cursor)).errors


LENGTHS = (0, 1, 2, 3, 40, 41)
FILTERS: dict[str, tuple[str, Any]] = {
    "contacts, in": ("ContactWhere", lambda n: {"name": {"in": [f"n{each}" for each in range(n)]}}),
    "interactions, status": ("InteractionWhere", lambda n: {"status": ["LOGGED"] * n}),
    "interactions, evaluation": ("InteractionWhere", lambda n: {"evaluation": ["POSITIVE"] * n}),
    "segments, status": ("SegmentWhere", lambda n: {"status": ["OPEN"] * n}),
    "auditLog, action": ("AuditEntryWhere", lambda n: {"action": [f"a{each}" for each in range(n)]}),
}


@pytest.mark.parametrize("name", FILTERS)
async def test_the_text_of_a_statement_does_not_tell_how_long_a_list_is(name: str) -> None:
    kind, of_length = FILTERS[name]
    document = f"query ($w: {kind}) {{ {name.split(',')[0]}(where: $w) {{ totalCount }} }}"
    with counted_statements() as statements:
        for length in LENGTHS:
            result = await answered(document, CALLERS["everybody"], w=of_length(length))
            assert not result.errors, result.errors
    texts = [text for text in statements.texts if text.startswith("SELECT")]
    assert len(texts) >= len(LENGTHS)
    assert len(set(texts)) == len(texts) // len(LENGTHS)


TWO_WORDS = '{{ contacts(search: "{}") {{ totalCount }} }}'


async def test_a_search_of_too_many_words_is_told_how_many_may_be() -> None:
    result = await answered(TWO_WORDS.format("a " * (MOST_WORDS + 1)), CALLERS["everybody"])
    [error] = result.errors or []
    assert (
        error.message
        == f"The search has {MOST_WORDS + 1} words, {MOST_WORDS} are allowed. Ask for less at a time."
    )


@pytest.mark.parametrize("mark", ["\u0301\u0316", "\u0f73", "\u0344"])
async def test_marks_that_would_take_long_to_sort_are_refused_and_those_of_languages_are_not(
    mark: str,
) -> None:
    stacked = "a" + mark * (MOST_MARKS + 1)
    for document in (
        "{ contacts(search: $t) { totalCount } }",
        "{ contacts(where: {name: {eq: $t}}) { totalCount } }",
    ):
        result = await answered(f"query ($t: String!) {document}", CALLERS["everybody"], t=stacked)
        assert f"more than {MOST_MARKS} marks" in (result.errors or [])[0].message
        assert not (
            await answered(f"query ($t: String!) {document}", CALLERS["everybody"], t="Việt Ngữ" * 9)
        ).errors
