"""Rules of creating interactions, logged at once or postponed."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from db.checks import Money
from db.contacts.editing import update_contact
from db.errors import Code
from db.interactions.creating import InteractionsCreated, Source, create_interaction
from db.models import (
    Contact,
    CorrespondenceType,
    Evaluation,
    InformationFlow,
    InitiatedBy,
    Interaction,
    InteractionStatus,
    Salesperson,
)
from db.numbering import the_setup
from db.salespeople import update_salesperson
from db.setup import update_marketing_setup
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
from tests.db.interactions.racing import ROW, stranger, waiting
from tests.refusals import refused
from tests.statements import counted_statements

either_way = pytest.mark.parametrize("postpone", [False, True], ids=["logged", "postponed"])

UNKNOWN = 999_999


async def created(contact: Contact, *, postpone: bool = False, **values: Any) -> Interaction:
    result = await create_interaction(Source((contact.id,)), values, postpone=postpone, now=NOW)
    return result.interactions[0]


async def created_from(source: Source, **values: Any) -> InteractionsCreated:
    return await create_interaction(source, values, now=NOW)


async def a_blocked_salesperson() -> Salesperson:
    salesperson = await a_salesperson()
    await update_salesperson(salesperson.id, {"blocked": True}, now=NOW)
    return salesperson


async def the_default_salesperson() -> Salesperson:
    salesperson = await a_salesperson()
    await update_marketing_setup({"default_salesperson_id": salesperson.id}, now=NOW)
    return salesperson


async def nothing_is_written() -> bool:
    return await Interaction.all().count() == 0


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
    assert entry.group_id == template.group_id
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


# Who is responsible


async def test_the_salesperson_is_the_given_one_before_all_others() -> None:
    given, source, own, of_contact = [await a_salesperson() for _ in range(4)]
    await the_default_salesperson()
    contact, template = await a_contact(salesperson_id=of_contact.id), await a_template()
    values = {"contact_id": contact.id, "template_id": template.id}

    async def chosen(**named: Any) -> int | None:
        made = await create_interaction(
            Source(salesperson_id=source.id), {**values, **named}, own_salesperson_id=own.id, now=NOW
        )
        return made.interactions[0].salesperson_id

    assert await chosen(salesperson_id=given.id) == given.id
    assert await chosen() == await chosen(salesperson_id=None) == source.id


async def test_without_a_salesperson_in_the_source_it_is_the_callers_own_then_the_contacts() -> None:
    own, of_contact, default = await a_salesperson(), await a_salesperson(), await the_default_salesperson()
    template = await a_template()
    looked_after = await a_contact(salesperson_id=of_contact.id)
    alone = await a_contact(salesperson_id=None)

    async def chosen(contact: Contact, own_id: int | None) -> int | None:
        values = {"template_id": template.id}
        made = await create_interaction(Source((contact.id,)), values, own_salesperson_id=own_id, now=NOW)
        return made.interactions[0].salesperson_id

    assert await chosen(looked_after, own.id) == own.id
    assert await chosen(looked_after, None) == of_contact.id
    assert await chosen(alone, None) == default.id


async def test_another_interaction_presets_contact_and_salesperson() -> None:
    first, template, own = await an_interaction(), await a_template(), await a_salesperson()
    values = {"template_id": template.id}
    made = await create_interaction(
        Source(interaction_id=first.id), values, own_salesperson_id=own.id, now=NOW
    )
    [entry] = made.interactions
    assert (entry.contact_id, entry.salesperson_id) == (first.contact_id, first.salesperson_id)
    assert entry.id != first.id


async def test_what_was_given_stands_against_the_other_interaction() -> None:
    first, template = await an_interaction(), await a_template()
    contact, salesperson = await a_contact(), await a_salesperson()
    values = {"template_id": template.id, "contact_id": contact.id, "salesperson_id": salesperson.id}
    [entry] = (await created_from(Source(interaction_id=first.id), **values)).interactions
    assert (entry.contact_id, entry.salesperson_id) == (contact.id, salesperson.id)


async def test_somebody_must_be_responsible() -> None:
    contact, template = await a_contact(), await a_template()
    with refused((Code.REQUIRED, "values.salesperson_id")):
        await created(contact, template_id=template.id)
    assert await nothing_is_written()


async def test_somebody_must_be_responsible_for_every_contact() -> None:
    salesperson, template = await a_salesperson(), await a_template()
    looked_after = await a_contact(salesperson_id=salesperson.id)
    alone = [await a_contact() for _ in range(2)]
    source = Source((looked_after.id, *(each.id for each in alone)))
    with refused((Code.REQUIRED, "values.salesperson_id")):
        await created_from(source, template_id=template.id)
    assert await nothing_is_written()


@either_way
async def test_a_blocked_salesperson_is_refused_where_it_was_named(postpone: bool) -> None:
    blocked, template, contact = await a_blocked_salesperson(), await a_template(), await a_contact()
    values = {"template_id": template.id, "contact_id": contact.id}
    with refused((Code.SALESPERSON_BLOCKED, "values.salesperson_id")):
        await created(contact, postpone=postpone, template_id=template.id, salesperson_id=blocked.id)
    with refused((Code.SALESPERSON_BLOCKED, "source.salesperson_id")):
        await create_interaction(Source(salesperson_id=blocked.id), values, postpone=postpone, now=NOW)
    assert await nothing_is_written()


async def test_a_blocked_salesperson_of_the_contact_is_refused() -> None:
    salesperson, template = await a_salesperson(), await a_template()
    people = [await a_contact(salesperson_id=salesperson.id) for _ in range(2)]
    await update_salesperson(salesperson.id, {"blocked": True}, now=NOW)
    with refused((Code.SALESPERSON_BLOCKED, "values.salesperson_id")):
        await created_from(Source(tuple(each.id for each in people)), template_id=template.id)
    assert await nothing_is_written()


# From contacts


async def test_each_contact_gets_an_entry_of_its_own_in_the_order_given() -> None:
    people = [await a_contact() for _ in range(3)][::-1]
    salesperson, template = await a_salesperson(), await a_template()
    made = await created_from(
        Source(tuple(each.id for each in people)), template_id=template.id, salesperson_id=salesperson.id
    )
    assert [each.contact_id for each in made.interactions] == [each.id for each in people]
    assert {each.id for each in made.contacts} == {each.id for each in people}
    assert await Interaction.all().count() == 3


async def test_a_contact_that_is_named_twice_gets_one_entry() -> None:
    contact, salesperson, template = await a_contact(), await a_salesperson(), await a_template()
    made = await created_from(
        Source((contact.id, contact.id)), template_id=template.id, salesperson_id=salesperson.id
    )
    assert [each.contact_id for each in made.interactions] == [contact.id]


@either_way
async def test_one_bad_contact_keeps_all_from_being_written_and_each_is_pointed_at(postpone: bool) -> None:
    salesperson, template = await a_salesperson(), await a_template()
    good, blocked = await a_contact(), await a_contact(privacy_blocked=True)
    values = {"template_id": template.id, "salesperson_id": salesperson.id}
    source = Source((good.id, good.id, blocked.id, UNKNOWN))
    with refused((Code.CONTACT_BLOCKED, "source.contact_ids.2"), (Code.NOT_FOUND, "source.contact_ids.3")):
        await create_interaction(source, values, postpone=postpone, now=NOW)
    assert await nothing_is_written()


@either_way
async def test_at_least_one_contact_must_be_given(postpone: bool) -> None:
    with refused((Code.REQUIRED, "source.contact_ids")):
        values = {"template_id": (await a_template()).id}
        await create_interaction(Source(()), values, postpone=postpone, now=NOW)


async def test_at_most_a_thousand_contacts_are_given() -> None:
    with refused((Code.OUT_OF_RANGE, "source.contact_ids"), (Code.TOO_LONG, "values.description")):
        await create_interaction(
            Source(tuple(range(1, 1002))), {"description": "x" * 101}, postpone=True, now=NOW
        )


async def test_the_contact_of_the_values_must_not_contradict_the_source() -> None:
    contact, other = await a_contact(), await a_contact()
    with refused((Code.INVALID, "values.contact_id")):
        await created(contact, postpone=True, contact_id=other.id)
    assert (await created(contact, postpone=True, contact_id=contact.id)).contact_id == contact.id


async def test_the_values_given_are_not_changed() -> None:
    """A verb that was overtaken runs again with the same arguments."""
    contact, salesperson, template = await a_contact(), await a_salesperson(), await a_template()
    values = {"contact_id": contact.id, "template_id": template.id}
    await create_interaction(Source(salesperson_id=salesperson.id), values, now=NOW)
    assert values == {"contact_id": contact.id, "template_id": template.id}


# What is refused


async def test_all_that_is_missing_is_reported_together_in_the_order_of_the_checks() -> None:
    contact, salesperson = await a_contact(), await a_salesperson()
    with refused(
        (Code.REQUIRED, "values.template_id"),
        (Code.REQUIRED, "values.salesperson_id"),
        (Code.REQUIRED, "values.occurred_at"),
        (Code.REQUIRED, "values.description"),
    ):
        await created(contact, occurred_at=None)
    with refused(
        (Code.REQUIRED, "values.contact_id"),
        (Code.REQUIRED, "values.template_id"),
        (Code.REQUIRED, "values.description"),
    ):
        await created_from(Source(salesperson_id=salesperson.id))
    assert await nothing_is_written()


@either_way
async def test_all_that_is_wrong_is_reported_together_in_the_order_of_the_checks(postpone: bool) -> None:
    with refused(
        (Code.NOT_FOUND, "source.contact_ids.0"),
        (Code.NOT_FOUND, "values.template_id"),
        (Code.NOT_FOUND, "values.salesperson_id"),
        (Code.OUT_OF_RANGE, "values.occurred_at"),
        (Code.TOO_LONG, "values.description"),
        (Code.OUT_OF_RANGE, "values.duration_minutes"),
        (Code.OUT_OF_RANGE, "values.cost"),
    ):
        await create_interaction(
            Source((UNKNOWN,)),
            {
                "duration_minutes": -1,
                "cost": Money(Decimal(-1)),
                "description": "x" * 101,
                "occurred_at": datetime(1899, 12, 31, tzinfo=UTC),
                "salesperson_id": UNKNOWN,
                "template_id": UNKNOWN,
            },
            postpone=postpone,
            now=NOW,
        )
    assert await nothing_is_written()


async def test_an_unknown_contact_says_nothing_about_its_salesperson() -> None:
    template = await a_template()
    with refused((Code.NOT_FOUND, "source.contact_ids.0")):
        await created_from(Source((UNKNOWN,)), template_id=template.id)


async def test_an_unknown_source_is_refused() -> None:
    template, contact = await a_template(), await a_contact()
    with refused((Code.NOT_FOUND, "source.interaction_id")):
        await created_from(Source(interaction_id=UNKNOWN), template_id=template.id)
    with refused((Code.NOT_FOUND, "source.salesperson_id")):
        values = {"template_id": template.id, "contact_id": contact.id}
        await created_from(Source(salesperson_id=UNKNOWN), **values)
    assert await nothing_is_written()


async def test_a_blocked_contact_of_another_interaction_is_refused() -> None:
    first, template = await an_interaction(), await a_template()
    assert first.contact_id is not None
    await update_contact(first.contact_id, {"privacy_blocked": True}, now=NOW)
    with refused((Code.CONTACT_BLOCKED, "values.contact_id")):
        await created_from(Source(interaction_id=first.id), template_id=template.id)
    assert await Interaction.all().count() == 1


@either_way
@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("duration_minutes", -1, Code.OUT_OF_RANGE),
        ("duration_minutes", 527_041, Code.OUT_OF_RANGE),
        ("cost", Money(Decimal("-0.01")), Code.OUT_OF_RANGE),
        ("cost", Money(Decimal("0.001")), Code.INVALID),
        ("cost", Money(Decimal(1), "XAU"), Code.INVALID),
        ("occurred_at", datetime(2200, 1, 1, tzinfo=UTC), Code.OUT_OF_RANGE),
        ("remind_at", datetime(1899, 12, 31, tzinfo=UTC), Code.OUT_OF_RANGE),
        ("description", "x" * 101, Code.TOO_LONG),
        ("description", "Bell\x07", Code.INVALID),
        ("description", "Two\nlines", Code.INVALID),
        ("language", "xx", Code.INVALID),
        ("attempt_failed", None, Code.REQUIRED),
    ],
)
async def test_a_value_out_of_its_bounds_is_refused(
    name: str, value: Any, code: Code, postpone: bool
) -> None:
    contact, salesperson, template = await a_contact(), await a_salesperson(), await a_template()
    with refused((code, f"values.{name}")):
        values = {"template_id": template.id, "salesperson_id": salesperson.id, name: value}
        await created(contact, postpone=postpone, **values)
    assert await nothing_is_written()


async def test_a_field_is_refused_for_one_reason_only() -> None:
    contact, salesperson = await a_contact(), await a_salesperson()
    with refused((Code.REQUIRED, "values.template_id"), (Code.TOO_LONG, "values.description")):
        await created(contact, salesperson_id=salesperson.id, description="x" * 101)


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
    said = {"correspondence_type": CorrespondenceType.EMAIL, "remind_at": now + timedelta(days=1)}
    postponed = await a_postponed_interaction(template_id=template.id, occurred_at=None, **said)
    kept = await Interaction.get(id=postponed.id)
    assert {name: getattr(kept, name) for name in said} == said
    silent = ("description", "cost", "duration_minutes", "group_id", "language", "occurred_at")
    assert {getattr(kept, name) for name in silent} == {None}


async def test_a_postponed_interaction_is_the_contacts_salespersons_unless_blocked() -> None:
    salesperson = await a_salesperson()
    contact = await a_contact(salesperson_id=salesperson.id)
    assert (await created(contact, postpone=True)).salesperson_id == salesperson.id
    await update_salesperson(salesperson.id, {"blocked": True}, now=NOW)
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
