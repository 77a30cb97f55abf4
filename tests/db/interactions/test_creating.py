"""Rules of creating interactions: what the template gives, what is postponed, what it costs."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from db.errors import Code
from db.interactions.creating import Source, create_interaction
from db.models import (
    CorrespondenceType,
    Evaluation,
    InformationFlow,
    InitiatedBy,
    Interaction,
    InteractionStatus,
)
from db.numbering import the_setup
from db.salespeople import update_salesperson
from db.writes.validation import Money
from tests.builders import (
    a_company,
    a_contact,
    a_postponed_interaction,
    a_salesperson,
    a_template,
    a_template_language,
    an_interaction,
)
from tests.conftest import NOW
from tests.databases import on_postgres
from tests.db.interactions.making import (
    created,
    either_way,
    nothing_is_written,
)
from tests.db.interactions.racing import ROW, stranger, waiting
from tests.refusals import refused
from tests.statements import counted_statements

# What comes from the template


async def test_an_interaction_takes_from_its_template_what_was_not_given(now: datetime) -> None:
    template = await a_template(
        description="Call",
        cost=Money(Decimal("12.50")),
        duration_minutes=15,
        information_flow=InformationFlow.OUTBOUND,
        initiated_by=InitiatedBy.US,
        correspondence_type=CorrespondenceType.HARD_COPY,
    )
    entry = await an_interaction(template_id=template.id)
    assert entry.status is InteractionStatus.LOGGED
    assert (entry.description, entry.cost, entry.duration_minutes) == ("Call", Decimal("12.50"), 15)
    assert (entry.information_flow, entry.initiated_by) == (InformationFlow.OUTBOUND, InitiatedBy.US)
    assert entry.correspondence_type is CorrespondenceType.HARD_COPY
    assert entry.interaction_group_id == template.interaction_group_id
    assert (entry.occurred_at, entry.logged_at, entry.revision) == (now, now, 1)
    assert (await Interaction.get(id=entry.id)).cost == Decimal("12.50")


async def test_what_was_given_stands_against_the_template(now: datetime) -> None:
    template = await a_template(
        cost=Money(Decimal(8)),
        duration_minutes=15,
        information_flow=InformationFlow.OUTBOUND,
        initiated_by=InitiatedBy.US,
    )
    given = {
        "description": "Dinner",
        "cost": Money(Decimal(0)),
        "duration_minutes": 0,
        "information_flow": InformationFlow.INBOUND,
        "initiated_by": InitiatedBy.THEM,
        "correspondence_type": CorrespondenceType.HARD_COPY,
        "occurred_at": now - timedelta(days=3),
        "evaluation": Evaluation.POSITIVE,
        "attempt_failed": True,
        "language": "fr",
    }
    entry = await Interaction.get(id=(await an_interaction(template_id=template.id, **given)).id)
    kept = {name: getattr(entry, name) for name in given}
    assert kept == given | {"cost": Decimal(0)}


@pytest.mark.parametrize("blank", [None, "", " \t "])
async def test_a_blank_description_becomes_that_of_the_template(blank: str | None) -> None:
    template = await a_template(description="Call")
    assert (await an_interaction(template_id=template.id, description=blank)).description == "Call"


async def test_null_takes_the_value_of_the_template() -> None:
    template = await a_template(cost=Money(Decimal(8)), duration_minutes=15)
    entry = await an_interaction(template_id=template.id, cost=None, duration_minutes=None)
    assert (entry.cost, entry.duration_minutes) == (Decimal(8), 15)


async def test_the_template_speaks_the_language_of_the_contact() -> None:
    template, contact = await a_template(description="Meeting"), await a_contact(language="de")
    await a_template_language(template, language="de", description="Treffen")
    entry = await an_interaction(template_id=template.id, contact_id=contact.id)
    assert (entry.language, entry.description) == ("de", "Treffen")


async def test_a_template_without_the_language_of_the_contact_speaks_its_default() -> None:
    german = {"language": "de", "description": "Treffen"}
    template = await a_template(description="Meeting", languages=[german], default_language="de")
    contact = await a_contact(language="fr")
    entry = await an_interaction(template_id=template.id, contact_id=contact.id)
    assert (entry.language, entry.description) == ("de", "Treffen")


async def test_a_template_without_languages_keeps_its_own_description() -> None:
    template, contact = await a_template(description="Meeting"), await a_contact(language="fr")
    entry = await an_interaction(template_id=template.id, contact_id=contact.id)
    assert (entry.language, entry.description) == (None, "Meeting")


async def test_the_language_that_was_given_decides_the_description() -> None:
    template, contact = await a_template(description="Meeting"), await a_contact(language="fr")
    await a_template_language(template, language="de", description="Treffen")
    await a_template_language(template, language="fr", description="Rencontre")
    entry = await an_interaction(template_id=template.id, contact_id=contact.id, language="de")
    assert (entry.language, entry.description) == ("de", "Treffen")


@pytest.mark.parametrize(
    "given", [{}, {"correspondence_type": CorrespondenceType.EMAIL}], ids=["template", "given"]
)
async def test_e_mail_becomes_none_for_a_contact_without_an_address(given: dict[str, Any]) -> None:
    template = await a_template(correspondence_type=CorrespondenceType.EMAIL)
    mute, reached = await a_contact(), await a_contact(email="ann@example.com")
    kinds = [
        (await an_interaction(template_id=template.id, contact_id=each.id, **given)).correspondence_type
        for each in (mute, reached)
    ]
    assert kinds == [CorrespondenceType.NONE, CorrespondenceType.EMAIL]


async def test_an_entry_counts_towards_the_company_of_its_contact() -> None:
    company, alone = await a_company(), await a_contact()
    person = await a_contact(company_id=company.id)
    companies = [(await an_interaction(contact_id=each.id)).company_id for each in (company, person, alone)]
    assert companies == [company.id, company.id, None]


# Postponed


async def test_a_contact_alone_is_enough_to_postpone(now: datetime) -> None:
    contact = await a_contact()
    postponed = await created(contact, postpone=True)
    assert postponed.status is InteractionStatus.POSTPONED
    assert (postponed.contact_id, postponed.salesperson_id, postponed.template_id) == (contact.id, None, None)
    assert (postponed.logged_at, postponed.occurred_at, postponed.created_at) == (None, None, now)


async def test_a_salesperson_alone_is_enough_to_postpone() -> None:
    salesperson = await a_salesperson()
    made = await create_interaction(Source(salesperson_id=salesperson.id), {}, postpone=True, now=NOW)
    [postponed] = made.interactions
    assert (postponed.salesperson_id, postponed.contact_id) == (salesperson.id, None)
    assert made.contacts == []


async def test_postponing_keeps_only_what_was_said(now: datetime) -> None:
    template = await a_template(cost=Money(Decimal(8)), duration_minutes=15)
    values = {"correspondence_type": CorrespondenceType.EMAIL, "remind_at": now + timedelta(days=1)}
    postponed = await a_postponed_interaction(template_id=template.id, occurred_at=None, **values)
    kept = await Interaction.get(id=postponed.id)
    assert {name: getattr(kept, name) for name in values} == values
    silent = ("description", "cost", "duration_minutes", "interaction_group_id", "language", "occurred_at")
    assert {getattr(kept, name) for name in silent} == {None}


async def test_a_postponed_interaction_is_the_contacts_salespersons_unless_blocked() -> None:
    salesperson = await a_salesperson()
    contact = await a_contact(salesperson_id=salesperson.id)
    assert (await created(contact, postpone=True)).salesperson_id == salesperson.id
    await update_salesperson(salesperson.id, {"is_blocked": True}, now=NOW)
    assert (await created(contact, postpone=True)).salesperson_id is None


async def test_a_logged_interaction_has_no_reminder(now: datetime) -> None:
    assert (await an_interaction(remind_at=now + timedelta(days=1))).remind_at is None


# Statements, and others at the same moment


@either_way
async def test_fifty_contacts_take_as_many_statements_as_one(postpone: bool) -> None:
    salesperson, template = await a_salesperson(), await a_template()
    people = [await a_contact(salesperson_id=salesperson.id) for _ in range(50)]
    counts = []
    for some in (people[:1], people):
        with counted_statements() as statements:
            made = await create_interaction(
                Source(tuple(each.id for each in some)),
                {"template_id": template.id},
                postpone=postpone,
                now=NOW,
            )
        assert len(made.interactions) == len(some)
        counts.append(len(statements))
    assert counts[0] == counts[1] > 0


@on_postgres
async def test_a_contact_that_is_being_blocked_gets_no_entry(database: str) -> None:
    contact, salesperson, template = await a_contact(), await a_salesperson(), await a_template()
    blocking = "UPDATE contact SET privacy_blocked = TRUE WHERE id = $1"
    async with stranger(database, blocking, contact.id) as connection:
        task = asyncio.create_task(created(contact, template_id=template.id, salesperson_id=salesperson.id))
        await waiting(connection, 1)
    with refused((Code.CONTACT_BLOCKED, "source.contact_ids.0")):
        await task
    assert await nothing_is_written()


@on_postgres
async def test_a_cost_waits_until_the_currency_is_settled(database: str) -> None:
    contact, salesperson = await a_contact(), await a_salesperson()
    template, setup = await a_template(), await the_setup()
    async with stranger(database, ROW.format("marketing_setup"), setup.id) as connection:
        cost = Money(Decimal("1.50"))
        task = asyncio.create_task(
            created(contact, template_id=template.id, salesperson_id=salesperson.id, cost=cost)
        )
        await waiting(connection, 1)
        await connection.execute("UPDATE marketing_setup SET currency = 'JPY'")
    with refused((Code.INVALID, "values.cost")):
        await task
    assert await nothing_is_written()
