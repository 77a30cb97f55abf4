"""How many rows a list has: exactly, at least, or about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from db.config import dialect, is_postgres
from db.listings import Listing
from db.pages_sql import counts_under
from db.paging import Page
from db.sql import ids, numbered, records_of


async def count_pages(pages: Sequence[Page[Any]]) -> list[int]:
    """The number of rows of each page's whole list: one statement for all pages of one listing.

    Pages that were counted when they were found cost none.
    """
    counts: dict[tuple[Any, ...], int] = {}
    uncounted = [page for page in pages if page.total is None]
    for listing, link in {(page.listing, page.link): None for page in uncounted}:
        if link is None:
            counts[listing, None, None] = await _count(listing)
            continue
        pages_under = [page for page in uncounted if (page.listing, page.link) == (listing, link)]
        parents = [page.parent for page in pages_under if page.parent is not None]
        text = counts_under(listing.table, listing.criterion.text, link, dialect())
        values = [*listing.criterion.values, ids(parents)]
        for parent, number in await records_of(numbered(text, dialect()), values):
            counts[listing, link, parent] = number
    return [
        counts[page.listing, page.link, page.parent] if page.total is None else page.total for page in pages
    ]


async def count_at_most(listing: Listing[Any], limit: int) -> int:
    """The number of rows, but no more than the limit are looked at."""
    inner = f"{_rows_of(listing)} LIMIT ?"
    text = numbered(f"SELECT count(*) FROM ({inner}) AS counted", dialect())
    [[number]] = await records_of(text, [*listing.criterion.values, limit])
    return number


async def estimate(listing: Listing[Any]) -> int:
    """What PostgreSQL's planner expects; SQLite has no such figure and counts."""
    if not is_postgres():
        return await _count(listing)
    text = numbered(f"EXPLAIN (FORMAT JSON) {_rows_of(listing)}", dialect())
    [[plan]] = await records_of(text, list(listing.criterion.values))
    return int((orjson.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]["Plan Rows"])


async def _count(listing: Listing[Any]) -> int:
    text = f'SELECT count(*) FROM "{listing.table}" WHERE {listing.criterion.text}'
    [[number]] = await records_of(numbered(text, dialect()), list(listing.criterion.values))
    return number


def _rows_of(listing: Listing[Any]) -> str:
    return f'SELECT id FROM "{listing.table}" WHERE {listing.criterion.text}'
