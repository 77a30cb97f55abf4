"""Rules of merging contacts: everything moves to the winner, and the loser's keys answer with it."""

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

NOT_MOVED = {("merged_contact", "winner_id")}
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


async def test_interactions_move_to_the_winner_whatever_their_status(now: datetime) -> None:
    winner, loser = await a_contact(), await a_contact()
    logged = await an_interaction(contact_id=loser.id)
    postponed = await a_postponed(loser, now)
    merged = await merge_contacts(winner.id, loser.id, now=now)
    assert moved_by(merged)["INTERACTIONS"] == (2, 0)
    for entry in (logged, postponed):
        after = await Interaction.get(id=entry.id)
        assert (after.contact_id, after.contact_name) == (winner.id, None)
        assert after.revision == entry.revision + 1
    assert await Contact.filter(id=loser.id).count() == 0


async def test_people_and_what_counts_towards_a_company_move_with_it(now: datetime) -> None:
    winner, loser = await a_company(), await a_company()
    person = await a_contact(company_id=loser.id)
    entries = [await an_interaction(contact_id=each.id) for each in (loser, person)]
    merged = await merge_contacts(winner.id, loser.id, now=now)
    assert (await Contact.get(id=person.id)).company_id == winner.id
    after = [await Interaction.get(id=entry.id) for entry in entries]
    assert [(each.contact_id, each.company_id) for each in after] == [
        (winner.id, winner.id),
        (person.id, winner.id),
    ]
    assert moved_by(merged) == dict.fromkeys(MovedKind, (0, 0)) | {"INTERACTIONS": (2, 0), "PEOPLE": (1, 0)}


async def test_lines_move_with_what_was_personalized_and_their_open_segments_grow_a_revision(
    now: datetime,
) -> None:
    winner, loser = await a_contact(), await a_contact()
    opened, logged = await a_segment(contact_ids=[loser.id]), await a_segment(contact_ids=[loser.id])
    line = await SegmentLine.get(segment_id=opened.id)
    await personalize_segment_lines([line.id], {"description": "Dear"}, now=now)
    await log_segment(logged.id, now=now)
    revision = (await Segment.get(id=opened.id)).revision
    merged = await merge_contacts(winner.id, loser.id, now=now)
    assert moved_by(merged)["SEGMENT_LINES"] == (2, 0)
    assert [(each.id, each.revision) for each in merged.segments] == [(opened.id, revision + 1)]
    after = await SegmentLine.get(id=line.id)
    assert (after.contact_id, after.description) == (winner.id, "Dear")
    assert (await SegmentLine.get(segment_id=logged.id)).contact_id == winner.id


async def test_on_an_open_segment_that_holds_both_the_winners_line_stays_as_it_is(now: datetime) -> None:
    winner, loser = await a_contact(), await a_contact()
    segment = await a_segment(contact_ids=[loser.id, winner.id])
    lines = {each.contact_id: each for each in await SegmentLine.filter(segment_id=segment.id)}
    await personalize_segment_lines([lines[loser.id].id], {"description": "Loser"}, now=now)
    merged = await merge_contacts(winner.id, loser.id, now=now)
    assert moved_by(merged)["SEGMENT_LINES"] == (0, 1)
    [kept] = await SegmentLine.filter(segment_id=segment.id)
    assert (kept.id, kept.contact_id, kept.description) == (lines[winner.id].id, winner.id, None)


async def test_a_logged_segment_that_holds_both_keeps_both_lines(now: datetime) -> None:
    winner, loser = await a_contact(), await a_contact()
    segment = await a_segment(contact_ids=[loser.id, winner.id])
    await log_segment(segment.id, now=now)
    merged = await merge_contacts(winner.id, loser.id, now=now)
    assert moved_by(merged)["SEGMENT_LINES"] == (1, 0)
    assert [each.contact_id for each in await SegmentLine.filter(segment_id=segment.id)] == [winner.id] * 2
    assert merged.segments == []


async def test_values_that_the_winner_lacks_are_taken_from_the_loser(now: datetime) -> None:
    salesperson = await a_salesperson()
    winner = await a_contact(name="Ann Bell", email="ann@example.com", number="W")
    taken: dict[str, Any] = {
        "external_id": "X-1",
        "phone": "+493012345678",
        "job_title": "Buyer",
        "language": "de",
        "salesperson_id": salesperson.id,
        "company_id": (await a_company()).id,
    }
    loser = await a_contact(name="A. Bell", email="bell@example.com", number="L", **taken)
    merged = await merge_contacts(winner.id, loser.id, now=now)
    after = await Contact.get(id=winner.id)
    assert {name: getattr(after, name) for name in taken} == taken
    assert (after.name, after.number, after.email) == ("Ann Bell", "W", "ann@example.com")
    assert "+493012345678" in after.search_text and "x-1" in after.search_text
    assert merged.contact.revision == after.revision == winner.revision + 1


async def test_people_inherit_what_their_company_takes(now: datetime) -> None:
    winner, loser = await a_company(country=None), await a_company(country="CH")
    person, other = await a_contact(company_id=winner.id), await a_contact(company_id=winner.id, country="AT")
    await merge_contacts(winner.id, loser.id, now=now)
    assert (await Contact.get(id=person.id)).country == "CH"
    assert (await Contact.get(id=other.id)).country == "AT"


async def test_nothing_is_taken_when_told_so(now: datetime) -> None:
    winner, loser = await a_contact(), await a_contact(phone="+493012345678")
    await merge_contacts(winner.id, loser.id, take_missing_values=False, now=now)
    after = await Contact.get(id=winner.id)
    assert (after.phone, after.revision) == (None, winner.revision)


@pytest.mark.parametrize(
    ("winners", "losers", "after"),
    [
        ({}, {"address": "Hauptstr. 1", "city": "Berlin"}, ("Hauptstr. 1", "Berlin")),
        ({"city": "Bern"}, {"address": "Hauptstr. 1", "city": "Berlin"}, (None, "Bern")),
        ({"country": "CH"}, {"address": "Hauptstr. 1", "country": "DE"}, (None, None)),
        ({"country": "DE"}, {"city": "Berlin", "country": "DE"}, (None, "Berlin")),
    ],
)
async def test_half_an_address_is_not_filled_up_with_half_of_another(
    winners: dict[str, str], losers: dict[str, str], after: tuple[str | None, ...], now: datetime
) -> None:
    winner, loser = await a_contact(**winners), await a_contact(**losers)
    merged = await merge_contacts(winner.id, loser.id, now=now)
    assert (merged.contact.address, merged.contact.city) == after


async def test_no_merge_takes_a_protection_away(now: datetime) -> None:
    winner = await a_contact()
    loser = await a_contact(privacy_blocked=True, excluded_from_segments=True)
    merged = await merge_contacts(winner.id, loser.id, take_missing_values=False, now=now)
    assert (merged.contact.privacy_blocked, merged.contact.excluded_from_segments) == (True, True)


async def test_a_contact_is_not_merged_with_itself(now: datetime) -> None:
    contact = await a_contact()
    with refused((Code.INVALID, "loser_id")):
        await merge_contacts(contact.id, contact.id, now=now)


async def test_a_company_is_not_merged_with_a_person(now: datetime) -> None:
    company, person = await a_company(), await a_contact()
    for winner, loser in ((company, person), (person, company)):
        with refused((Code.INVALID, "loser_id")):
            await merge_contacts(winner.id, loser.id, now=now)
    assert await Contact.all().count() == 2


async def test_contacts_that_are_not_there_are_both_named(now: datetime) -> None:
    with refused((Code.NOT_FOUND, "winner_id"), (Code.NOT_FOUND, "loser_id")):
        await merge_contacts(1, 2, now=now)


async def test_who_names_a_merged_contact_is_told_which_one_stayed(now: datetime) -> None:
    winner, loser = await a_contact(number="W"), await a_contact()
    await merge_contacts(winner.id, loser.id, now=now)
    with refused((Code.NOT_FOUND, "loser_id")) as caught:
        await merge_contacts(winner.id, loser.id, now=now)
    assert str(caught.value) == "This contact was merged into W. Use that one."


async def test_stale_revisions_are_both_refused_with_the_contacts_as_they_are(now: datetime) -> None:
    winner, loser = await a_contact(), await a_contact()
    for contact in (winner, loser):
        await update_contact(contact.id, {"city": "Bern"}, now=now)
    expected = {"expected_winner_revision": winner.revision, "expected_loser_revision": loser.revision}
    with pytest.raises(Refused) as caught:
        await merge_contacts(winner.id, loser.id, **expected, now=now)
    stale = [each for each in caught.value.problems if isinstance(each, RevisionStale)]
    assert [(each.path, each.current) for each in stale] == [
        (("expected_winner_revision",), winner),
        (("expected_loser_revision",), loser),
    ]


async def test_persons_of_two_companies_are_merged_only_when_allowed(now: datetime) -> None:
    winner = await a_contact(company_id=(await a_company()).id)
    loser = await a_contact(company_id=(await a_company()).id)
    with refused((Code.CONTACTS_OF_TWO_COMPANIES, "loser_id")):
        await merge_contacts(winner.id, loser.id, now=now)
    merged = await merge_contacts(winner.id, loser.id, allow_other_company=True, now=now)
    assert merged.contact.company_id == winner.company_id


async def test_the_same_key_merges_once(now: datetime) -> None:
    winner, loser = await a_contact(), await a_contact()
    segment = await a_segment(contact_ids=[loser.id])
    done = await keyed(merge_contacts(winner.id, loser.id, now=now))
    repeated = await keyed(merge_contacts(winner.id, loser.id, now=now))
    assert (done.replayed, repeated.replayed) == (False, True)
    first, again = done.answer, repeated.answer
    assert (again.contact.id, again.loser_id, again.moved) == (winner.id, loser.id, first.moved)
    assert [each.id for each in again.segments] == [segment.id]


@pytest.mark.parametrize("build", [a_contact, a_company])
async def test_no_row_that_moves_adds_a_statement(build: Any, now: datetime) -> None:
    counts = []
    for size in (1, 4):
        winner, loser = await build(), await build()
        for _ in range(size):
            await an_interaction(contact_id=loser.id)
            await a_postponed(loser, now)
            segment = await a_segment(contact_ids=[loser.id])
            await add_segment_contacts(segment.id, [winner.id], now=now)
            if build is a_company:
                await a_contact(company_id=loser.id)
        with counted_statements() as statements:
            await merge_contacts(winner.id, loser.id, now=now)
        counts.append(len(statements))
    assert counts[0] == counts[1] < 40
