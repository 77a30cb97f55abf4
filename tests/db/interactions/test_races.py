"""What decides about an interaction is read under its lock: others who come in between are seen."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from db.campaigns.canceling import cancel_campaign_entry
from db.errors import Code, Refused
from db.interactions.canceling import cancel_interactions, restore_interactions
from db.interactions.postponing import postpone_interaction, resume_interaction
from db.models import CampaignEntry, Contact, Interaction, InteractionStatus
from tests.builders import (
    a_campaign,
    a_company,
    a_contact,
    a_postponed_interaction,
    a_salesperson,
    a_segment,
    a_template,
    an_interaction,
)
from tests.conftest import NOW
from tests.databases import on_postgres
from tests.db.interactions.racing import ROW, stranger, waiting


async def codes_of(verb: Awaitable[object]) -> list[Code]:
    with pytest.raises(Refused) as refused:
        await verb
    return [problem.code for problem in refused.value.problems]


@on_postgres
async def test_an_entry_that_meanwhile_counts_for_a_canceled_campaign_entry_is_not_restored(
    database: str,
) -> None:
    await an_interaction(template_id=(await a_template(campaign_id=(await a_campaign()).id)).id)
    [campaign_entry] = await CampaignEntry.all()
    await cancel_campaign_entry(campaign_entry.id, now=NOW)
    entry = await an_interaction()
    await cancel_interactions([entry.id], now=NOW)
    async with stranger(database, ROW.format("interaction"), entry.id) as other:
        restoring = asyncio.ensure_future(restore_interactions([entry.id], now=NOW))
        await waiting(other, 1)
        joining = "UPDATE interaction SET campaign_entry_id = $1 WHERE id = $2"
        await other.execute(joining, campaign_entry.id, entry.id)
    assert await codes_of(restoring) == [Code.CAMPAIGN_ENTRY_CANCELED]
    assert (await Interaction.get(id=entry.id)).status is InteractionStatus.CANCELED


@on_postgres
async def test_an_entry_that_meanwhile_belongs_to_a_canceled_segment_is_not_restored(database: str) -> None:
    segment, entry = await a_segment(), await an_interaction()
    await cancel_interactions([entry.id], now=NOW)
    async with stranger(database, ROW.format("interaction"), entry.id) as other:
        restoring = asyncio.ensure_future(restore_interactions([entry.id], now=NOW))
        await waiting(other, 1)
        canceled = "UPDATE segment SET status = 'CANCELED', logged_at = $1, canceled_at = $1 WHERE id = $2"
        await other.execute(canceled, NOW, segment.id)
        await other.execute("UPDATE interaction SET segment_id = $1 WHERE id = $2", segment.id, entry.id)
    assert await codes_of(restoring) == [Code.SEGMENT_CANCELED]


@on_postgres
@pytest.mark.parametrize("verb", [postpone_interaction, resume_interaction])
async def test_a_draft_that_is_meanwhile_for_a_blocked_contact_is_refused(
    verb: Callable[..., Awaitable[Any]], database: str
) -> None:
    """Whom it is with is read before the lock, and again under it."""
    draft, blocked = await a_postponed_interaction(), await a_contact(privacy_blocked=True)
    values = {"template_id": (await a_template()).id, "salesperson_id": (await a_salesperson()).id}
    async with stranger(database, ROW.format("interaction"), draft.id) as other:
        work = asyncio.ensure_future(verb(draft.id, values, now=NOW))
        await waiting(other, 1)
        changed = "UPDATE interaction SET contact_id = $1, revision = revision + 1 WHERE id = $2"
        await other.execute(changed, blocked.id, draft.id)
    if verb is resume_interaction:
        assert await codes_of(work) == [Code.CONTACT_BLOCKED]
    else:
        await work
        assert (await Interaction.get(id=draft.id)).contact_id == blocked.id


@on_postgres
async def test_an_entry_counts_for_the_company_to_which_its_contact_has_just_moved(database: str) -> None:
    left, joined = await a_company(), await a_company()
    person = await a_contact(company_id=left.id)
    async with stranger(database, ROW.format("contact"), person.id) as other:
        creating = asyncio.ensure_future(an_interaction(contact_id=person.id))
        await waiting(other, 1)
        await other.execute("UPDATE contact SET company_id = $1 WHERE id = $2", joined.id, person.id)
    assert (await creating).company_id == joined.id
    assert (await Contact.get(id=person.id)).company_id == joined.id
