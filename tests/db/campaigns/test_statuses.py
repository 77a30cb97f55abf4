"""Rules of campaign statuses."""

from __future__ import annotations

from datetime import datetime

from db.campaigns.editing import update_campaign
from db.campaigns.statuses import create_campaign_status, delete_campaign_status, update_campaign_status
from db.errors import Code
from db.models import CampaignStatus
from tests.builders import a_campaign
from tests.refusals import refused


async def a_status(code: str, now: datetime) -> CampaignStatus:
    return (await create_campaign_status({"code": code, "description": "Planned"}, now=now)).campaign_status


async def test_a_code_is_kept_in_upper_case_and_is_the_only_one(now: datetime) -> None:
    assert (await a_status(" plan ", now)).code == "PLAN"
    with refused((Code.NOT_UNIQUE, "code")):
        await a_status("Plan", now)
    with refused((Code.REQUIRED, "code"), (Code.REQUIRED, "description")):
        await create_campaign_status({"code": " "}, now=now)


async def test_a_status_is_changed_only_at_the_revision_that_was_seen(now: datetime) -> None:
    plan, _ = await a_status("PLAN", now), await a_status("DONE", now)
    changed = await update_campaign_status(plan.id, {"code": "next"}, expected_revision=1, now=now)
    assert (changed.changed, changed.campaign_status.code) == (True, "NEXT")
    assert not (await update_campaign_status(plan.id, {"code": "NEXT"}, now=now)).changed
    with refused((Code.REVISION_CONFLICT, "expected_revision")):
        await update_campaign_status(plan.id, {"code": "x"}, expected_revision=1, now=now)
    with refused((Code.NOT_UNIQUE, "code")):
        await update_campaign_status(plan.id, {"code": "done"}, now=now)


async def test_a_status_that_a_campaign_is_in_is_not_deleted(now: datetime) -> None:
    status = await a_status("PLAN", now)
    campaign = await a_campaign(status_id=status.id)
    with refused((Code.IN_USE, "campaign_status_id")):
        await delete_campaign_status(status.id)
    await update_campaign(campaign.id, {"status_id": None}, now=now)
    assert (await delete_campaign_status(status.id)).id == status.id
    with refused((Code.NOT_FOUND, "campaign_status_id")):
        await delete_campaign_status(status.id)
