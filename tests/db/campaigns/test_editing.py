"""Rules of making, changing and deleting campaigns."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Any

import pytest

from db.campaigns.canceling import cancel_campaign_entry, delete_campaign_entry
from db.campaigns.editing import create_campaign, delete_campaign, update_campaign
from db.campaigns.finding import SORTS, find_campaigns
from db.errors import Code
from db.marketing_setup import update_marketing_setup
from db.models import Campaign, CampaignEntry
from db.salespeople import delete_salesperson, update_salesperson
from db.sql.keyset_pages import Window, find_page
from tests.builders import (
    a_campaign,
    a_contact,
    a_postponed_interaction,
    a_salesperson,
    a_segment,
    a_template,
    an_interaction,
)
from tests.db.segments.lines import a_line
from tests.refusals import refused
from tests.writing import keyed

SPRING, SUMMER = date(2026, 3, 20), date(2026, 6, 21)


async def test_a_campaign_without_a_number_gets_the_next_of_the_campaign_series() -> None:
    await a_campaign("CP0002")
    assert [(await a_campaign()).number for _ in range(2)] == ["CP0001", "CP0003"]


async def test_a_number_given_by_hand_is_kept_in_upper_case_and_is_the_only_one(now: datetime) -> None:
    assert (await a_campaign(" fair-26 ")).number == "FAIR-26"
    with refused((Code.NOT_UNIQUE, "number")):
        await create_campaign("fair-26", {"description": "Fair"}, now=now)


async def test_without_a_series_a_number_is_needed(now: datetime) -> None:
    await update_marketing_setup({"campaign_number_series_id": None}, now=now)
    with refused((Code.NUMBER_SERIES_MISSING, "number")):
        await create_campaign(None, {"description": "Fair"}, now=now)
    assert (await a_campaign("F1")).number == "F1"


async def test_everything_that_is_wrong_is_told_together(now: datetime) -> None:
    blocked = await a_salesperson()
    await update_salesperson(blocked.id, {"is_blocked": True}, now=now)
    values = {
        "description": " ", "starts_on": date(1899, 12, 31), "salesperson_id": blocked.id, "status_id": 99,
    }  # fmt: skip
    with refused(
        (Code.REQUIRED, "description"), (Code.OUT_OF_RANGE, "starts_on"), (Code.TOO_LONG, "number"),
        (Code.NOT_FOUND, "status_id"), (Code.SALESPERSON_BLOCKED, "salesperson_id"),
    ):  # fmt: skip
        await create_campaign("x" * 21, values, now=now)
    assert await Campaign.all().count() == 0


async def test_a_campaign_does_not_end_before_it_starts(now: datetime) -> None:
    one_day = await a_campaign(starts_on=SPRING, ends_on=SPRING)
    with refused((Code.ENDS_BEFORE_START, "ends_on")):
        await create_campaign(None, {"description": "x", "starts_on": SUMMER, "ends_on": SPRING}, now=now)
    with refused((Code.ENDS_BEFORE_START, "ends_on")):
        await update_campaign(one_day.id, {"starts_on": SUMMER}, now=now)
    await update_campaign(one_day.id, {"starts_on": SUMMER, "ends_on": None}, now=now)
    after = await Campaign.get(id=one_day.id)
    assert (after.starts_on, after.ends_on) == (SUMMER, None)


async def test_a_change_counts_as_a_revision_and_none_does_not(now: datetime) -> None:
    campaign = await a_campaign()
    changed = await update_campaign(campaign.id, {"description": "Fair"}, expected_revision=1, now=now)
    assert (changed.changed, changed.campaign.revision) == (True, 2)
    again = await update_campaign(campaign.id, {"description": " Fair "}, now=now)
    assert (again.changed, again.campaign.revision) == (False, 2)
    with refused((Code.REVISION_CONFLICT, "expected_revision")):
        await update_campaign(campaign.id, {"description": "Other"}, expected_revision=1, now=now)
    with refused((Code.NOT_FOUND, "campaign_id")):
        await update_campaign(99, {}, now=now)


async def test_the_same_key_makes_one_campaign(now: datetime) -> None:
    first = await keyed(create_campaign(None, {"description": "Fair"}, now=now))
    again = await keyed(create_campaign(None, {"description": "Fair"}, now=now))
    assert (again.replayed, again.answer.campaign.id) == (True, first.answer.campaign.id)
    assert await Campaign.all().count() == 1


NAMING: dict[str, Callable[[int], Awaitable[Any]]] = {
    "entry": lambda campaign_id: an_interaction(campaign_id=campaign_id),
    "postponed": lambda campaign_id: a_postponed_interaction(campaign_id=campaign_id),
    "segment": lambda campaign_id: a_segment(0, campaign_id=campaign_id),
    "template": lambda campaign_id: a_template(campaign_id=campaign_id),
}


@pytest.mark.parametrize("named", [*NAMING, "line"])
async def test_a_campaign_that_anything_is_for_is_not_deleted(named: str) -> None:
    campaign = await a_campaign()
    if named == "line":
        await a_line(await a_segment(0), campaign_id=campaign.id)
    else:
        await NAMING[named](campaign.id)
    with refused((Code.IN_USE, "campaign_id")):
        await delete_campaign(campaign.id)
    assert await Campaign.filter(id=campaign.id).exists()


async def test_a_campaign_that_nothing_is_for_is_deleted() -> None:
    campaign = await a_campaign(salesperson_id=(await a_salesperson()).id)
    with refused((Code.REVISION_CONFLICT, "expected_revision")):
        await delete_campaign(campaign.id, expected_revision=2)
    assert (await delete_campaign(campaign.id, expected_revision=1)).id == campaign.id
    assert await Campaign.all().count() == 0


async def test_what_was_logged_keeps_its_campaign_even_without_an_entry(now: datetime) -> None:
    campaign = await a_campaign()
    entry = await an_interaction(campaign_id=campaign.id)
    await cancel_campaign_entry(entry.campaign_entry_id, now=now)
    await delete_campaign_entry(entry.campaign_entry_id)
    assert await CampaignEntry.all().count() == 0
    with refused((Code.IN_USE, "campaign_id")):
        await delete_campaign(campaign.id)


async def test_a_salesperson_of_a_campaign_is_blocked_instead_of_deleted() -> None:
    salesperson = await a_salesperson()
    await a_campaign(salesperson_id=salesperson.id)
    with refused((Code.IN_USE, "salesperson_id")):
        await delete_salesperson(salesperson.id)


async def found(**where: Any) -> list[str]:
    page = await find_page(find_campaigns(where), Window(50))
    return [campaign.number for campaign in page.rows]


async def test_campaigns_are_found_by_what_is_known_of_them() -> None:
    salesperson = await a_salesperson()
    await a_campaign("A", description="Spring fair", starts_on=SPRING, salesperson_id=salesperson.id)
    await a_campaign("B", description="Summer fair", starts_on=SUMMER, ends_on=SUMMER)
    await a_campaign("C", description="Always", ends_on=SPRING)
    assert await found(description={"contains": "FAIR"}) == ["A", "B"]
    assert await found(number={"eq": "b"}) == ["B"]
    assert await found(salesperson={"eq": salesperson.id}) == ["A"]
    assert await found(running_on=SPRING) == ["A", "C"]
    assert await found(running_on=SUMMER) == ["A", "B"]
    assert await found(running_on=date(2026, 6, 22)) == ["A"]
    by_description = await find_page(find_campaigns(order=(SORTS["DESCRIPTION"],)), Window(50))
    assert [campaign.number for campaign in by_description.rows] == ["C", "A", "B"]


async def test_a_campaign_cannot_be_chosen_if_it_does_not_exist(now: datetime) -> None:
    contact = await a_contact()
    with refused((Code.NOT_FOUND, "values.campaign_id")):
        await an_interaction(contact_id=contact.id, campaign_id=99)
    with refused((Code.NOT_FOUND, "values.campaign_id")):
        await a_postponed_interaction(contact_id=contact.id, campaign_id=99)
    with refused((Code.NOT_FOUND, "values.campaign_id")):
        await a_segment(0, campaign_id=99)
    with refused((Code.NOT_FOUND, "campaign_id")):
        await a_template(campaign_id=99)
    segment = await a_segment(0)
    with refused((Code.NOT_FOUND, "values.campaign_id")):
        await a_line(segment, contact, campaign_id=99)
