"""How many rows a list has: exactly, at least, or about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from db.engine.database import dialect, is_postgres
from db.sql.keyset_pages import Page
from db.sql.listings import Link, Listing
from db.sql.page_statements import counts_under
from db.sql.row_security import is_restricted
from db.sql.statements import ids, numbered, records_of


async def count_pages(pages: Sequence[Page[Any]]) -> list[int]:
    """The number of rows of each page's whole list: one statement for all pages of one listing.

    Pages that were counted when they were found cost none.
    """
    counts = await _counts([page for page in pages if page.total is None])
    return [
        counts[page.listing, page.link, page.parent] if page.total is None else page.total for page in pages
    ]


async def count_pages_at_most(pages: Sequence[Page[Any]], limit: int) -> list[int]:
    """The same, but no more rows than the limit are looked at in each list."""
    counts = await _counts(pages, limit)
    return [counts[page.listing, page.link, page.parent] for page in pages]


async def estimate_pages(pages: Sequence[Page[Any]]) -> list[int]:
    """What PostgreSQL expects of a list without looking. SQLite cannot tell and counts; below many parents so do we.

    For a restricted caller it is counted too: what the planner expects, it knows from all rows.
    """
    if not is_postgres() or len(pages) != 1 or is_restricted():
        return await count_pages(pages)
    listing = pages[0].whole
    text = numbered(f"EXPLAIN (FORMAT JSON) {_rows_of(listing)}", dialect())
    [[plan]] = await records_of(text, list(listing.criterion.values))
    return [int((orjson.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]["Plan Rows"])]


Counts = dict[tuple[Listing[Any], Link | None, int | None], int]


async def _counts(pages: Sequence[Page[Any]], limit: int | None = None) -> Counts:
    counts: Counts = {}
    for listing, link in {(page.listing, page.link): None for page in pages}:
        if link is None:
            counts[listing, None, None] = await _count(listing, limit)
            continue
        parents = [page.parent for page in pages if (page.listing, page.link) == (listing, link)]
        text = counts_under(
            listing.table, listing.criterion.text, link, dialect(), is_limited=limit is not None
        )
        limits = [] if limit is None else [limit]
        values = [*listing.criterion.values, *limits, ids([each for each in parents if each is not None])]
        for parent, number in await records_of(numbered(text, dialect()), values):
            counts[listing, link, parent] = number
    return counts


async def _count(listing: Listing[Any], limit: int | None) -> int:
    counted, values = f'"{listing.table}" WHERE {listing.criterion.text}', list(listing.criterion.values)
    if limit is not None:
        counted, values = f"({_rows_of(listing)} LIMIT ?) AS counted", [*values, limit]
    [[number]] = await records_of(numbered(f"SELECT count(*) FROM {counted}", dialect()), values)
    return number


def _rows_of(listing: Listing[Any]) -> str:
    return f'SELECT id FROM "{listing.table}" WHERE {listing.criterion.text}'
