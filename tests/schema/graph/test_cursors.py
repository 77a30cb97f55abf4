"""Cursors that nobody gave out: each is refused or leads somewhere, and none reaches a database that cannot hold it."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from schema import schema
from schema.graph.context import Context
from schema.graph.errors import coded
from tests.builders import a_contact
from tests.conftest import NOW
from tests.databases import filled_by
from tests.schema.asking import ANY_COST
from tests.schema.graph.test_edges import ELSEWHERE, LISTS, a_full_world

pytestmark = filled_by(a_full_world)

MORE = [
    ("TimelineItem", "contacts(first: 50) { nodes { timeline"),
    ("DuplicateGroup", "duplicateContacts"),
    ("Interaction", "interactions(orderBy: [{field: REMIND_AT}, {field: CREATED_AT, direction: DESC}])"),
]
FORGED = [
    '"a\\u0000b"', '""', '"x"', "null", "true", "1.5", "[]", "{}", "0", "-1", "2147483648", "-9223372036854775809",
    "9223372036854775807", "9223372036854775808", '"2026-03-01T09:30:00"', '"0001-01-01T00:00:00+14:00"',
    '"9999-12-31T23:59:59-14:00"', '"0001-01-01T00:00:00+00:00"', '"9999-12-31T23:59:59+00:00"', '"2026-03-01"',
]  # fmt: skip
"""Values of every type, and of the right types at the ends of what a column holds, as JSON."""
REFUSED = "This cursor belongs to no place in this list. Use one of the same list and order."


@pytest.mark.parametrize("where", [where for _, where in (*sorted(LISTS.items()), *ELSEWHERE, *MORE)])
async def test_no_forged_cursor_is_a_fault_of_ours(where: str) -> None:
    for _ in range(2):
        await a_contact(name="Twin & Sons")
    cursor = await a_cursor(where)
    answers = {forged: await answer(where, forged) for forged in forgeries(cursor)}
    assert set(answers.values()) <= {"taken", REFUSED}
    assert "taken" in answers.values() and REFUSED in answers.values()
    assert await answer(where, cursor) == "taken"


def forgeries(cursor: str) -> Iterator[str]:
    """The cursor with each of its values replaced by each of these."""
    signature, *written = [orjson.dumps(each).decode() for each in orjson.loads(urlsafe_b64decode(cursor))]
    for place in range(len(written)):
        for forged in FORGED:
            changed = [*written[:place], forged, *written[place + 1 :]]
            yield urlsafe_b64encode(f"[{','.join([signature, *changed])}]".encode()).decode()


async def a_cursor(where: str) -> str:
    """The first one in the list that is not empty."""
    result = await schema.execute(opened(where, "first: 1"), None, context())
    assert not result.errors, result.errors
    found = list(cursors_in(result.data))
    assert found, where
    return found[0]


async def answer(where: str, cursor: str) -> str:
    for bound in ("after", "before"):
        result = await schema.execute(opened(where, f'{bound}: "{cursor}"'), None, context())
        for error in coded(result.errors or [], "a request"):
            assert (error.extensions or {})["code"] == "BAD_USER_INPUT", error
            return error.message
    return "taken"


def opened(where: str, arguments: str) -> str:
    """The list with these arguments besides its own."""
    unclosed = where.count("{") - where.count("}")
    paged = f"{where[:-1]}, {arguments})" if where.endswith(")") else f"{where}({arguments})"
    return f"{{ {paged} {{ pageInfo {{ endCursor }} }} {'}' * unclosed} }}"


def cursors_in(data: Any) -> Iterator[str]:
    if isinstance(data, list):
        for each in data:
            yield from cursors_in(each)
    elif isinstance(data, dict):
        if data.get("endCursor"):
            yield data["endCursor"]
        for each in data.values():
            yield from cursors_in(each)


def context() -> Context:
    return Context(now=NOW, max_cost=ANY_COST)
