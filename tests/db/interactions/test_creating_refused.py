"""Several contacts at once, and what is refused when an interaction is created."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from db.contacts.editing import update_contact
from db.errors import Code
from db.interactions.creating import Source, create_interaction
from db.models import (
    Interaction,
)
from db.writes.validation import Money
from tests.builders import (
    a_contact,
    a_salesperson,
    a_template,
    an_interaction,
)
from tests.conftest import NOW
from tests.db.interactions.making import (
    UNKNOWN,
    created,
    created_from,
    either_way,
    nothing_is_written,
)
from tests.refusals import refused

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
