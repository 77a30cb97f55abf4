"""Verbs that are refused while others use the row that they are about, and how such users are made."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from db.api_keys.editing import create_api_key
from db.callers import Role
from db.groupings.industry_groups import add_industry_group_contacts
from db.groupings.job_responsibilities import add_job_responsibility_contacts
from db.groupings.mailing_groups import add_mailing_group_contacts
from db.models import CampaignEntry, Interaction, SegmentLine
from schema.graph.ids import global_id
from tests.builders import (
    a_campaign,
    a_company,
    a_contact,
    a_group,
    a_job_responsibility,
    a_mailing_group,
    a_postponed_interaction,
    a_salesperson,
    a_salutation,
    a_segment,
    a_template,
    an_industry_group,
    an_interaction,
)
from tests.conftest import NOW
from tests.schema.acting_on_setup import a_campaign_status

Row = Any
User = Callable[[Row, int | None], Awaitable[Row]]
"""Makes a node that uses the row, of a salesperson."""


class Used(NamedTuple):
    """A verb that is refused while others use the row that it is about."""

    mutation: str
    code: str
    made: Callable[..., Awaitable[Row]]
    hidden: tuple[User, ...] = ()
    """Of nodes that only their salesperson sees."""
    open: tuple[User, ...] = ()
    """Of nodes that everybody sees who sees their type."""
    more: dict[str, Any] = {}  # noqa: RUF012
    field: str | None = None
    """Where the input names the row, if not as the name of the verb says."""
    is_owned: bool = False
    """Whether the row is a contact, which its salesperson has to see."""

    @property
    def users(self) -> tuple[User, ...]:
        return self.hidden + self.open

    def given(self, row: Row) -> dict[str, Any]:
        name = self.field or f"{self.mutation[6].lower()}{self.mutation[7:]}Id"
        return {name: [global_id(row)] if name.endswith("s") else global_id(row), **self.more}


def naming(build: Callable[..., Awaitable[Row]], column: str, *given: Any, **values: Any) -> User:
    """Whose the node is, it says itself."""

    async def make(row: Row, whose: int | None) -> Row:
        of = {"salesperson_id": whose} if build in (a_contact, a_company) else {}
        return await build(*given, **{column: row.id}, **of, **values)

    return make


def _counted(column: str) -> User:
    """An entry with a contact of the salesperson."""

    async def make(row: Row, whose: int | None) -> Row:
        entry = await an_interaction(contact_id=(await a_contact(salesperson_id=whose)).id)
        await Interaction.filter(id=entry.id).update(**{column: row.id})
        return entry

    return make


def member(add: Callable[..., Awaitable[Any]]) -> User:
    async def make(row: Row, whose: int | None) -> Row:
        contact = await a_contact(salesperson_id=whose) if add is not add_industry_group_contacts else None
        contact = contact or await a_company(salesperson_id=whose)
        await add(row.id, [contact.id], now=NOW)
        return contact

    return make


async def _segment_holding(row: Row, whose: int | None) -> Row:
    return await a_segment(contact_ids=[row.id])


async def _postponed_with(row: Row, whose: int | None) -> Row:
    return await a_postponed_interaction(contact_id=row.id)


async def _line_of(row: Row, whose: int | None) -> Row:
    segment = await a_segment(contact_ids=[(await a_contact(salesperson_id=whose)).id])
    await SegmentLine.filter(segment_id=segment.id).update(campaign_id=row.id)
    return await SegmentLine.get(segment_id=segment.id)


async def _entry_of(row: Row, whose: int | None) -> Row:
    return await CampaignEntry.create(
        campaign_id=row.id, description="By hand", occurred_at=NOW, created_at=NOW, updated_at=NOW
    )


async def _api_key(row: Row, whose: int | None) -> Row:
    return (await create_api_key("Web shop", Role.SALESPERSON, salesperson_id=row.id, now=NOW)).api_key


ON_SEGMENT, POSTPONED, PEOPLE = "CONTACT_ON_SEGMENT", "CONTACT_HAS_POSTPONED", "CONTACT_HAS_PEOPLE"
WITH, WITHOUT = {"withPeople": True}, {"withPeople": False}
KEPT = {"withMemberships": False}
_contact_of = naming(a_contact, "company_id")
_own: dict[str, Any] = {"is_owned": True}
USED = [
    Used(
        "deleteCampaign", "IN_USE", a_campaign, (_line_of, _counted("campaign_id")),
        (naming(a_segment, "campaign_id", 0), _entry_of, naming(a_template, "campaign_id")),
    ),
    Used("deleteCampaignStatus", "IN_USE", a_campaign_status, (), (naming(a_campaign, "status_id"),)),
    Used(
        "deleteInteractionGroup", "IN_USE", a_group, (_counted("interaction_group_id"),),
        (naming(a_template, "interaction_group_id"),),
    ),
    Used(
        "deleteInteractionTemplate", "IN_USE", a_template, (_counted("template_id"),),
        (naming(a_segment, "template_id", 0),),
    ),
    Used("deleteMailingGroup", "IN_USE", a_mailing_group, (member(add_mailing_group_contacts),), (), KEPT),
    Used("deleteIndustryGroup", "IN_USE", an_industry_group, (member(add_industry_group_contacts),), (), KEPT),
    Used(
        "deleteJobResponsibility", "IN_USE", a_job_responsibility,
        (member(add_job_responsibility_contacts),), (), KEPT,
    ),
    Used(
        "deleteSalesperson", "IN_USE", a_salesperson, (_counted("salesperson_id"),),
        (naming(a_segment, "salesperson_id", 0), naming(a_campaign, "salesperson_id"), _api_key),
    ),
    Used("deleteSalutation", "IN_USE", a_salutation, (naming(a_contact, "salutation_id"),)),
    Used("deleteContact", PEOPLE, a_company, (_contact_of,), (), WITHOUT, **_own),
    Used("deleteContact", ON_SEGMENT, a_contact, (), (_segment_holding,), WITH, **_own),
    Used("deleteContact", POSTPONED, a_contact, (), (_postponed_with,), WITH, **_own),
    Used("deleteContacts", PEOPLE, a_company, (_contact_of,), (), WITHOUT, "contactIds", **_own),
    Used("deleteContacts", ON_SEGMENT, a_contact, (), (_segment_holding,), WITH, "contactIds", **_own),
    Used("deleteContacts", POSTPONED, a_contact, (), (_postponed_with,), WITH, "contactIds", **_own),
    Used("updateContact", ON_SEGMENT, a_contact, (), (_segment_holding,), {"kind": "COMPANY"}, **_own),
    Used("updateContact", "IN_USE", a_company, (_counted("company_id"),), (), {"kind": "PERSON"}, **_own),
]  # fmt: skip
IDS = [f"{each.mutation}-{each.code}" for each in USED]
BY_SETUP = {"deleteNumberSeries", "deleteTemplateLanguage"}
"""Used by one node alone: a test of their own."""
NEVER_IN_USE = {
    "deleteAlternativeAddress", "deleteCampaignEntry", "deleteCampaignEntries", "deleteInteraction",
    "deleteInteractionComment", "deleteInteractions", "deleteSalutationFormula", "deleteSavedCriteria",
    "deleteSegment", "deleteSegments",
}  # fmt: skip
"""Nothing names these that would not go with them, or be left without."""
