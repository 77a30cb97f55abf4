"""Rules of merging contacts: everything moves to the kept contact, and the duplicate's keys answer with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from tortoise import Tortoise
from tortoise.fields.relational import ForeignKeyFieldInstance

from db.contacts.editing import update_contact
from db.contacts.merging import ContactsMerged, merge_contacts
from db.contacts.moving import MOVES, MovedKind
from db.engine.database import APP
from db.errors import Code, Refused, RevisionStale
from db.interactions.creating import Source, create_interaction
from db.models import Contact, Interaction, Segment, SegmentLine
from db.segments.lines import add_segment_contacts, personalize_segment_lines
from db.segments.logging import log_segment
from tests.builders import a_company, a_contact, a_salesperson, a_segment, an_interaction
from tests.refusals import refused
from tests.statements import counted_statements
from tests.writing import keyed

NOT_MOVED = {
    ("merged_contact", "kept_contact_id"),
    ("distinct_contact", "contact_id"),
    ("distinct_contact", "other_contact_id"),
}
"""What a merge rewrites in a way of its own."""


def moved_by(merged: ContactsMerged) -> dict[str, tuple[int, int]]:
    return {kind: (moved, dropped) for kind, moved, dropped in merged.moved}


async def a_postponed(contact: Contact, now: datetime) -> Interaction:
    return (await create_interaction(Source((contact.id,)), {}, postpone=True, now=now)).interactions[0]


async def test_every_table_that_points_at_contacts_moves(now: datetime) -> None:
    assert Tortoise.apps is not None
    pointing = {
        (model._meta.db_table, field.source_field)
        for model in Tortoise.apps[APP].values()
        for field in model._meta.fields_map.values()
        if isinstance(field, ForeignKeyFieldInstance) and field.related_model is Contact
    }
    assert pointing - NOT_MOVED == {(each.table, column) for each in MOVES for column in each.columns}


async def test_interactions_move_to_the_kept_contact_whatever_their_status(now: datetime) -> None:
    kept, duplicate = await a_contact(), await a_contact()
    logged = await an_interaction(contact_id=duplicate.id)
    postponed = await a_postponed(duplicate, now)
    merged = await merge_contacts(kept.id, duplicate.id, now=now)
    assert moved_by(merged)["INTERACTIONS"] == (2, 0)
    for entry in (logged, postponed):
        after = await Interaction.get(id=entry.id)
        assert (after.contact_id, after.contact_name) == (kept.id, None)
        assert after.revision == entry.revision + 1
    assert await Contact.filter(id=duplicate.id).count() == 0


async def test_people_and_what_counts_towards_a_company_move_with_it(now: datetime) -> None:
    kept, duplicate = await a_company(), await a_company()
    person = await a_contact(company_id=duplicate.id)
    entries = [await an_interaction(contact_id=each.id) for each in (duplicate, person)]
    merged = await merge_contacts(kept.id, duplicate.id, now=now)
    assert (await Contact.get(id=person.id)).company_id == kept.id
    after = [await Interaction.get(id=entry.id) for entry in entries]
    assert [(each.contact_id, each.company_id) for each in after] == [
        (kept.id, kept.id),
        (person.id, kept.id),
    ]
    assert moved_by(merged) == dict.fromkeys(MovedKind, (0, 0)) | {"INTERACTIONS": (2, 0), "PEOPLE": (1, 0)}


async def test_lines_move_with_what_was_personalized_and_their_open_segments_grow_a_revision(
    now: datetime,
) -> None:
    kept, duplicate = await a_contact(), await a_contact()
    opened, logged = await a_segment(contact_ids=[duplicate.id]), await a_segment(contact_ids=[duplicate.id])
    line = await SegmentLine.get(segment_id=opened.id)
    await personalize_segment_lines([line.id], {"description": "Dear"}, now=now)
    await log_segment(logged.id, now=now)
    revision = (await Segment.get(id=opened.id)).revision
    merged = await merge_contacts(kept.id, duplicate.id, now=now)
    assert moved_by(merged)["SEGMENT_LINES"] == (2, 0)
    assert [(each.id, each.revision) for each in merged.segments] == [(opened.id, revision + 1)]
    after = await SegmentLine.get(id=line.id)
    assert (after.contact_id, after.description) == (kept.id, "Dear")
    assert (await SegmentLine.get(segment_id=logged.id)).contact_id == kept.id


async def test_on_an_open_segment_that_holds_both_the_kept_contacts_line_stays_as_it_is(
    now: datetime,
) -> None:
    kept, duplicate = await a_contact(), await a_contact()
    segment = await a_segment(contact_ids=[duplicate.id, kept.id])
    lines = {each.contact_id: each for each in await SegmentLine.filter(segment_id=segment.id)}
    await personalize_segment_lines([lines[duplicate.id].id], {"description": "Duplicate"}, now=now)
    merged = await merge_contacts(kept.id, duplicate.id, now=now)
    assert moved_by(merged)["SEGMENT_LINES"] == (0, 1)
    [line] = await SegmentLine.filter(segment_id=segment.id)
    assert (line.id, line.contact_id, line.description) == (lines[kept.id].id, kept.id, None)


async def test_a_logged_segment_that_holds_both_keeps_both_lines(now: datetime) -> None:
    kept, duplicate = await a_contact(), await a_contact()
    segment = await a_segment(contact_ids=[duplicate.id, kept.id])
    await log_segment(segment.id, now=now)
    merged = await merge_contacts(kept.id, duplicate.id, now=now)
    assert moved_by(merged)["SEGMENT_LINES"] == (1, 0)
    assert [each.contact_id for each in await SegmentLine.filter(segment_id=segment.id)] == [kept.id] * 2
    assert merged.segments == []


async def test_values_that_the_kept_contact_lacks_are_taken_from_the_duplicate(now: datetime) -> None:
    salesperson = await a_salesperson()
    kept = await a_contact(name="Ann Bell", email="ann@example.com", number="W")
    taken: dict[str, Any] = {
        "external_id": "X-1",
        "phone": "+493012345678",
        "job_title": "Buyer",
        "language": "de",
        "salesperson_id": salesperson.id,
        "company_id": (await a_company()).id,
    }
    duplicate = await a_contact(name="A. Bell", email="bell@example.com", number="L", **taken)
    merged = await merge_contacts(kept.id, duplicate.id, now=now)
    after = await Contact.get(id=kept.id)
    assert {name: getattr(after, name) for name in taken} == taken
    assert (after.name, after.number, after.email) == ("Ann Bell", "W", "ann@example.com")
    assert "+493012345678" in after.search_text and "x-1" in after.search_text
    assert merged.kept_contact.revision == after.revision == kept.revision + 1


async def test_people_inherit_what_their_company_takes(now: datetime) -> None:
    kept, duplicate = await a_company(country_code=None), await a_company(country_code="CH")
    person, other = (
        await a_contact(company_id=kept.id),
        await a_contact(company_id=kept.id, country_code="AT"),
    )
    await merge_contacts(kept.id, duplicate.id, now=now)
    assert (await Contact.get(id=person.id)).country_code == "CH"
    assert (await Contact.get(id=other.id)).country_code == "AT"


async def test_nothing_is_taken_when_told_so(now: datetime) -> None:
    kept, duplicate = await a_contact(), await a_contact(phone="+493012345678")
    await merge_contacts(kept.id, duplicate.id, take_missing_values=False, now=now)
    after = await Contact.get(id=kept.id)
    assert (after.phone, after.revision) == (None, kept.revision)


@pytest.mark.parametrize(
    ("kept_contacts", "duplicates", "after"),
    [
        ({}, {"line1": "Hauptstr. 1", "city": "Berlin"}, ("Hauptstr. 1", "Berlin")),
        ({"city": "Bern"}, {"line1": "Hauptstr. 1", "city": "Berlin"}, (None, "Bern")),
        ({"country_code": "CH"}, {"line1": "Hauptstr. 1", "country_code": "DE"}, (None, None)),
        ({"country_code": "DE"}, {"city": "Berlin", "country_code": "DE"}, (None, "Berlin")),
    ],
)
async def test_half_an_address_is_not_filled_up_with_half_of_another(
    kept_contacts: dict[str, str], duplicates: dict[str, str], after: tuple[str | None, ...], now: datetime
) -> None:
    kept, duplicate = await a_contact(**kept_contacts), await a_contact(**duplicates)
    merged = await merge_contacts(kept.id, duplicate.id, now=now)
    assert (merged.kept_contact.line1, merged.kept_contact.city) == after


async def test_no_merge_takes_a_protection_away(now: datetime) -> None:
    kept = await a_contact()
    duplicate = await a_contact(privacy_blocked=True, excluded_from_segments=True)
    merged = await merge_contacts(kept.id, duplicate.id, take_missing_values=False, now=now)
    assert (merged.kept_contact.privacy_blocked, merged.kept_contact.excluded_from_segments) == (True, True)


async def test_a_contact_is_not_merged_with_itself(now: datetime) -> None:
    contact = await a_contact()
    with refused((Code.INVALID, "duplicate_contact_id")):
        await merge_contacts(contact.id, contact.id, now=now)


async def test_a_company_is_not_merged_with_a_person(now: datetime) -> None:
    company, person = await a_company(), await a_contact()
    for kept, duplicate in ((company, person), (person, company)):
        with refused((Code.INVALID, "duplicate_contact_id")):
            await merge_contacts(kept.id, duplicate.id, now=now)
    assert await Contact.all().count() == 2


async def test_contacts_that_are_not_there_are_both_named(now: datetime) -> None:
    with refused((Code.NOT_FOUND, "kept_contact_id"), (Code.NOT_FOUND, "duplicate_contact_id")):
        await merge_contacts(1, 2, now=now)


async def test_who_names_a_merged_contact_is_told_which_one_stayed(now: datetime) -> None:
    kept, duplicate = await a_contact(number="W"), await a_contact()
    await merge_contacts(kept.id, duplicate.id, now=now)
    with refused((Code.NOT_FOUND, "duplicate_contact_id")) as caught:
        await merge_contacts(kept.id, duplicate.id, now=now)
    assert str(caught.value) == "This contact was merged into W. Use that one."


async def test_stale_revisions_are_both_refused_with_the_contacts_as_they_are(now: datetime) -> None:
    kept, duplicate = await a_contact(), await a_contact()
    for contact in (kept, duplicate):
        await update_contact(contact.id, {"address": {"city": "Bern"}}, now=now)
    expected = {
        "expected_kept_contact_revision": kept.revision,
        "expected_duplicate_contact_revision": duplicate.revision,
    }
    with pytest.raises(Refused) as caught:
        await merge_contacts(kept.id, duplicate.id, **expected, now=now)
    stale = [each for each in caught.value.problems if isinstance(each, RevisionStale)]
    assert [(each.path, each.current) for each in stale] == [
        (("expected_kept_contact_revision",), kept),
        (("expected_duplicate_contact_revision",), duplicate),
    ]


async def test_persons_of_two_companies_are_merged_only_when_allowed(now: datetime) -> None:
    kept = await a_contact(company_id=(await a_company()).id)
    duplicate = await a_contact(company_id=(await a_company()).id)
    with refused((Code.CONTACTS_OF_TWO_COMPANIES, "duplicate_contact_id")):
        await merge_contacts(kept.id, duplicate.id, now=now)
    merged = await merge_contacts(kept.id, duplicate.id, allow_other_company=True, now=now)
    assert merged.kept_contact.company_id == kept.company_id


async def test_the_same_key_merges_once(now: datetime) -> None:
    kept, duplicate = await a_contact(), await a_contact()
    segment = await a_segment(contact_ids=[duplicate.id])
    done = await keyed(merge_contacts(kept.id, duplicate.id, now=now))
    repeated = await keyed(merge_contacts(kept.id, duplicate.id, now=now))
    assert (done.replayed, repeated.replayed) == (False, True)
    first, again = done.answer, repeated.answer
    assert (again.kept_contact.id, again.duplicate_contact_id, again.moved) == (
        kept.id,
        duplicate.id,
        first.moved,
    )
    assert [each.id for each in again.segments] == [segment.id]


@pytest.mark.parametrize("build", [a_contact, a_company])
async def test_no_row_that_moves_adds_a_statement(build: Any, now: datetime) -> None:
    counts = []
    for size in (1, 4):
        kept, duplicate = await build(), await build()
        for _ in range(size):
            await an_interaction(contact_id=duplicate.id)
            await a_postponed(duplicate, now)
            segment = await a_segment(contact_ids=[duplicate.id])
            await add_segment_contacts(segment.id, [kept.id], now=now)
            if build is a_company:
                await a_contact(company_id=duplicate.id)
        with counted_statements() as statements:
            await merge_contacts(kept.id, duplicate.id, now=now)
        counts.append(len(statements))
    assert counts[0] == counts[1] < 46
