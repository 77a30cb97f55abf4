"""Changing a segment with `applyTo: NONE`: whatever changes, no line shows anything else than before."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import product
from random import Random
from typing import Any

from db.segments.editing import ApplyTo, update_segment
from tests.builders import a_segment
from tests.conftest import NOW
from tests.db.segments.every_kind import Kinds, every_kind, undone
from tests.db.segments.lines import VALUES, a_line, euros, lines_of, shown, shown_on


def states(kinds: Kinds) -> list[dict[str, Any]]:
    """What a segment may say before it is changed: with each template, and with none."""
    of_segment: list[dict[str, Any]] = [
        {},
        {"cost": euros(5), "duration_minutes": 0, "information_flow": "OUTBOUND", "language": "fr"},
        {"correspondence_type": "HARD_COPY", "initiated_by": "THEM", "language": "it"},
        {"correspondence_type": "EMAIL", "ignores_contact_correspondence_type": True, "occurred_at": NOW},
        {"campaign_id": kinds.campaigns[2], "is_campaign_target": True, "is_campaign_response": False},
    ]
    templates = [None, *(template.id for template in kinds.templates)]
    return [
        {"template_id": template, "salesperson_id": kinds.salespeople[0] if place % 2 else None, **values}
        for place, (template, values) in enumerate(product(templates, of_segment))
    ]


def choices(kinds: Kinds) -> dict[str, list[Any]]:
    """What each field may be changed to."""
    return {
        "template_id": [None, *(template.id for template in kinds.templates)],
        "salesperson_id": [None, *kinds.salespeople],
        "description": ["Summer letter"],
        "cost": [None, euros(0), euros(8)],
        "duration_minutes": [None, 8],
        "information_flow": [None, "INBOUND", "OUTBOUND"],
        "initiated_by": [None, "US"],
        "correspondence_type": [None, "NONE", "HARD_COPY", "EMAIL"],
        "ignores_contact_correspondence_type": [None, True, False],
        "language": [None, "de", "fr", "it"],
        "occurred_at": [None, NOW + timedelta(days=1)],
        "campaign_id": [None, *kinds.campaigns],
        "is_campaign_target": [None, True, False],
        "is_campaign_response": [None, True, False],
    }


def changes(kinds: Kinds, random: Random) -> list[dict[str, Any]]:
    """Every field alone to one value, and some together."""
    each = choices(kinds)
    alone = [{name: random.choice(values)} for name, values in each.items()]
    together = [random.sample(sorted(each), size) for size in (2, 2, 3, 3, 4, 5, 6, 14)]
    return alone + [{name: random.choice(each[name]) for name in names} for names in together]


async def test_no_line_shows_anything_else_whatever_changes(now: datetime) -> None:
    kinds, random = await every_kind(), Random(2026)
    compared = 0
    for state in states(kinds):
        segment = await a_segment(0, **state)
        await kinds.put_on(segment)
        before = await shown_on(segment)
        for values in changes(kinds, random):
            top = {"description": values.pop("description")} if "description" in values else {}
            async with undone():
                await update_segment(segment.id, top, dict(values), apply_to=ApplyTo.NONE, now=now)
                after = await shown_on(segment)
            for old, new in zip(before, after, strict=True):
                kept = {name: old[name] for name in VALUES if old[name] is not None}
                assert {name: new[name] for name in kept} == kept, (state, top | values, old["id"])
                compared += len(kept)
    assert compared > 20_000


async def test_lines_that_the_change_could_not_show_in_are_left_alone(now: datetime) -> None:
    kinds = await every_kind()
    loud, calm, _ = (template.id for template in kinds.templates)
    segment = await a_segment(0, template_id=loud, cost=euros(5))
    await a_line(segment, cost=euros(6))
    await a_line(segment, template_id=calm)
    await update_segment(segment.id, {}, {"cost": euros(9)}, apply_to=ApplyTo.NONE, now=now)
    assert [line.revision for line in await lines_of(segment)] == [2, 2]
    assert [line["cost_origin"] for line in await shown_on(segment)] == ["LINE", "TEMPLATE"]


async def test_a_line_that_keeps_its_template_keeps_what_the_segment_said_besides(now: datetime) -> None:
    kinds = await every_kind()
    loud, calm, _ = (template.id for template in kinds.templates)
    segment = await a_segment(1, template_id=loud, cost=euros(5))
    await update_segment(segment.id, {}, {"template_id": calm}, apply_to=ApplyTo.NONE, now=now)
    [line] = await lines_of(segment)
    assert (line.template_id, line.description, line.duration_minutes) == (loud, "Spring letter", None)
    assert await shown(segment, "duration_minutes") == (10, "TEMPLATE")


async def test_the_contacts_language_stays_the_contacts(now: datetime) -> None:
    kinds = await every_kind()
    segment = await a_segment(template_id=kinds.templates[0].id, contact_ids=[kinds.contacts[0].id])
    await update_segment(segment.id, {}, {"language": "fr"}, apply_to=ApplyTo.NONE, now=now)
    assert await shown(segment, "language") == ("de", "CONTACT")
