"""Contacts of the demo: companies with their people, and people on their own."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Any

from db.contacts.alternative_addresses import create_alternative_address
from db.contacts.editing import create_contact
from db.demo.names import LANDS, LATIN, Land
from db.demo.world import World
from db.models import Contact, ContactKind, CorrespondenceType

DOMAINS = ("example.com", "example.org", "example.net")
ON_THEIR_OWN = 14
FIRST_YEAR = 730


async def meet_people(world: World) -> None:
    """Create the contacts company by company, so that people follow their company in lists by number."""
    drafts = list(_drafts(world))
    for place, (company, values) in enumerate(world.with_progress("Contacts", drafts, len(drafts))):
        if company is not None:
            values["company_id"] = world.companies[company].id
        met = world.ago(FIRST_YEAR - place, 8 + place % 9, place % 60)
        contact = (await create_contact(values, now=met)).contact
        is_company = contact.kind is ContactKind.COMPANY
        (world.companies if is_company else world.people).append(contact)


async def note_alternative_addresses(world: World) -> None:
    """A person who spends the summers elsewhere, and a company that has moved."""
    year, today = world.now.year, world.now.date()
    summers = [{"starts_on": date(each, 6, 15), "ends_on": date(each, 8, 31)} for each in (year, year + 1)]
    lake = {"line1": "Lakeside 3", "city": "Windermere", "region": "Cumbria", "postal_code": "LA23 1AA"}
    moved = {
        "code": "NEW",
        "name": "New building",
        "address": {"line1": "Market Square 1", "line2": "3rd floor", "city": world.companies[0].city},
        "periods": [{"starts_on": today}],
    }
    for contact, values in (
        (world.people[0], {"code": "SUMMER", "address": lake | {"country_code": "GB"}, "periods": summers}),
        (world.companies[0], moved),
    ):
        await create_alternative_address(contact.id, values, now=world.ago(10))


def reachable(world: World) -> list[Contact]:
    """The contacts that interactions may be created with."""
    return [contact for contact in [*world.people, *world.companies] if not contact.privacy_blocked]


def _drafts(world: World) -> Iterator[tuple[int | None, dict[str, Any]]]:
    """The values that each contact is created with, and the index of its company."""
    place = 0
    names = {land.country_code: _names(world, land) for land in LANDS}
    for land in LANDS:
        for company in land.companies:
            yield None, _company(world, land, company, place)
            for job in land.jobs[: 2 + world.below(4)]:
                yield place, _person(world, land, next(names[land.country_code]), job)
            place += 1
    for number in range(ON_THEIR_OWN):
        land = LANDS[number % len(LANDS)]
        minor = number in (3, 6, 9, 12)
        consent = {"is_minor": minor, "has_parental_consent": minor and number % 2 == 0}
        yield None, _person(world, land, next(names[land.country_code]), None) | consent


def _names(world: World, land: Land) -> Iterator[tuple[str, str, str]]:
    """First names, surnames and salutations of people, without repetitions."""
    women = [(first, surname, "F") for first in land.women for surname in land.wives or land.surnames]
    men = [(first, surname, "M") for first in land.men for surname in land.surnames]
    return iter(sorted(women + men, key=lambda _: world.dice.random()))


def _company(world: World, land: Land, name: str, place: int) -> dict[str, Any]:
    return _placed(world, land) | {
        "kind": ContactKind.COMPANY,
        "name": name,
        "external_id": f"ERP-{1001 + place}",
        "email": None if place % 9 == 8 else f"office{1001 + place}@{DOMAINS[place % 3]}",
        "correspondence_type": (CorrespondenceType.EMAIL, CorrespondenceType.HARD_COPY)[place % 4 == 3],
        "excluded_from_segments": place % 20 == 19,
    }


def _person(world: World, land: Land, name: tuple[str, str, str], job: str | None) -> dict[str, Any]:
    first_name, surname, salutation = name
    address = f"{_in_ascii(first_name)}.{_in_ascii(surname)}@{world.pick(DOMAINS)}"
    return _placed(world, land) | {
        "kind": ContactKind.PERSON,
        "first_name": first_name,
        "surname": surname,
        "salutation_id": world.salutations[salutation].id,
        "job_title": job,
        "email": None if world.below(7) == 0 else address,
        "correspondence_type": world.pick(
            (
                CorrespondenceType.EMAIL,
                CorrespondenceType.EMAIL,
                CorrespondenceType.HARD_COPY,
                CorrespondenceType.NONE,
            )
        ),
        "excluded_from_segments": world.below(25) == 0,
        "privacy_blocked": world.below(40) == 0,
    }


def _placed(world: World, land: Land) -> dict[str, Any]:
    city, region, postal_code = world.pick(land.cities)
    return {
        "language": land.language,
        "address": {
            "line1": land.street.format(1 + world.below(120)),
            "city": city,
            "region": region,
            "postal_code": postal_code,
            "country_code": land.country_code,
        },
        "phone": _numbered(world, land.telephone) if land.telephone else None,
        "salesperson_id": world.salespeople[land.salesperson].id,
    }


def _numbered(world: World, telephone: str) -> str:
    return "".join(str(world.below(10)) if sign == "#" else sign for sign in telephone)


def _in_ascii(name: str) -> str:
    """A name as an e-mail address can hold it."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(LATIN))
    return "".join(letter for letter in plain if letter.isascii() and letter.isalpha())
