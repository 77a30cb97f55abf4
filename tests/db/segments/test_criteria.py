"""What each criterion means, and what criteria are refused."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from db.contacts.deleting import delete_contact
from db.errors import Code
from db.groupings.industry_groups import add_industry_group_contacts
from db.groupings.job_responsibilities import add_job_responsibility_contacts
from db.groupings.mailing_groups import add_mailing_group_contacts
from db.interactions.canceling import cancel_interactions
from db.interactions.creating import Source, create_interaction
from db.models import Contact, ContactKind, CorrespondenceType, Evaluation, Interaction, StepOption
from db.segments.choosing import add_segment_contacts_by_criteria
from db.segments.criterion import MOST_VALUES
from db.segments.lines import remove_segment_lines
from db.segments.logging import log_segment
from db.segments.steps import summary_of
from tests.builders import (
    a_campaign,
    a_job_responsibility,
    a_mailing_group,
    a_salesperson,
    a_segment,
    a_template,
    an_industry_group,
    an_interaction,
)
from tests.conftest import NOW
from tests.db.segments.criteria_world import a_world, added, contact, steps_of
from tests.db.segments.lines import lines_of
from tests.refusals import refused

ANYBODY = StepOption.IGNORE_EXCLUSION


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        ({"number": {"eq": "a"}}, ["Acme"]),
        ({"number": {"in_": ["z", "bea"]}}, ["Bea", "Zenith"]),
        ({"name": {"starts_with": "ZEN"}}, ["Zenith"]),
        ({"name": {"contains": "e"}}, ["Acme", "Bea", "Eve", "Zenith"]),
        ({"email": {"is_null": False}}, ["Bea"]),
        ({"city": {"eq": "BERLIN"}}, ["Acme", "Bea", "Fay"]),
        ({"city": {"in_": ["Wien", "bern"]}}, ["Cid", "Zenith"]),
        ({"region": {"eq": "be"}}, ["Cid"]),
        ({"postal_code": {"starts_with": "101"}}, ["Acme"]),
        ({"country_code": {"in_": ["ch", "at"]}}, ["Cid", "Dan", "Zenith"]),
        ({"country_code": {"is_null": True}}, ["Bea", "Eve"]),
        ({"language": {"eq": "de_at"}}, ["Zenith"]),
        ({"language": {"starts_with": "de"}}, ["Cid", "Zenith"]),
        ({"kind": ContactKind.COMPANY}, ["Acme", "Zenith"]),
        ({"correspondence_type": [CorrespondenceType.EMAIL]}, ["Eve"]),
        ({"excluded_from_segments": True}, ["Dan"]),
        ({"privacy_blocked": True}, ["Fay"]),
        ({"privacy_blocked": False, "city": {"eq": "berlin"}}, ["Acme", "Bea"]),
        ({"kind": ContactKind.PERSON, "name": {"contains": "a"}, "city": None}, ["Bea", "Dan", "Fay"]),
    ],
)
async def test_contacts_meet_all_criteria_and_any_value_within_one(
    criteria: dict[str, Any], expected: list[str]
) -> None:
    world = await a_world()
    assert sorted(await added(world.segment, ANYBODY, **criteria)) == expected


async def test_contacts_are_chosen_by_groups_and_by_what_they_are_responsible_for() -> None:
    world = await a_world()
    bea, cid, fay = [(await contact(name)).id for name in ("Bea", "Cid", "Fay")]
    cards, bakers, buyers = await a_mailing_group(), await an_industry_group(), await a_job_responsibility()
    await add_mailing_group_contacts(cards.id, [bea, fay], now=NOW)
    await add_industry_group_contacts(bakers.id, [world.acme.id], now=NOW)
    await add_job_responsibility_contacts(buyers.id, [cid], now=NOW)
    other = await a_mailing_group()
    groups = [other.id, cards.id]
    assert await added(await a_segment(0), mailing_group={"in_": groups}) == ["Fay", "Bea"]
    assert await added(await a_segment(0), mailing_group={"in_": [other.id]}) == []
    assert await added(await a_segment(0), industry_group={"in_": [bakers.id]}) == ["Acme", "Bea", "Cid"]
    assert await added(await a_segment(0), job_responsibility={"in_": [buyers.id]}) == ["Cid"]
    both = {"mailing_group": {"in_": groups}, "industry_group": {"in_": [bakers.id]}}
    assert await added(world.segment, **both) == ["Bea"]
    [step] = await steps_of(world.segment)
    assert summary_of(step) == (
        f"Added contacts where the mailing group is {other.code} or {cards.code}"
        f" and the industry group is {bakers.code}."
    )


async def test_contacts_are_chosen_by_the_campaigns_of_their_interactions() -> None:
    await a_world()
    bea, cid = await contact("Bea"), await contact("Cid")
    spring, autumn = await a_campaign(), await a_campaign()
    for each, campaign in ((bea, spring), (cid, autumn)):
        await an_interaction(contact_id=each.id, campaign_id=campaign.id)
    assert await added(await a_segment(0), interactions={"campaign": {"in_": [spring.id]}}) == ["Bea"]
    assert await added(await a_segment(0), interactions={"campaign": {"in_": [spring.id, autumn.id]}}) == [
        "Bea",
        "Cid",
    ]


async def test_contacts_are_chosen_by_company_salesperson_and_segment() -> None:
    world = await a_world()
    acme, on, other = (
        [world.acme.id],
        await a_segment(contact_ids=[(await contact("Bea")).id]),
        await a_segment(0),
    )
    assert await added(world.segment, entire_company={"in_": acme}) == ["Acme", "Bea", "Cid"]
    assert await added(await a_segment(0), salesperson={"in_": [world.salesperson_id]}) == ["Acme"]
    assert await added(await a_segment(0), segment={"in_": [on.id, other.id]}) == ["Bea"]
    assert await added(await a_segment(0), not_on_segment_ids=[on.id], entire_company={"in_": acme}) == [
        "Acme",
        "Cid",
    ]
    await remove_segment_lines([line.id for line in await lines_of(on)], now=NOW)
    assert await added(await a_segment(0), segment={"in_": [on.id]}) == []


async def test_one_interaction_must_match_all_that_is_asked_of_it(now: Any) -> None:
    world = await a_world()
    visit, call, salesperson = await a_template(), await a_template(), await a_salesperson()
    bea, cid = await contact("Bea"), await contact("Cid")

    async def happened(person: Contact, template: Any, **values: Any) -> None:
        values = {"template_id": template.id, "salesperson_id": salesperson.id} | values
        await create_interaction(Source((person.id,)), values, now=NOW)

    await happened(bea, visit, evaluation="POSITIVE", occurred_at=now - timedelta(days=9))
    await happened(bea, call, evaluation="NEGATIVE", attempt_failed=True)
    await happened(cid, call, evaluation="POSITIVE")

    async def had(**interactions: Any) -> list[str]:
        return await added(await a_segment(0), interactions=interactions)

    assert await had(template={"in_": [visit.id, call.id]}) == ["Bea", "Cid"]
    assert await had(template={"in_": [call.id]}, evaluation=[Evaluation.POSITIVE]) == ["Cid"]
    assert await had(template={"in_": [visit.id]}, attempt_failed=True) == []
    assert await had(interaction_group={"in_": [visit.interaction_group_id]}) == ["Bea"]
    assert await had(salesperson={"in_": [salesperson.id]}, evaluation=[Evaluation.NEGATIVE]) == ["Bea"]
    assert await had(attempt_failed=False, occurred_at={"from_": now}) == ["Cid"]
    assert await had(occurred_at={"until": now}) == ["Bea"]
    assert await had(occurred_at={"on": date(2026, 2, 21)}) == ["Bea"]
    assert await had(occurred_at={"from_": now - timedelta(days=10), "until": now - timedelta(days=9)}) == []
    logged = await a_segment(contact_ids=[cid.id])
    await log_segment(logged.id, now=now)
    assert await had(segment={"in_": [logged.id]}) == ["Cid"]
    assert world.segment


async def test_canceled_and_postponed_interactions_do_not_count(now: Any) -> None:
    await a_world()
    template, bea, cid = await a_template(), await contact("Bea"), await contact("Cid")
    values = {"template_id": template.id, "salesperson_id": (await a_salesperson()).id}
    made = await create_interaction(Source((bea.id,)), values, now=now)
    await create_interaction(Source((cid.id,)), values, postpone=True, now=now)
    criteria = {"interactions": {"template": {"in_": [template.id]}}}
    assert await added(await a_segment(0), **criteria) == ["Bea"]
    await cancel_interactions([made.interactions[0].id], now=now)
    assert await added(await a_segment(0), **criteria) == []
    assert await Interaction.all().count() == 2


async def test_criteria_that_say_nothing_are_refused() -> None:
    segment = await a_segment(0)
    for criteria in ({}, {"name": {}}, {"name": None}, {"interactions": {"occurred_at": {"from_": None}}}):
        with refused((Code.CRITERIA_EMPTY, "criteria")):
            await add_segment_contacts_by_criteria(segment.id, criteria, now=NOW)


async def test_every_bad_value_is_reported_at_its_place(now: Any) -> None:
    segment = await a_segment(0)
    with refused(
        (Code.INVALID, "criteria.name.eq"),
        (Code.TOO_LONG, "criteria.number.in.1"),
        (Code.REQUIRED, "criteria.city.contains"),
        (Code.REQUIRED, "criteria.correspondence_type"),
        (Code.OUT_OF_RANGE, "criteria.salesperson.in"),
        (Code.OUT_OF_RANGE, "criteria.interactions.occurred_at.from"),
    ):
        criteria = {
            "name": {"eq": "a\x00b"},
            "number": {"in_": ["A", "x" * 251]},
            "city": {"contains": " "},
            "correspondence_type": [],
            "salesperson": {"in_": [1] * (MOST_VALUES + 1)},
            "interactions": {"occurred_at": {"from_": now.replace(year=1899)}},
        }
        await add_segment_contacts_by_criteria(segment.id, criteria, now=now)


async def test_rows_that_are_not_there_are_reported_at_their_places(now: Any) -> None:
    world = await a_world()
    gone = await contact("Fay")
    await delete_contact(gone.id, now=now)
    with refused(
        (Code.NOT_FOUND, "criteria.entire_company.in.1"),
        (Code.NOT_FOUND, "criteria.interactions.template.in.0"),
        (Code.NOT_FOUND, "criteria.segment.in.0"),
    ):
        criteria = {
            "entire_company": {"in_": [world.acme.id, gone.id]},
            "interactions": {"template": {"in_": [99]}},
            "segment": {"in_": [99]},
        }
        await add_segment_contacts_by_criteria(world.segment.id, criteria, now=now)
