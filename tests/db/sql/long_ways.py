"""Verbs on the longest ways that they have: each makes what it needs, and gives what is to be done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from decimal import Decimal

from db.campaigns.canceling import cancel_campaign_entry, delete_campaign_entry, restore_campaign_entry
from db.contacts.deleting import delete_contact
from db.contacts.editing import create_contact, update_contact
from db.contacts.merging import merge_contacts
from db.groupings.mailing_groups import add_mailing_group_contacts
from db.interactions.canceling import cancel_interactions, restore_interactions
from db.interactions.creating import Source, create_interaction
from db.interactions.postponing import postpone_interaction, resume_interaction
from db.marketing_setup import update_marketing_setup
from db.models import CampaignEntry, Contact, ContactKind, Interaction
from db.salespeople import delete_salesperson
from db.segments.canceling import cancel_segment, restore_segment
from db.segments.editing import create_segment, delete_segment, update_segment
from db.segments.follow_up import FollowUp, create_follow_up_segment
from db.segments.lines import add_segment_contacts
from db.segments.logging import log_segment
from db.segments.mailing import (
    replace_mailing_group_contacts_from_segment,
)
from db.templates.editing import update_interaction_template
from db.writes.validation import Money
from tests.builders import (
    a_campaign,
    a_company,
    a_contact,
    a_mailing_group,
    a_postponed_interaction,
    a_salesperson,
    a_segment,
    a_template,
    an_interaction,
)
from tests.conftest import NOW

Act = Callable[[], Awaitable[object]]

INHERITED = {"inherit_communication": True, "inherit_address": True, "inherit_salesperson": True}


async def people_of(company: Contact, number: int = 2) -> list[int]:
    return [(await a_contact(company_id=company.id)).id for _ in range(number)]


async def people_before_their_company(number: int = 2) -> tuple[Contact, list[int]]:
    """Whose ids are smaller than that of their company, so that the order of ids would be another one."""
    people = [(await a_contact()).id for _ in range(number)]
    company = await a_company(phone="+41 44 123 45 67")
    for person in people:
        await update_contact(person, {"company_id": company.id}, now=NOW)
    return company, people


async def _a_person_moves_to_a_company_with_a_salesperson() -> Act:
    await update_marketing_setup(INHERITED, now=NOW)
    _, [person, _] = await people_before_their_company()
    other = await a_company(salesperson_id=(await a_salesperson()).id)
    values = {"company_id": other.id, "salesperson_id": (await a_salesperson()).id}
    return lambda: update_contact(person, values, now=NOW)


async def _a_company_hands_down() -> Act:
    await update_marketing_setup(INHERITED, now=NOW)
    company, _ = await people_before_their_company()
    values = {"phone": "+41 44 765 43 21", "salesperson_id": (await a_salesperson()).id}
    return lambda: update_contact(company.id, values, now=NOW)


async def _a_company_goes_with_its_people() -> Act:
    company, people = await people_before_their_company()
    for person in people:
        await an_interaction(contact_id=person)
    return lambda: delete_contact(company.id, with_people=True, now=NOW)


async def _a_person_goes() -> Act:
    _, [person, _] = await people_before_their_company()
    for _ in range(2):
        await an_interaction(contact_id=person)
    return lambda: delete_contact(person, now=NOW)


async def _companies_are_merged() -> Act:
    await update_marketing_setup(INHERITED, now=NOW)
    (duplicate, people), kept = await people_before_their_company(), await a_company()
    await people_of(kept)
    for person in people:
        await an_interaction(contact_id=person)
    await a_segment(contact_ids=[duplicate.id, *people])
    await a_segment(contact_ids=[duplicate.id])
    return lambda: merge_contacts(kept.id, duplicate.id, now=NOW)


async def _people_are_merged() -> Act:
    _, [duplicate, _] = await people_before_their_company()
    for _ in range(2):
        await an_interaction(contact_id=duplicate)
    kept = await a_contact()
    return lambda: merge_contacts(kept.id, duplicate, now=NOW)


async def _entries_for_a_campaign() -> Act:
    _, people = await people_before_their_company()
    template = await a_template(campaign_id=(await a_campaign()).id)
    values = {
        "template_id": template.id,
        "salesperson_id": (await a_salesperson()).id,
        "cost": Money(Decimal(5)),
    }
    return lambda: create_interaction(Source(tuple(people)), values, now=NOW)


async def _a_draft_is_saved() -> Act:
    _, [person, other] = await people_before_their_company()
    draft = await a_postponed_interaction(contact_id=person)
    values = {"contact_id": other, "salesperson_id": (await a_salesperson()).id, "cost": Money(Decimal(5))}
    return lambda: postpone_interaction(draft.id, values, now=NOW)


async def _a_draft_is_resumed_for_a_campaign() -> Act:
    _, [person, _] = await people_before_their_company()
    draft = await a_postponed_interaction(contact_id=person)
    template = await a_template(campaign_id=(await a_campaign()).id)
    values = {"template_id": template.id, "salesperson_id": (await a_salesperson()).id}
    return lambda: resume_interaction(draft.id, values, now=NOW)


async def a_campaign_segment() -> int:
    _, people = await people_before_their_company()
    return (await a_segment(contact_ids=people, campaign_id=(await a_campaign()).id)).id


async def _a_segment_is_logged_and_followed_up() -> Act:
    segment = await a_campaign_segment()
    return lambda: log_segment(segment, follow_up=FollowUp(), now=NOW)


async def a_logged_segment() -> int:
    segment = await a_campaign_segment()
    await log_segment(segment, now=NOW)
    return segment


async def _a_logged_segment_is_followed_up() -> Act:
    segment = await a_logged_segment()
    return lambda: create_follow_up_segment(segment, FollowUp(), now=NOW)


async def _a_segment_is_canceled() -> Act:
    segment = await a_logged_segment()
    return lambda: cancel_segment(segment, now=NOW)


async def _a_segment_is_restored() -> Act:
    segment = await a_logged_segment()
    await cancel_segment(segment, now=NOW)
    return lambda: restore_segment(segment, now=NOW)


async def _a_canceled_segment_with_followers_goes() -> Act:
    segment = await a_logged_segment()
    for _ in range(2):
        await create_follow_up_segment(segment, FollowUp(), now=NOW)
    await cancel_segment(segment, now=NOW)
    return lambda: delete_segment(segment)


async def _a_segment_changes_its_values() -> Act:
    segment = await a_campaign_segment()
    values = {"salesperson_id": (await a_salesperson()).id, "cost": Money(Decimal(7))}
    return lambda: update_segment(segment, {}, values, now=NOW)


async def _a_segment_is_made_with_contacts() -> Act:
    _, people = await people_before_their_company()
    values = {"salesperson_id": (await a_salesperson()).id, "template_id": (await a_template()).id}
    return lambda: create_segment(None, "New", values, people, now=NOW)


async def _contacts_come_to_a_segment() -> Act:
    company, people = await people_before_their_company()
    segment = await a_segment()
    return lambda: add_segment_contacts(segment.id, [company.id, *people], now=NOW)


async def _a_segment_comes_into_a_mailing_group() -> Act:
    segment, group = await a_campaign_segment(), await a_mailing_group()
    return lambda: replace_mailing_group_contacts_from_segment(segment, group.id, now=NOW)


async def _a_company_and_people_come_into_a_mailing_group() -> Act:
    (company, people), group = await people_before_their_company(), await a_mailing_group()
    return lambda: add_mailing_group_contacts(group.id, [company.id, *people], now=NOW)


async def entries_of_a_segment() -> list[int]:
    return [entry.id for entry in await Interaction.filter(segment_id=await a_logged_segment())]


async def _entries_are_canceled() -> Act:
    entries = await entries_of_a_segment()
    return lambda: cancel_interactions(entries, now=NOW)


async def _entries_are_restored() -> Act:
    entries = await entries_of_a_segment()
    await cancel_interactions(entries, now=NOW)
    return lambda: restore_interactions(entries, now=NOW)


async def a_campaign_entry(*, canceled: bool) -> int:
    await a_logged_segment()
    [entry] = await CampaignEntry.all()
    if canceled:
        await cancel_campaign_entry(entry.id, now=NOW)
    return entry.id


async def _a_campaign_entry_is_canceled() -> Act:
    entry = await a_campaign_entry(canceled=False)
    return lambda: cancel_campaign_entry(entry, now=NOW)


async def _a_campaign_entry_is_restored() -> Act:
    entry = await a_campaign_entry(canceled=True)
    return lambda: restore_campaign_entry(entry, now=NOW)


async def _a_campaign_entry_goes() -> Act:
    entry = await a_campaign_entry(canceled=True)
    return lambda: delete_campaign_entry(entry)


async def _a_template_gets_a_cost_and_a_campaign() -> Act:
    template, campaign = await a_template(), await a_campaign()
    values = {"cost": Money(Decimal(5)), "campaign_id": campaign.id}
    return lambda: update_interaction_template(template.id, values, now=NOW)


async def _the_default_salesperson_goes() -> Act:
    salesperson = await a_salesperson()
    await update_marketing_setup({"default_salesperson_id": salesperson.id}, now=NOW)
    return lambda: delete_salesperson(salesperson.id)


async def _a_person_joins_who_inherits() -> Act:
    await update_marketing_setup(INHERITED, now=NOW)
    company = await a_company(salesperson_id=(await a_salesperson()).id)
    values = {"kind": ContactKind.PERSON, "name": "Ann", "company_id": company.id}
    return lambda: create_contact(values, now=NOW)


LONG_WAYS = [
    made for name, made in list(globals().items()) if name.startswith(("_a_", "_co", "_pe", "_en", "_th"))
]
"""Each by its function; another one joins by its name."""
