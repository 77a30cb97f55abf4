"""How many rows a list has, for a caller who sees a part of them: every kind of count is of what is seen."""

from __future__ import annotations

from typing import Any

from db.callers import call_as
from db.contacts.finding import find_contacts
from db.engine.database import connection
from db.interactions.finding import find_interactions
from db.models import Contact
from db.sql import statements
from db.sql.counting import count_pages, count_pages_at_most, estimate_pages
from db.sql.keyset_pages import Listing, Window, find_page
from tests.builders import a_contact, an_interaction
from tests.db.seeing import restricted, two_salespeople


async def test_lists_and_every_kind_of_count_see_the_same() -> None:
    own, other = await two_salespeople()
    mine = [await a_contact(salesperson_id=own.id) for _ in range(2)]
    theirs = await a_contact(salesperson_id=other.id)
    with_mine = await an_interaction(contact_id=mine[0].id, salesperson_id=other.id)
    by_me = await an_interaction(contact_id=theirs.id, salesperson_id=own.id)
    await an_interaction(contact_id=theirs.id, salesperson_id=other.id)
    call_as(restricted(own))
    seen: list[tuple[Listing[Any], set[int]]] = [
        (find_contacts(), {each.id for each in mine}),
        (find_interactions(), {with_mine.id, by_me.id}),
    ]
    for listing, expected in seen:
        page = await find_page(listing, Window(10))
        assert {row.id for row in page.rows} == expected
        assert await count_pages([page]) == [len(expected)]
        assert await count_pages_at_most([page], 1) == [1]
        assert await estimate_pages([page]) == [len(expected)]


async def test_an_estimate_for_a_restricted_caller_tells_nothing_of_rows_that_are_not_seen() -> None:
    """The planner of PostgreSQL expects rows of a name that many others have."""
    own, other = await two_salespeople()
    alike = ", ".join(sorted(Contact._meta.db_fields - {"id", "number"}))
    for salesperson, many in ((own, 20), (other, 400)):
        pattern = await a_contact(salesperson_id=salesperson.id, name=f"{salesperson.code} AG")
        await statements.change(
            f"INSERT INTO contact (number, {alike}) SELECT 'N' || contact.id || '-' || given.position, {alike}"
            f" FROM contact CROSS JOIN {statements.ordered('places')} WHERE contact.id = :pattern",
            pattern=pattern.id, places=list(range(many)),
        )  # fmt: skip
    await connection().execute_script("ANALYZE")
    theirs = find_contacts({"name": {"starts_with": other.code}})
    call_as(restricted(own))
    pages = [await find_page(listing, Window(1)) for listing in (theirs, find_contacts())]
    assert [(await estimate_pages([page]))[0] for page in pages] == [0, 21]
