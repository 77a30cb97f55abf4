"""Logging with delivery: what it needs of each line, and one delivery for each entry in the same transaction."""

from __future__ import annotations

from typing import Any

import pytest

from db.contacts.editing import update_contact
from db.deliveries.queuing import WantedDelivery, queue_segment
from db.errors import Code, Refused
from db.models import Contact, Delivery, DeliveryStatus, Interaction, Segment
from db.segments.issues import count_issues, find_issues
from db.segments.logging import ErrorPolicy, log_segment
from tests.builders import (
    a_contact,
    a_content,
    a_segment,
    a_template,
    a_template_language,
    an_alternative_address,
)
from tests.conftest import NOW
from tests.db.segments.lines import a_crowd, a_line
from tests.refusals import refused
from tests.statements import counted_statements


async def a_mailing(*people: Contact, **values: Any) -> Segment:
    """A segment whose template has content in English."""
    template = await a_template(correspondence_type="NONE")
    await a_template_language(template, language="en", letter_content_id=(await a_content()).id)
    ids = [each.id for each in people]
    return await a_segment(template_id=template.id, contact_ids=ids, language="en", **values)


async def written_by(kind: str, **values: Any) -> Contact:
    return await a_contact(correspondence_type=kind, **values)


async def queued() -> list[tuple[str, str | None, str | None]]:
    deliveries = await Delivery.all().order_by("id")
    return [(each.status.value, each.email, each.response) for each in deliveries]


async def test_each_entry_gets_its_delivery_in_the_order_of_the_lines() -> None:
    people = [
        await written_by("EMAIL", email="ann@example.com"),
        await written_by("HARD_COPY", email="bea@example.com"),
        await written_by("NONE"),
    ]
    segment = await a_mailing(*people)
    await log_segment(segment.id, delivery={}, now=NOW)
    assert await queued() == [
        ("QUEUED", "ann@example.com", None),
        ("SKIPPED", None, "The contact gets a hard copy."),
        ("SKIPPED", None, "The contact is not written to."),
    ]
    entries = await Interaction.filter(segment_id=segment.id).order_by("id")
    deliveries = await Delivery.all().order_by("id")
    assert [each.interaction_id for each in deliveries] == [entry.id for entry in entries]
    for each in deliveries:
        assert (each.segment_id, each.due_at, each.attempt_count, each.held_by) == (segment.id, NOW, 0, None)


async def test_without_delivery_nothing_is_queued_and_nothing_more_is_asked() -> None:
    segment = await a_segment(1)
    assert (await log_segment(segment.id, now=NOW)).logged_count == 1
    assert not await Delivery.exists()


async def test_an_e_mail_goes_to_the_alternative_address_that_is_in_force() -> None:
    contact = await written_by("EMAIL", email="ann@example.com")
    today = NOW.date()
    await an_alternative_address(contact, email="lake@example.com", periods=[{"starts_on": today}])
    await log_segment((await a_mailing(contact)).id, delivery={}, now=NOW)
    assert await queued() == [("QUEUED", "lake@example.com", None)]


async def test_every_line_that_cannot_be_sent_is_reported_and_nothing_is_written() -> None:
    without_address = await written_by("EMAIL")
    segment = await a_mailing(without_address, await written_by("EMAIL", email="bea@example.com"))
    await a_line(segment, await written_by("HARD_COPY"), language="fr")
    expected = [Code.EMAIL_ADDRESS_MISSING, Code.CONTENT_MISSING]
    assert [each.code for each in await find_issues(segment.id, 10, deliver=True)] == expected
    assert await count_issues(segment.id, deliver=True) == 2 and await count_issues(segment.id) == 0
    with pytest.raises(Refused) as caught:
        await log_segment(segment.id, delivery={}, now=NOW)
    assert [each.code for each in caught.value.problems[0].lines] == expected  # type: ignore[attr-defined]
    assert not await Interaction.exists() and not await Delivery.exists()


async def test_the_lines_that_can_be_sent_are_logged_and_queued_if_so_asked() -> None:
    segment = await a_mailing(await written_by("EMAIL"), await written_by("EMAIL", email="bea@example.com"))
    made = await log_segment(segment.id, delivery={}, error_policy=ErrorPolicy.SKIP_INVALID, now=NOW)
    assert (made.logged_count, made.skipped_count) == (1, 1)
    assert await queued() == [("QUEUED", "bea@example.com", None)]


async def test_who_is_not_written_to_needs_no_content() -> None:
    template = await a_template(correspondence_type="NONE")
    segment = await a_segment(template_id=template.id, contact_ids=[(await written_by("NONE")).id])
    assert await count_issues(segment.id, deliver=True) == 0


async def test_delivery_adds_one_statement_whatever_the_number_of_lines() -> None:
    counts = []
    for size in (2, 30):
        segment = await a_mailing()
        people = await a_crowd(size, correspondence_type="HARD_COPY")
        for each in people:
            await a_line(segment, await Contact.get(id=each))
        with counted_statements() as statements:
            await log_segment(segment.id, delivery={}, now=NOW)
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert await Delivery.filter(status=DeliveryStatus.SKIPPED).count() == 32


async def test_a_segment_is_not_queued_twice() -> None:
    segment = await a_mailing(await written_by("EMAIL", email="ann@example.com"))
    await log_segment(segment.id, delivery={}, now=NOW)
    with refused((Code.SEGMENT_ALREADY_LOGGED, "segment_id")):
        await log_segment(segment.id, delivery={}, now=NOW)
    assert await Delivery.all().count() == 1


async def test_the_address_is_the_one_that_was_frozen_with_the_letter() -> None:
    contact = await written_by("EMAIL", email="ann@example.com")
    segment = await a_mailing(contact)
    await log_segment(segment.id, now=NOW)
    await update_contact(contact.id, {"email": None}, now=NOW)
    assert await queue_segment(segment.id, WantedDelivery(), NOW) == 1
    assert await queued() == [("QUEUED", "ann@example.com", None)]
