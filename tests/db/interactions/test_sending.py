"""Single interactions with letters: kept when logged, queued if so asked, and refused where nothing can be sent."""

from __future__ import annotations

from typing import Any

from db.errors import Code
from db.interactions.creating import Source, create_interaction
from db.interactions.postponing import resume_interaction
from db.letter_contents.letters import Letter, letters_of
from db.models import Contact, Delivery, Interaction
from tests.builders import (
    a_contact,
    a_content,
    a_postponed_interaction,
    a_salesperson,
    a_template,
    a_template_language,
)
from tests.conftest import NOW
from tests.refusals import refused


async def what_to_write(language: str = "en", **values: Any) -> dict[str, int]:
    template = await a_template(correspondence_type="EMAIL", **values)
    await a_template_language(
        template, language=language, letter_content_id=(await a_content(subject="Template's")).id
    )
    return {"template_id": template.id, "salesperson_id": (await a_salesperson()).id}


async def subjects() -> list[str]:
    letters = await letters_of([each.id for each in await Interaction.all()])
    return [each.subject for each in letters.values() if isinstance(each, Letter)]


async def with_address(**values: Any) -> Contact:
    return await a_contact(email=f"{len(await Contact.all())}@example.com", language="en", **values)


async def test_the_letter_of_the_template_is_kept_and_queued_for_each_contact() -> None:
    people = [await with_address() for _ in range(2)]
    source = Source(tuple(each.id for each in people))
    made = await create_interaction(source, await what_to_write(), delivery={}, now=NOW)
    assert await subjects() == ["Template's"] * 2
    deliveries = await Delivery.all().order_by("id")
    assert [each.interaction_id for each in deliveries] == [each.id for each in made.interactions]
    assert [each.email for each in deliveries] == [each.email for each in people]
    assert {each.segment_id for each in deliveries} == {None}


async def test_content_of_its_own_goes_before_that_of_the_template() -> None:
    contact, own = await with_address(), await a_content(subject="Own")
    values = await what_to_write() | {"letter_content_id": own.id}
    await create_interaction(Source((contact.id,)), values, now=NOW)
    assert await subjects() == ["Own"] and not await Delivery.exists()


async def test_a_postponed_interaction_gets_its_letter_when_it_is_resumed() -> None:
    contact, own = await with_address(), await a_content(subject="Own")
    postponed = await a_postponed_interaction(contact_id=contact.id, letter_content_id=own.id)
    assert await subjects() == []
    await resume_interaction(postponed.id, dict(await what_to_write()), delivery={}, now=NOW)
    assert await subjects() == ["Own"]
    assert [each.interaction_id for each in await Delivery.all()] == [postponed.id]


async def test_what_cannot_be_sent_is_refused_and_writes_nothing() -> None:
    nowhere, german = await a_contact(language="en"), await with_address()
    values = await what_to_write()
    french = values | {"language": "fr"}
    with refused((Code.EMAIL_ADDRESS_MISSING, "source.contact_ids.1")):
        source = Source((german.id, nowhere.id))
        await create_interaction(source, dict(values), delivery={}, now=NOW)
    with refused((Code.CONTENT_MISSING, "values.letter_content_id")):
        await create_interaction(Source((german.id,)), french, delivery={}, now=NOW)
    with refused((Code.NOT_FOUND, "values.letter_content_id")):
        await create_interaction(Source((german.id,)), values | {"letter_content_id": 999}, now=NOW)
    with refused((Code.INVALID, "delivery")):
        await create_interaction(Source((german.id,)), {}, postpone=True, delivery={}, now=NOW)
    postponed = await a_postponed_interaction(contact_id=nowhere.id)
    with refused((Code.EMAIL_ADDRESS_MISSING, "values.contact_id")):
        await resume_interaction(postponed.id, dict(values), delivery={}, now=NOW)
    assert await Interaction.all().count() == 1 and not await Delivery.exists()


async def test_a_hard_copy_needs_content_and_no_address() -> None:
    contact = await a_contact(language="en")
    values = await what_to_write() | {"correspondence_type": "HARD_COPY"}
    await create_interaction(Source((contact.id,)), values, delivery={}, now=NOW)
    assert [each.response for each in await Delivery.all()] == ["The contact gets a hard copy."]
