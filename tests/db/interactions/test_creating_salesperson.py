"""Who is responsible for a new interaction."""

from __future__ import annotations

from typing import Any

from db.errors import Code
from db.interactions.creating import Source, create_interaction
from db.models import (
    Contact,
)
from db.salespeople import update_salesperson
from tests.builders import (
    a_contact,
    a_salesperson,
    a_template,
    an_interaction,
)
from tests.conftest import NOW
from tests.db.interactions.making import (
    a_blocked_salesperson,
    created,
    created_from,
    either_way,
    nothing_is_written,
    the_default_salesperson,
)
from tests.refusals import refused


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
    await update_salesperson(salesperson.id, {"is_blocked": True}, now=NOW)
    with refused((Code.SALESPERSON_BLOCKED, "values.salesperson_id")):
        await created_from(Source(tuple(each.id for each in people)), template_id=template.id)
    assert await nothing_is_written()
