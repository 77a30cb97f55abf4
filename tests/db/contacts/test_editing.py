"""Rules of making and changing contacts."""

from __future__ import annotations

from datetime import datetime

import pytest

from db.contacts import editing
from db.errors import Code, Refused, RevisionStale
from db.models import Contact, ContactKind, Interaction
from db.segments.logging import log_segment
from tests.builders import a_company, a_contact, a_salesperson, a_segment, an_interaction
from tests.refusals import refused


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[tuple[Code, tuple[str, ...]]]:
    return [(problem.code, problem.path) for problem in refused.value.problems]


async def test_a_contact_without_a_number_gets_the_next_of_the_series(now: datetime) -> None:
    await a_contact(number="CT000002")
    first, second = await a_contact(), await a_contact()
    assert [first.number, second.number] == ["CT000001", "CT000003"]


async def test_all_problems_are_reported_together(now: datetime) -> None:
    with pytest.raises(Refused) as refused:
        await editing.create_contact(
            {
                "kind": ContactKind.PERSON,
                "name": " ",
                "email": "nobody",
                "phone": "12",
                "language": "xx",
                "company_id": 99,
            },
            now=now,
        )
    assert codes(refused) == [
        (Code.REQUIRED, ("name",)),
        (Code.INVALID, ("email",)),
        (Code.INVALID, ("phone",)),
        (Code.INVALID, ("language",)),
        (Code.NOT_FOUND, ("company_id",)),
    ]
    assert await Contact.all().count() == 0


async def test_a_person_belongs_to_a_company_and_not_to_a_person(now: datetime) -> None:
    person = await a_contact()
    with pytest.raises(Refused) as refused:
        await a_contact(company_id=person.id)
    assert codes(refused) == [(Code.INVALID, ("company_id",))]


async def test_a_company_belongs_to_nobody(now: datetime) -> None:
    company, other = await a_company(), await a_company()
    with pytest.raises(Refused) as refused:
        await editing.update_contact(company.id, {"company_id": other.id}, now=now)
    assert codes(refused) == [(Code.INVALID, ("company_id",))]


async def test_a_company_with_people_cannot_become_a_person(now: datetime) -> None:
    company = await a_company()
    await a_contact(company_id=company.id)
    with pytest.raises(Refused) as refused:
        await editing.update_contact(company.id, {"kind": ContactKind.PERSON}, now=now)
    assert codes(refused) == [(Code.INVALID, ("kind",))]


async def test_a_contact_on_an_open_segment_stays_what_it_is_and_whose(now: datetime) -> None:
    company, other = await a_company(), await a_company()
    person = await a_contact(company_id=company.id)
    segment = await a_segment(contact_ids=[person.id])
    for company_id in (other.id, None):
        with refused((Code.CONTACT_ON_SEGMENT, "company_id")):
            await editing.update_contact(person.id, {"company_id": company_id}, now=now)
    changes = {"kind": ContactKind.COMPANY, "company_id": None}
    with refused((Code.CONTACT_ON_SEGMENT, "kind"), (Code.CONTACT_ON_SEGMENT, "company_id")):
        await editing.update_contact(person.id, changes, now=now)
    same = {"kind": ContactKind.PERSON, "company_id": company.id, "name": "Ann"}
    assert (await editing.update_contact(person.id, same, now=now)).changed
    await log_segment(segment.id, now=now)
    assert (await editing.update_contact(person.id, changes, now=now)).changed


async def test_a_minor_without_consent_is_privacy_blocked(now: datetime) -> None:
    minor = await a_contact(is_minor=True)
    assert minor.privacy_blocked
    consenting = await editing.update_contact(
        minor.id, {"has_parental_consent": True, "privacy_blocked": False}, now=now
    )
    assert not consenting.contact.privacy_blocked


async def test_a_change_raises_the_revision_and_a_no_op_says_so(now: datetime) -> None:
    contact = await a_contact(name="Ann")
    renamed = await editing.update_contact(contact.id, {"name": "Anna"}, expected_revision=1, now=now)
    assert (renamed.changed, renamed.contact.revision) == (True, 2)
    again = await editing.update_contact(contact.id, {"name": "Anna"}, now=now)
    assert (again.changed, again.contact.revision) == (False, 2)


async def test_a_stale_revision_is_refused_with_the_contact_as_it_is(now: datetime) -> None:
    contact = await a_contact()
    await editing.update_contact(contact.id, {"name": "Anna"}, now=now)
    with pytest.raises(Refused) as refused:
        await editing.update_contact(contact.id, {"name": "Bea"}, expected_revision=1, now=now)
    [stale] = refused.value.problems
    assert isinstance(stale, RevisionStale) and isinstance(stale.current, Contact)
    assert (stale.code, stale.current.name) == (Code.REVISION_CONFLICT, "Anna")


async def test_a_blocked_salesperson_gets_no_contact(now: datetime) -> None:
    blocked = await a_salesperson(is_blocked=True)
    with pytest.raises(Refused) as refused:
        await a_contact(salesperson_id=blocked.id)
    assert codes(refused) == [(Code.SALESPERSON_BLOCKED, ("salesperson_id",))]


async def test_a_name_whose_folded_form_is_longer_is_kept_whole(now: datetime) -> None:
    """Without case this letter is three, so a hundred of them are three hundred."""
    contact = await a_contact(name="ΐ" * 100)
    assert (await Contact.get(id=contact.id)).name == "ΐ" * 100


async def test_a_company_for_which_interactions_count_stays_a_company(now: datetime) -> None:
    company, other = await a_company(), await a_company()
    person = await a_contact(company_id=company.id)
    await an_interaction(contact_id=person.id)
    await an_interaction(contact_id=other.id)
    await editing.update_contact(person.id, {"company_id": other.id}, now=now)
    for each in (company, other):
        values = {"kind": ContactKind.PERSON}
        expected = (
            [(Code.IN_USE, "kind")] if each is company else [(Code.INVALID, "kind"), (Code.IN_USE, "kind")]
        )
        with refused(*expected):
            await editing.update_contact(each.id, values, now=now)
    assert await Interaction.filter(company__kind=ContactKind.PERSON).count() == 0


async def test_a_company_without_interactions_may_become_a_person(now: datetime) -> None:
    company = await a_company()
    await editing.update_contact(company.id, {"kind": ContactKind.PERSON}, now=now)
    assert (await Contact.get(id=company.id)).kind is ContactKind.PERSON
