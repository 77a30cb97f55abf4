"""The six screens that people work with are prepared operations: each is one request, within the limits of a caller."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from graphql import OperationType, parse

from api.graphql.explorer import read_operations
from db.callers import Role
from db.models import Salesperson
from tests.databases import on_demo_data
from tests.schema.asking import ask_as
from tests.schema.calling import a_caller

SCREENS = {
    str(step["name"])[3:].removeprefix("screen-of-"): step
    for step in read_operations()
    if "-screen-of-" in str(step["name"])
}
EMPTY = {
    "the-day": {"missingFields", "segments"},
    "a-contact": {"duplicates", "missingFields", "people"},
    "a-segment": {"criteria", "letterContents"},
    "a-preview": {"userErrors"},
    "a-campaign": set[str](),
    "the-set-up": {"apiKeys"},
}
"""The lists of each screen that the demo leaves empty in some row. All others hold something."""


async def shown(screen: str, role: Role) -> dict[str, Any]:
    """What a salesperson of the demo sees, within the limits of cost and depth."""
    first = await Salesperson.filter(is_blocked=False).order_by("id").first()
    assert first is not None
    variables = json.loads(SCREENS[screen]["variables"] or "{}")
    return await ask_as(a_caller(role, salesperson_id=first.id), str(SCREENS[screen]["query"]), **variables)


def empty_lists(name: str, value: Any) -> Iterator[str]:
    """The names of the lists that hold nothing in some row; the nodes of a connection by the name of its field."""
    if isinstance(value, dict):
        for each, inner in value.items():
            yield from empty_lists(name if each == "nodes" else each, inner)
    elif isinstance(value, list):
        if not value:
            yield name
        for inner in value:
            yield from empty_lists(name, inner)


def test_there_are_six_and_each_is_one_request() -> None:
    assert set(SCREENS) == set(EMPTY)
    for step in SCREENS.values():
        made = [each for each in parse(str(step["query"])).definitions if hasattr(each, "operation")]
        assert [each.operation for each in made] == [OperationType.QUERY]  # type: ignore[attr-defined]


@on_demo_data
@pytest.mark.parametrize("screen", sorted(SCREENS))
async def test_a_screen_is_shown_whole(screen: str, database: str) -> None:
    answer = await shown(screen, Role.ADMIN)
    assert set(empty_lists("", answer)) == EMPTY[screen]


@on_demo_data
@pytest.mark.parametrize("screen", sorted({*SCREENS} - {"the-set-up"}))
async def test_whoever_only_reads_sees_the_screens_of_the_work_whole(screen: str, database: str) -> None:
    answer = await shown(screen, Role.READER)
    assert set(empty_lists("", answer)) - {"availableActions"} == EMPTY[screen]
