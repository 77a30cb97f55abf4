"""Pages by keyset: the place in a list is a sort value and an id, never a count of rows to skip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

import orjson
from pypika_tortoise.enums import Order
from pypika_tortoise.functions import Coalesce, Count
from pypika_tortoise.queries import Query, QueryBuilder, Table
from pypika_tortoise.terms import Criterion, Term
from tortoise.models import Model

from db.config import connection, is_postgres
from db.rows import as_models

M = TypeVar("M", bound=Model)

LATEST = datetime(9999, 12, 31, tzinfo=UTC)
"""Where a row without a moment stands in a list by moments: after all others."""


@dataclass(frozen=True)
class Sort:
    """One column of an order. An optional moment sorts as the latest of all."""

    column: str
    descending: bool = False
    optional: bool = False

    def term(self, table: Table) -> Term:
        column = table.field(self.column)
        return Coalesce(column, LATEST) if self.optional else column

    def value(self, row: Model) -> Any:
        value = getattr(row, self.column)
        return LATEST if value is None and self.optional else value


@dataclass(frozen=True)
class Link:
    """How rows hang below a parent: by a key column of their own, or by one of a table in between."""

    key: str
    through: str | None = None
    pointing: str = ""

    def below(self, table: Table, parent: Any) -> Criterion:
        if self.through is None:
            return table.field(self.key) == parent
        between = Table(self.through)
        chosen = (
            Query.from_(between).select(between.field(self.pointing)).where(between.field(self.key) == parent)
        )
        return table.id.isin(chosen)

    def counted(self, listing: Listing[Any], parents: Sequence[int]) -> QueryBuilder:
        """The number of rows below each parent."""
        table = listing.table
        statement = connection().query_class.from_(table).where(listing.criterion)
        key = table.field(self.key)
        if self.through is not None:
            between = Table(self.through)
            statement = statement.join(between).on(between.field(self.pointing) == table.id)
            key = between.field(self.key)
        number = Count(table.id).distinct().as_("n")
        return statement.where(key.isin(list(parents))).groupby(key).select(key.as_("parent"), number)


@dataclass(frozen=True)
class Window:
    """Which part of a list: so many rows from the front or the back, between two places."""

    size: int
    backward: bool = False
    after: tuple[Any, ...] | None = None
    before: tuple[Any, ...] | None = None


@dataclass(frozen=True)
class Listing(Generic[M]):
    """A list before it is cut into pages: which rows, in which order."""

    model: type[M]
    criterion: Criterion
    sorts: tuple[Sort, ...]

    @property
    def table(self) -> Table:
        return Table(self.model._meta.db_table)

    @property
    def order(self) -> tuple[Sort, ...]:
        """The order asked for, made total by the id."""
        if self.sorts[-1].column == "id":
            return self.sorts
        return (*self.sorts, Sort("id", descending=self.sorts[-1].descending))

    def place(self, row: Model) -> tuple[Any, ...]:
        return tuple(sort.value(row) for sort in self.order)

    def narrowed(self, criterion: Criterion) -> Listing[M]:
        return Listing(self.model, self.criterion & criterion, self.sorts)


@dataclass
class Page(Generic[M]):
    """A page of a listing, perhaps of the rows under one parent only."""

    listing: Listing[M]
    window: Window
    rows: list[M]
    has_more: bool
    link: Link | None = None
    parent: int | None = None

    @property
    def whole(self) -> Listing[M]:
        """The list that this is a page of."""
        if self.link is None:
            return self.listing
        return self.listing.narrowed(self.link.below(self.listing.table, self.parent))

    @property
    def has_next_page(self) -> bool:
        return self.window.before is not None if self.window.backward else self.has_more

    @property
    def has_previous_page(self) -> bool:
        return self.has_more if self.window.backward else self.window.after is not None


async def find_page(listing: Listing[M], window: Window) -> Page[M]:
    statement = _windowed(listing, window, listing.table.star)
    records = await connection().execute_query_dict(*statement.get_parameterized_sql())
    return _page(listing, window, as_models(listing.model, records))


async def find_pages_under(
    listing: Listing[M], link: Link, parents: Sequence[int], window: Window
) -> dict[int, Page[M]]:
    """A page under each parent, all in one statement.

    PostgreSQL looks into the index once per parent (`LATERAL`); SQLite has no lateral join and picks each
    parent's rows by a correlated subquery. A window function would read every child of every parent.
    """
    table = listing.table
    mine = listing.narrowed(link.below(table, Table("parent").field("id")))
    keys = list(dict.fromkeys(parents))
    if is_postgres():
        inner, values = _windowed(mine, window, table.star).get_parameterized_sql()
        order = _order_sql(listing, window, "page")
        text = (
            "SELECT parent.id AS parent_id, page.*"
            f" FROM unnest(CAST(${len(values) + 1} AS bigint[])) AS parent(id)"
            f" CROSS JOIN LATERAL ({inner}) AS page ORDER BY parent.id, {order}"
        )
        records = await connection().execute_query_dict(text, [*values, keys])
    else:
        inner, values = _windowed(mine, window, table.id).get_parameterized_sql()
        name = listing.model._meta.db_table
        text = (
            f"SELECT parent.id AS parent_id, page.* FROM (SELECT value AS id FROM json_each(?)) AS parent"
            f' JOIN "{name}" AS page ON page.id IN ({inner})'
            f" ORDER BY parent.id, {_order_sql(listing, window, 'page')}"
        )
        records = await connection().execute_query_dict(text, [orjson.dumps(keys).decode(), *values])
    under: dict[int, list[Any]] = {parent: [] for parent in keys}
    for record, row in zip(records, as_models(listing.model, records), strict=True):
        under[record["parent_id"]].append(row)
    return {parent: _page(listing, window, rows, link, parent) for parent, rows in under.items()}


def _windowed(listing: Listing[Any], window: Window, selected: Term) -> QueryBuilder:
    """One row more than the page tells whether there is another page."""
    table = listing.table
    statement = connection().query_class.from_(table).select(selected).where(listing.criterion)
    if window.after is not None:
        statement = statement.where(_beyond(listing, window.after, forward=True))
    if window.before is not None:
        statement = statement.where(_beyond(listing, window.before, forward=False))
    for sort in listing.order:
        direction = Order.desc if sort.descending != window.backward else Order.asc
        statement = statement.orderby(sort.term(table), order=direction)
    return statement.limit(window.size + 1)


def _beyond(listing: Listing[Any], place: tuple[Any, ...], *, forward: bool) -> Criterion:
    """Rows after (or before) a place, with the leading bound said once more: without it no index is used."""
    table = listing.table
    condition: Criterion | None = None
    for sort, value in reversed(list(zip(listing.order, place, strict=True))):
        term = sort.term(table)
        further = term < value if sort.descending == forward else term > value
        condition = further if condition is None else further | ((term == value) & condition)
    lead, value = listing.order[0], place[0]
    term = lead.term(table)
    bound = term <= value if lead.descending == forward else term >= value
    assert condition is not None
    return bound & condition


def _order_sql(listing: Listing[Any], window: Window, alias: str) -> str:
    latest = f"'{LATEST.isoformat(sep=' ')}'"
    return ", ".join(
        (f'COALESCE({alias}."{sort.column}", {latest})' if sort.optional else f'{alias}."{sort.column}"')
        + (" DESC" if sort.descending != window.backward else " ASC")
        for sort in listing.order
    )


def _page(
    listing: Listing[M], window: Window, rows: list[M], link: Link | None = None, parent: int | None = None
) -> Page[M]:
    has_more = len(rows) > window.size
    rows = rows[: window.size]
    return Page(listing, window, rows[::-1] if window.backward else rows, has_more, link, parent)
