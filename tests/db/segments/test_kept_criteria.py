"""Criteria that were kept under the names and in the forms of before are kept on as those of today."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import orjson
import pytest

from db.engine.database import connection
from db.models import SegmentStep, StepKind
from db.segments.criteria import CRITERIA, INTERACTION_CRITERIA, described_parts, meeting
from db.segments.steps import Choice, begin_step
from db.sql import statements
from tests.builders import a_segment
from tests.conftest import NOW

MIGRATION = import_module("db.migrations.0012_criteria")

BEFORE: dict[str, Any] = {
    "number": {"eq": "a"},
    "name": {"in_": ["b", "c"]},
    "email": {"is_null": False},
    "city": {"contains": "d"},
    "post_code": {"starts_with": "1"},
    "country": {"in_": ["DE"]},
    "language": {"eq": "de"},
    "kind": ["PERSON"],
    "correspondence_type": ["EMAIL"],
    "excluded_from_segments": False,
    "privacy_blocked": True,
    "company_ids": [1],
    "salesperson_ids": [2, 3],
    "mailing_group_ids": [4],
    "industry_group_ids": [5],
    "job_responsibility_ids": [6],
    "on_segment_ids": [7],
    "not_on_segment_ids": [8],
    "interactions": {
        "template_ids": [9],
        "group_ids": [10],
        "salesperson_ids": [11],
        "segment_ids": [12],
        "campaign_ids": [13],
        "evaluation": ["POSITIVE"],
        "attempt_failed": False,
        "occurred_at": {"from_": "2026-01-01T00:00:00+00:00", "on": "2026-01-02"},
    },
    "entry_of_segment_ids": [14],
}
"""Every criterion that there was, in its form of before."""

TODAY = {
    "number": {"eq": "a"},
    "name": {"in_": ["b", "c"]},
    "email": {"is_null": False},
    "city": {"contains": "d"},
    "postal_code": {"starts_with": "1"},
    "country_code": {"in_": ["DE"]},
    "language": {"eq": "de"},
    "kind": "PERSON",
    "correspondence_type": ["EMAIL"],
    "excluded_from_segments": False,
    "privacy_blocked": True,
    "entire_company": {"in_": [1]},
    "salesperson": {"in_": [2, 3]},
    "mailing_group": {"in_": [4]},
    "industry_group": {"in_": [5]},
    "job_responsibility": {"in_": [6]},
    "segment": {"in_": [7]},
    "not_on_segment_ids": [8],
    "interactions": {
        "template": {"in_": [9]},
        "interaction_group": {"in_": [10]},
        "salesperson": {"in_": [11]},
        "segment": {"in_": [12]},
        "campaign": {"in_": [13]},
        "evaluation": ["POSITIVE"],
        "attempt_failed": False,
        "occurred_at": {"from_": "2026-01-01T00:00:00+00:00", "on": "2026-01-02"},
    },
    "entry_of_segment_ids": [14],
}


def test_every_criterion_of_before_is_one_of_today() -> None:
    after = MIGRATION.as_of_today(BEFORE)
    assert after == TODAY == MIGRATION.as_of_today(after)
    assert after.keys() <= CRITERIA.keys()
    assert after["interactions"].keys() <= INTERACTION_CRITERIA.keys()
    assert len(described_parts(after, {})) == len(after) + len(after["interactions"])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"kind": ["COMPANY", "PERSON"]}, {"number": {"is_null": False}}),
        ({"number": {"eq": "A"}, "kind": ["PERSON", "COMPANY"]}, {"number": {"eq": "A"}}),
        ({"kind": ["PERSON", "COMPANY"], "number": {"eq": "A"}}, {"number": {"eq": "A"}}),
        ({"kind": ["PERSON", "PERSON"]}, {"kind": "PERSON"}),
    ],
)
def test_both_kinds_were_everybody(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert MIGRATION.as_of_today(before) == after


async def test_steps_are_rewritten_page_by_page_and_those_by_hand_stay() -> None:
    segment = await a_segment(0)
    for kind, criteria in (
        (StepKind.ADD, BEFORE),
        (StepKind.ADD_BY_HAND, {"contact_ids": [1]}),
        (StepKind.REFINE, BEFORE),
    ):
        await begin_step(segment, kind, Choice(criteria), NOW)
    await MIGRATION.rename(connection(), "segment_step", rows_at_once=1)
    kept = [orjson.loads(step.criteria) for step in await SegmentStep.all().order_by("id")]
    assert kept == [TODAY, {"contact_ids": [1]}, TODAY]
    condition, values = statements.named(meeting(kept[0]))
    assert await statements.select(f"SELECT id FROM contact WHERE {condition}", **values) == []
