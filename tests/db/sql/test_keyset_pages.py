"""Pages: which rows they hold, with which columns, below which parents, and how many statements they cost."""

from __future__ import annotations

from datetime import timedelta, timezone
from typing import Any

import pytest

from db.contacts.finding import find_contacts
from db.interactions.finding import find_interactions
from db.models import Contact
from db.segments.finding import find_segments
from db.sql.counting import count_pages, count_pages_at_most, estimate_pages
from db.sql.keyset_pages import Link, Page, Sort, Window, find_page, find_pages_under
from db.sql.page_statements import text_of_pages_under
from db.sql.partial_rows import light
from tests.builders import a_company, a_contact, a_segment, an_interaction
from tests.conftest import NOW
from tests.statements import counted_statements

PEOPLE = Link("company_id")
SEGMENTS = Link("contact_id", "segment_line", "segment_id")
NAME = frozenset({"name"})


async def companies_with(*sizes: int) -> list[int]:
    companies = [await a_company() for _ in sizes]
    for place in range(max(sizes)):
        for company, size in zip(companies, sizes, strict=True):
            if place < size:
                await a_contact(company_id=company.id, name=f"{size}-{place}")
    return [company.id for company in companies]


def names(pages: dict[int, Page[Any]]) -> dict[int, list[str]]:
    return {parent: [row.name for row in page.rows] for parent, page in pages.items()}


async def test_rows_hold_what_was_asked_for_the_id_and_what_they_are_sorted_by() -> None:
    contact = await a_contact()
    page = await find_page(find_contacts(order=(Sort("name_folded"),)), Window(5), NAME)
    [row] = page.rows
    assert type(row) is light(Contact) and isinstance(row, Contact)
    assert row.__dict__ == {"id": contact.id, "name": contact.name, "name_folded": contact.name_folded}


async def test_rows_hold_every_column_if_nothing_is_said() -> None:
    await a_contact()
    page = await find_page(find_contacts(), Window(5))
    assert set(page.rows[0].__dict__) == set(Contact._meta.fields_db_projection)


async def test_a_column_that_does_not_exist_is_a_mistake() -> None:
    with pytest.raises(LookupError, match="Contact has no column nam"):
        await find_page(find_contacts(), Window(5), frozenset({"nam"}))
    with pytest.raises(LookupError, match="Contact has no column nam"):
        await find_pages_under(find_contacts(), PEOPLE, [1], Window(5), frozenset({"nam"}))


@pytest.mark.parametrize("counted", [False, True])
async def test_every_parent_gets_its_page_in_one_statement(counted: bool) -> None:
    one, none, three = await companies_with(1, 0, 3)
    with counted_statements() as statements:
        pages = await find_pages_under(
            find_contacts(), PEOPLE, [three, none, one, three, 0], Window(2), NAME, counted
        )
    assert len(statements) == 1
    assert names(pages) == {three: ["3-0", "3-1"], none: [], one: ["1-0"], 0: []}
    assert [page.has_next_page for page in pages.values()] == [True, False, False, False]
    assert [page.total for page in pages.values()] == ([3, 0, 1, 0] if counted else [None] * 4)


@pytest.mark.parametrize("counted", [False, True])
async def test_no_parents_cost_no_statement(counted: bool) -> None:
    with counted_statements() as statements:
        assert await find_pages_under(find_contacts(), PEOPLE, [], Window(2), NAME, counted) == {}
    assert len(statements) == 0


async def test_the_total_is_that_of_the_whole_list_wherever_the_page_lies() -> None:
    small, big = await companies_with(1, 5)
    await a_contact(company_id=big, name="not this one")
    listing = find_contacts({"name": {"starts_with": "5-"}})
    first = await find_pages_under(listing, PEOPLE, [big], Window(2), counted=True)
    after = listing.place(first[big].rows[1])
    for window, expected in (
        (Window(2, after=after), ["5-2", "5-3"]),
        (Window(1, backward=True), ["5-4"]),
        (Window(9, after=after, before=listing.place(first[big].rows[1])), []),
    ):
        pages = await find_pages_under(listing, PEOPLE, [small, big], window, NAME, counted=True)
        assert names(pages) == {small: [], big: expected}
        assert (pages[small].total, pages[big].total) == (0, 5)


@pytest.mark.parametrize("backward", [False, True])
async def test_pages_under_parents_are_walked_without_gap_or_repetition(backward: bool) -> None:
    contact = await a_contact()
    moments = [NOW + timedelta(seconds=place // 3, microseconds=place % 2) for place in range(7)]
    entries = [await an_interaction(contact_id=contact.id, occurred_at=moment) for moment in moments]
    expected = [row.id for row in sorted(entries, key=lambda row: (row.occurred_at, row.id), reverse=True)]
    listing, seen, window = find_interactions(), [], Window(2, backward)
    while True:
        pages = await find_pages_under(listing, Link("contact_id"), [contact.id], window, frozenset())
        page = pages[contact.id]
        found = [row.id for row in page.rows]
        seen = found + seen if backward else seen + found
        if not (page.has_previous_page if backward else page.has_next_page):
            break
        place = listing.place(page.rows[0 if backward else -1])
        window = Window(2, backward, before=place) if backward else Window(2, after=place)
    assert seen == expected


async def test_a_place_is_compared_as_a_moment_whatever_its_offset() -> None:
    await a_contact()
    rows = [await an_interaction(occurred_at=NOW + timedelta(hours=place)) for place in range(3)]
    elsewhere = timezone(timedelta(hours=9))
    after = (rows[1].occurred_at.astimezone(elsewhere), rows[1].id)  # type: ignore[union-attr]
    page = await find_page(find_interactions(), Window(5, after=after))
    assert [row.id for row in page.rows] == [rows[0].id]


async def test_pages_below_a_table_in_between_are_found_and_counted() -> None:
    one, other = await a_contact(), await a_contact()
    for people in ([one], [one, other], []):
        await a_segment(contact_ids=[each.id for each in people])
    pages = await find_pages_under(find_segments(), SEGMENTS, [one.id, other.id], Window(1), counted=True)
    assert [(len(page.rows), page.has_next_page, page.total) for page in pages.values()] == [
        (1, True, 2),
        (1, False, 1),
    ]


async def test_pages_that_came_with_their_count_are_not_counted_again() -> None:
    parents = await companies_with(2, 0, 3)
    for counted, statements_needed in ((True, 0), (False, 1)):
        pages = await find_pages_under(find_contacts(), PEOPLE, parents, Window(1), NAME, counted)
        with counted_statements() as statements:
            assert await count_pages(list(pages.values())) == [2, 0, 3]
        assert len(statements) == statements_needed
    whole = await find_page(find_contacts(), Window(1), NAME)
    assert await count_pages([whole, pages[parents[0]]]) == [8, 2]


async def test_lists_below_many_parents_are_counted_at_most_or_about_by_one_statement() -> None:
    parents = await companies_with(3, 0, 1)
    pages = list((await find_pages_under(find_contacts(), PEOPLE, parents, Window(1), NAME)).values())
    whole = await find_page(find_contacts(), Window(1), NAME)
    with counted_statements() as statements:
        assert await count_pages_at_most(pages, 2) == [2, 0, 1]
        assert await count_pages_at_most(pages, 9) == [3, 0, 1]
        assert await count_pages_at_most([whole], 4) == [4]
        assert await estimate_pages(pages) == [3, 0, 1]
        assert (await estimate_pages(pages[:1]))[0] >= 0
    assert len(statements) == 5


async def test_the_whole_list_of_a_page_below_a_parent_can_be_read() -> None:
    [company] = await companies_with(3)
    pages = await find_pages_under(find_contacts(), PEOPLE, [company], Window(1), NAME)
    assert len((await find_page(pages[company].whole, Window(9), NAME)).rows) == 3


async def test_the_text_of_a_statement_depends_on_shape_alone() -> None:
    text_of_pages_under.known.cache_clear()
    parents = await companies_with(1, 2)
    for size, name in ((1, "a"), (2, "b"), (3, "c")):
        listing = find_contacts({"name": {"eq": name}})
        await find_pages_under(listing, PEOPLE, parents[: size % 2 + 1], Window(size), NAME)
    assert text_of_pages_under.known.cache_info().misses == 1
    await find_pages_under(find_contacts(), PEOPLE, parents, Window(1), NAME)
    await find_pages_under(find_contacts(), PEOPLE, parents, Window(1), NAME, counted=True)
    await find_pages_under(find_contacts(), PEOPLE, parents, Window(1, backward=True), NAME)
    await find_pages_under(find_contacts(), PEOPLE, parents, Window(1), frozenset({"email"}))
    assert text_of_pages_under.known.cache_info().misses == 5
