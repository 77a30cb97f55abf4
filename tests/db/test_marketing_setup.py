"""Rules of marketing setup."""

from __future__ import annotations

import asyncio
from datetime import datetime
from decimal import Decimal

from db import marketing_setup
from db.contacts.inheriting import INHERITED
from db.errors import Code, Refused
from db.interactions.creating import Source, create_interaction
from db.models import Contact, CorrespondenceType, MarketingSetup, SegmentLine
from db.numbering import the_setup
from db.segments.editing import create_segment
from db.segments.lines import personalize_segment_lines
from db.templates import editing
from db.writes.validation import Money
from tests.builders import a_contact, a_salesperson, a_template
from tests.databases import on_postgres
from tests.refusals import refused

TEN = Money(Decimal(10))


async def test_the_setup_gives_new_contacts_their_defaults(now: datetime) -> None:
    salesperson = await a_salesperson()
    values = {
        "default_salesperson_id": salesperson.id,
        "default_language": "de-ch",
        "default_country_code": "ch",
        "default_correspondence_type": CorrespondenceType.HARD_COPY,
    }
    await marketing_setup.update_marketing_setup(values, now=now)
    contact = await a_contact()
    assert await Contact.filter(id=contact.id, salesperson_id=salesperson.id).exists()
    assert (contact.language, contact.country_code) == ("de-CH", "CH")
    assert contact.correspondence_type is CorrespondenceType.HARD_COPY


async def test_all_problems_of_the_setup_are_reported_together(now: datetime) -> None:
    blocked = await a_salesperson(is_blocked=True)
    with refused(
        (Code.INVALID, "default_language"),
        (Code.INVALID, "default_country_code"),
        (Code.REQUIRED, "default_correspondence_type"),
        (Code.INVALID, "currency"),
        (Code.NOT_FOUND, "segment_number_series_id"),
        (Code.SALESPERSON_BLOCKED, "default_salesperson_id"),
    ):
        await marketing_setup.update_marketing_setup(
            {
                "default_language": "xx",
                "default_country_code": "Atlantis",
                "default_correspondence_type": None,
                "currency": "XYZ",
                "segment_number_series_id": 99,
                "default_salesperson_id": blocked.id,
            },
            now=now,
        )
    assert (await the_setup()).revision == 1


async def test_what_is_left_out_of_the_setup_stays_and_null_clears(now: datetime) -> None:
    await marketing_setup.update_marketing_setup(
        {"default_language": "de", "default_country_code": "DE"}, now=now
    )
    await marketing_setup.update_marketing_setup({"default_language": None}, now=now)
    kept = await the_setup()
    assert (kept.default_language, kept.default_country_code, kept.revision) == (None, "DE", 3)


async def test_the_same_setup_once_more_is_no_change(now: datetime) -> None:
    updated = await marketing_setup.update_marketing_setup({"currency": "USD"}, expected_revision=1, now=now)
    assert (updated.changed, updated.setup.revision) == (False, 1)


async def test_a_stale_revision_of_the_setup_is_refused(now: datetime) -> None:
    await marketing_setup.update_marketing_setup({"default_language": "de"}, now=now)
    with refused((Code.REVISION_CONFLICT, "expected_revision")) as refusal:
        await marketing_setup.update_marketing_setup({"default_language": "en"}, expected_revision=1, now=now)
    assert refusal.value.problems[0].current.default_language == "de"  # type: ignore[attr-defined]


async def test_the_currency_changes_while_nothing_costs_anything(now: datetime) -> None:
    await a_template(cost=Money(Decimal(0)))
    await marketing_setup.update_marketing_setup({"currency": "EUR"}, now=now)
    assert (await the_setup()).currency == "EUR"


async def test_the_cost_of_a_template_keeps_the_currency(now: datetime) -> None:
    await a_template(cost=TEN)
    with refused((Code.IN_USE, "currency")):
        await marketing_setup.update_marketing_setup({"currency": "EUR", "default_language": "de"}, now=now)
    assert (await the_setup()).default_language is None


async def test_the_cost_of_an_interaction_keeps_the_currency(now: datetime) -> None:
    contact = await a_contact()
    await create_interaction(Source((contact.id,)), {"cost": TEN}, postpone=True, now=now)
    with refused((Code.IN_USE, "currency")):
        await marketing_setup.update_marketing_setup({"currency": "EUR"}, now=now)


async def test_the_cost_of_a_segment_keeps_the_currency(now: datetime) -> None:
    await create_segment(None, "Spring letter", {"cost": TEN}, [], now=now)
    with refused((Code.IN_USE, "currency")):
        await marketing_setup.update_marketing_setup({"currency": "EUR"}, now=now)


async def test_the_cost_of_a_line_keeps_the_currency(now: datetime) -> None:
    contact = await a_contact()
    await create_segment(None, "Spring letter", {}, [contact.id], now=now)
    line = await SegmentLine.get(contact_id=contact.id)
    await personalize_segment_lines([line.id], {"cost": TEN}, now=now)
    with refused((Code.IN_USE, "currency")):
        await marketing_setup.update_marketing_setup({"currency": "EUR"}, now=now)


@on_postgres
async def test_a_template_and_a_new_currency_at_once_never_leave_a_cost_in_the_old_one(now: datetime) -> None:
    """Either the cost comes first and the currency stays, or the currency does and the cost is refused."""
    ten_dollars = Money(Decimal(10), "USD")
    for place in range(10):
        before = (await the_setup()).currency
        given = Money(ten_dollars.amount, before)
        new = "EUR" if before == "USD" else "USD"
        template, change = await asyncio.gather(
            a_template(code=f"T{place}", cost=given),
            marketing_setup.update_marketing_setup({"currency": new}, now=now),
            return_exceptions=True,
        )
        assert isinstance(template, Refused) != isinstance(change, Refused)
        if not isinstance(template, Refused):
            assert (await the_setup()).currency == before
            await editing.delete_interaction_template(template.id)  # type: ignore[union-attr]


async def test_everything_is_inherited_until_somebody_switches_it_off(now: datetime) -> None:
    kept = await the_setup()
    assert all(getattr(kept, flag) is True for flag in INHERITED)
    updated = await marketing_setup.update_marketing_setup(dict.fromkeys(INHERITED, False), now=now)
    assert updated.changed
    kept = await the_setup()
    assert all(getattr(kept, flag) is False for flag in INHERITED)
    with refused(*((Code.REQUIRED, flag) for flag in INHERITED)):
        await marketing_setup.update_marketing_setup(dict.fromkeys(INHERITED), now=now)


async def test_there_is_one_setup_only(now: datetime) -> None:
    assert await MarketingSetup.all().count() == 1
