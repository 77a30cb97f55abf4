"""How many rows a list has: exactly, at least, or about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from pypika_tortoise.functions import Count
from pypika_tortoise.terms import ValueWrapper

from db.config import connection, is_postgres
from db.paging import Listing, Page, Window


async def count_pages(pages: Sequence[Page[Any]]) -> list[int]:
    """The number of rows of each page's whole list: one statement for all pages of one listing."""
    counts: dict[tuple[int, int | None], int] = {}
    listings = {id(page.listing): page for page in pages}
    for identity, page in listings.items():
        if page.link is None:
            statement = connection().query_class.from_(page.listing.table).where(page.listing.criterion)
            statement = statement.select(ValueWrapper(None).as_("parent"), Count("*").as_("n"))
        else:
            parents = [
                each.parent for each in pages if id(each.listing) == identity if each.parent is not None
            ]
            statement = page.link.counted(page.listing, parents)
        text, values = statement.get_parameterized_sql()
        for record in await connection().execute_query_dict(text, values):
            counts[identity, record["parent"]] = record["n"]
    return [counts.get((id(page.listing), page.parent), 0) for page in pages]


async def count_at_most(listing: Listing[Any], limit: int) -> int:
    """The number of rows, but no more than the limit are looked at."""
    inner = connection().query_class.from_(listing.table).where(listing.criterion).select(listing.table.id)
    text, values = inner.limit(limit).get_parameterized_sql()
    [record] = await connection().execute_query_dict(f"SELECT count(*) AS n FROM ({text}) AS counted", values)
    return record["n"]


async def estimate(listing: Listing[Any]) -> int:
    """What PostgreSQL's planner expects; SQLite has no such figure and counts."""
    if not is_postgres():
        return (await count_pages([Page(listing, Window(1), [], False)]))[0]
    statement = (
        connection().query_class.from_(listing.table).where(listing.criterion).select(listing.table.id)
    )
    text, values = statement.get_parameterized_sql()
    [record] = await connection().execute_query_dict(f"EXPLAIN (FORMAT JSON) {text}", values)
    plan = record["QUERY PLAN"]
    return int((orjson.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]["Plan Rows"])
