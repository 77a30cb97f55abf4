"""The rows that interactions refer to, fetched for many of them at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from db.contacts.belonging import check_companies, held_companies
from db.models import (
    Campaign,
    Contact,
    InteractionTemplate,
    LetterContent,
    MarketingSetup,
    Salesperson,
    TemplateLanguage,
)
from db.numbering import the_setup
from db.sql.loaders import rows_by_id
from db.writes.locking import held_rows

Values = dict[str, Any]


@dataclass
class Surroundings:
    """The rows that interactions refer to."""

    setup: MarketingSetup
    contacts: Mapping[int, Contact]
    salespeople: Mapping[int, Salesperson]
    templates: Mapping[int, InteractionTemplate] = field(default_factory=dict)
    languages: Mapping[tuple[int, str], TemplateLanguage] = field(default_factory=dict)
    campaigns: Mapping[int, Campaign] = field(default_factory=dict)
    contents: Mapping[int, LetterContent] = field(default_factory=dict)


async def surroundings(drafts: Sequence[Values], setup: MarketingSetup) -> Surroundings:
    """All rows that these drafts refer to: a fixed number of statements, whatever the number of drafts.

    Shared locks keep contacts, salespeople, campaigns and content from being changed until the transaction ends. The
    companies of the contacts, which the interactions count for, are held before them.
    """
    contact_ids = [draft.get("contact_id") for draft in drafts]
    companies = await held_companies(contact_ids)
    contacts = await held_rows(Contact, contact_ids)
    check_companies(contacts.values(), companies)
    templates = await rows_by_id(InteractionTemplate, [draft.get("template_id") for draft in drafts])
    languages = await TemplateLanguage.filter(template_id__in=list(templates)) if templates else []
    campaigns = await held_rows(Campaign, [draft.get("campaign_id") for draft in drafts])
    salespeople = await held_rows(Salesperson, _salespeople_of(drafts, contacts, setup))
    return Surroundings(
        setup,
        contacts,
        salespeople,
        templates,
        {(each.template_id, each.language): each for each in languages},
        campaigns,
        await held_rows(LetterContent, [draft.get("letter_content_id") for draft in drafts]),
    )


async def people_around(drafts: Sequence[Values]) -> Surroundings:
    """Contacts and salespeople only, without locks: enough to find missing fields."""
    setup = await the_setup()
    contacts = await rows_by_id(Contact, [draft["contact_id"] for draft in drafts])
    return Surroundings(
        setup, contacts, await rows_by_id(Salesperson, _salespeople_of(drafts, contacts, setup))
    )


def _salespeople_of(
    drafts: Sequence[Values], contacts: Mapping[int, Contact], setup: MarketingSetup
) -> list[int | None]:
    named = [draft.get("salesperson_id") for draft in drafts]
    return [*named, *(contact.salesperson_id for contact in contacts.values()), setup.default_salesperson_id]
