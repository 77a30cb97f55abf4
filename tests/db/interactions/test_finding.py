"""Rules of the lists of interactions: the log, and what is postponed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from db.contacts.finding import last_interactions
from db.errors import InvalidArgument
from db.interactions.canceling import cancel_interactions, restore_interactions
from db.interactions.finding import (
    find_comments,
    find_interactions,
    find_postponed_interactions,
)
from db.interactions.postponing import resume_interaction
from db.interactions.remarking import add_interaction_comment
from db.models import Evaluation, Interaction, InteractionStatus
from db.segments.logging import log_segment
from db.sql.keyset_pages import LATEST, Link, Listing, Sort, Window, find_page, find_pages_under
from tests.builders import (
    a_company,
    a_contact,
    a_postponed_interaction,
    a_salesperson,
    a_segment,
    a_template,
    an_interaction,
)
from tests.conftest import NOW

DAY = timedelta(days=1)


async def ids(listing: Listing[Any], window: Window | None = None) -> list[int]:
    return [row.id for row in (await find_page(listing, window or Window(100))).rows]


async def logged(where: dict[str, Any] | None = None) -> set[int]:
    return set(await ids(find_interactions(where)))


async def test_the_log_holds_logged_and_canceled_entries_and_never_postponed_ones() -> None:
    entry, canceled, postponed = (
        await an_interaction(),
        await an_interaction(),
        await a_postponed_interaction(),
    )
    await cancel_interactions([canceled.id], now=NOW)
    assert await logged() == {entry.id, canceled.id}
    assert await ids(find_postponed_interactions()) == [postponed.id]


@pytest.mark.parametrize(
    "where",
    [
        {"or_": [{"logged_at": {"is_null": True}}, {"remind_at": {"is_null": True}}]},
        {"not_": {"evaluation": [Evaluation.POSITIVE]}},
        {"occurred_at": {"is_null": True}},
    ],
    ids=["or", "not", "null"],
)
async def test_no_filter_brings_postponed_ones_into_the_log_or_others_among_the_postponed(
    where: dict[str, Any],
) -> None:
    postponed, entry = await a_postponed_interaction(), await an_interaction()
    assert postponed.id not in await logged(where)
    assert entry.id not in await ids(find_postponed_interactions(where))
    assert await ids(find_postponed_interactions(where)) == [postponed.id]


@pytest.mark.parametrize("wrap", [lambda each: each, lambda each: {"or_": [{}, each]}], ids=["alone", "or"])
@pytest.mark.parametrize("status", InteractionStatus)
async def test_a_status_that_a_list_never_has_is_refused(status: InteractionStatus, wrap: Any) -> None:
    where = wrap({"status": [status]})
    for find, refuses in (
        (find_interactions, status is InteractionStatus.POSTPONED),
        (find_postponed_interactions, status is not InteractionStatus.POSTPONED),
    ):
        if refuses:
            with pytest.raises(InvalidArgument, match="Nothing in this list is ever"):
                find(where)
        else:
            assert await ids(find(where)) == []


async def test_a_resumed_interaction_moves_from_the_postponed_into_the_log() -> None:
    salesperson, template = await a_salesperson(), await a_template()
    postponed = await a_postponed_interaction(salesperson_id=salesperson.id)
    await resume_interaction(postponed.id, {"template_id": template.id}, now=NOW)
    assert await logged() == {postponed.id}
    assert await ids(find_postponed_interactions()) == []


async def test_the_log_is_found_by_what_its_entries_say() -> None:
    company = await a_company()
    contact = await a_contact(company_id=company.id)
    entry = await an_interaction(
        contact_id=contact.id, evaluation=Evaluation.POSITIVE, attempt_failed=True, occurred_at=NOW - 2 * DAY
    )
    other = await an_interaction()
    canceled = await an_interaction()
    await cancel_interactions([canceled.id], now=NOW)
    assert await logged({"contact_id": entry.contact_id}) == {entry.id}
    assert await logged({"company": {"eq": company.id}}) == {entry.id}
    assert await logged({"salesperson_id": entry.salesperson_id}) == {entry.id}
    assert await logged({"template_id": entry.template_id}) == {entry.id}
    assert await logged({"interaction_group": {"in_": [entry.interaction_group_id]}}) == {entry.id}
    assert await logged({"evaluation": [Evaluation.POSITIVE]}) == {entry.id}
    assert await logged({"attempt_failed": True}) == {entry.id}
    assert await logged({"attempt_failed": False}) == {other.id, canceled.id}
    assert await logged({"status": [InteractionStatus.CANCELED]}) == {canceled.id}
    assert await logged({"status": []}) == set()
    assert await logged({"occurred_at": {"from_": NOW}}) == {other.id, canceled.id}
    assert await logged({"occurred_at": {"until": NOW}}) == {entry.id}
    assert await logged({"occurred_at": {"on": (NOW - 2 * DAY).date()}}) == {entry.id}
    assert await logged({"not_": {"evaluation": [Evaluation.POSITIVE]}}) == {other.id, canceled.id}


async def test_the_entries_of_a_segment_are_found() -> None:
    segment = await a_segment(lines=2)
    await an_interaction()
    await log_segment(segment.id, now=NOW)
    made = await Interaction.filter(segment_id=segment.id).values_list("id", flat=True)
    assert len(made) == 2 and await logged({"segment_id": segment.id}) == set(made)


async def test_the_log_begins_with_the_latest_and_pages_both_ways() -> None:
    moments = [NOW - place * DAY for place in (2, 0, 1, 0)]
    entries = [await an_interaction(occurred_at=moment) for moment in moments]
    expected = [entries[place].id for place in (3, 1, 2, 0)]
    listing = find_interactions()
    assert await ids(listing) == expected
    second = await find_page(listing, Window(1, after=listing.place(entries[1])))
    assert [row.id for row in second.rows] == [expected[2]] and second.has_next_page
    assert await ids(listing, Window(2, backward=True, before=listing.place(entries[0]))) == expected[1:3]


async def test_the_last_postponed_comes_first_and_reminders_can_lead() -> None:
    moments: list[datetime | None] = [NOW + 2 * DAY, None, NOW + DAY]
    drafts = [
        await a_postponed_interaction(remind_at=moment, now=NOW + place * DAY)
        for place, moment in enumerate(moments)
    ]
    assert await ids(find_postponed_interactions()) == [each.id for each in drafts[::-1]]
    reminded = find_postponed_interactions(order=(Sort("remind_at", instead=LATEST),))
    assert await ids(reminded) == [drafts[place].id for place in (2, 0, 1)]
    after = reminded.place(drafts[0])
    assert await ids(reminded, Window(5, after=after)) == [drafts[1].id]
    reverse = find_postponed_interactions(order=(Sort("remind_at", descending=True, instead=LATEST),))
    assert await ids(reverse) == [drafts[place].id for place in (1, 0, 2)]


async def test_the_log_of_each_contact_is_its_own() -> None:
    contact, other = await a_contact(), await a_contact()
    mine = [await an_interaction(contact_id=contact.id, occurred_at=NOW - place * DAY) for place in range(3)]
    theirs = await an_interaction(contact_id=other.id)
    await a_postponed_interaction(contact_id=contact.id)
    pages = await find_pages_under(find_interactions(), Link("contact_id"), [contact.id, other.id], Window(2))
    assert [row.id for row in pages[contact.id].rows] == [mine[0].id, mine[1].id]
    assert pages[contact.id].has_next_page and not pages[other.id].has_next_page
    assert [row.id for row in pages[other.id].rows] == [theirs.id]


async def test_comments_come_the_oldest_first() -> None:
    interaction = await an_interaction()
    for text in ("One", "Two"):
        await add_interaction_comment(interaction.id, text, now=NOW)
    page = await find_page(find_comments(), Window(10))
    assert [comment.text for comment in page.rows] == ["One", "Two"]


async def test_the_last_interaction_ignores_failed_attempts_postponed_and_canceled_ones() -> None:
    contact, silent = await a_contact(), await a_contact()
    both = [contact.id, silent.id]

    async def an_entry(days: int, **values: Any) -> Interaction:
        return await an_interaction(contact_id=contact.id, occurred_at=NOW + days * DAY, **values)

    await an_entry(-3)
    latest = await an_entry(-2)
    await an_entry(-1, attempt_failed=True)
    await a_postponed_interaction(contact_id=contact.id, occurred_at=NOW)
    assert await last_interactions(both) == {contact.id: NOW - 2 * DAY}
    await cancel_interactions([latest.id], now=NOW)
    assert await last_interactions(both) == {contact.id: NOW - 3 * DAY}
    await restore_interactions([latest.id], now=NOW)
    assert await last_interactions(both) == {contact.id: NOW - 2 * DAY}
