"""A world to choose from: two companies with their people, and some who belong to none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from db.models import Contact, MarketingSetup, Segment, SegmentStep, StepOption
from db.segments.choosing import add_segment_contacts_by_criteria, preview_segment_criteria
from db.sql.keyset_pages import Window, find_page
from tests.builders import a_company, a_contact, a_salesperson, a_segment
from tests.conftest import NOW
from tests.db.segments.lines import lines_of


@dataclass
class World:
    acme: Contact
    zenith: Contact
    segment: Segment
    salesperson_id: int


BERN = {"city": "Bern", "region": "BE", "country_code": "CH"}


async def a_world() -> World:
    """Nobody inherits from a company, so that everybody has what stands here."""
    await MarketingSetup.all().update(
        inherit_salesperson=False, inherit_language=False, inherit_address=False
    )
    salesperson = await a_salesperson(code="PS")
    acme = await a_company(
        name="Acme",
        number="A",
        city="Berlin",
        country_code="DE",
        postal_code="10115",
        salesperson_id=salesperson.id,
    )
    zenith = await a_company(name="Zenith", number="Z", city="Wien", country_code="AT", language="de-AT")
    people: list[dict[str, Any]] = [
        {"name": "Bea", "company_id": acme.id, "city": "Berlin", "email": "bea@acme.example"},
        {
            "name": "Cid",
            "company_id": acme.id,
            "city": "Bern",
            "region": "BE",
            "country_code": "CH",
            "language": "de-CH",
        },
        {"name": "Dan", "company_id": zenith.id, "excluded_from_segments": True, "country_code": "AT"},
        {"name": "Eve", "company_id": zenith.id, "correspondence_type": "EMAIL", "language": "en"},
        {"name": "Fay", "city": "berlin", "privacy_blocked": True, "country_code": "DE"},
    ]
    for person in people:
        await a_contact(number=person["name"], **person)
    return World(acme, zenith, await a_segment(0), salesperson.id)


async def contact(name: str) -> Contact:
    return await Contact.get(name=name)


async def names_on(segment: Segment) -> list[str]:
    """The names of the contacts, in the order of the lines."""
    called = {each.id: each.name for each in await Contact.all()}
    return [called[line.contact_id or 0] for line in await lines_of(segment)]


async def added(segment: Segment, /, *options: StepOption, **criteria: Any) -> list[str]:
    """The names of those whom an addition brings; the preview says the same before."""
    preview = await preview_segment_criteria(segment.id, criteria, options=options)
    expected = [row.name for row in (await find_page(preview.contacts, Window(100))).rows]
    before = [line.id for line in await lines_of(segment)]
    taken = await add_segment_contacts_by_criteria(segment.id, criteria, options=options, now=NOW)
    names = (await names_on(segment))[len(before) :]
    assert sorted(expected) == sorted(names)
    assert taken.step.added_count == len(names)
    return names


async def steps_of(segment: Segment) -> list[SegmentStep]:
    return await SegmentStep.filter(segment_id=segment.id).order_by("position")


EVERYBODY = {"number": {"is_null": False}}
"""Criteria that all contacts meet."""
