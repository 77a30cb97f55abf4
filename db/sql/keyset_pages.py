"""Pages by keyset: the place in a list is a sort value and an id, never a count of rows to skip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any, Generic, TypeVar

from tortoise.models import Model

from db.engine.database import dialect
from db.sql.listings import LAST_DAY, LATEST, NO_TEXT, Link, Listing, Sort, Window
from db.sql.page_statements import Shape, text_of_a_page, text_of_pages_under
from db.sql.partial_rows import columns_of, light_rows
from db.sql.statements import ids, records_of

__all__ = [
    "LAST_DAY",
    "LATEST",
    "NO_TEXT",
    "Link",
    "Listing",
    "Page",
    "Sort",
    "Window",
    "find_page",
    "find_pages_under",
]

M = TypeVar("M", bound=Model)


@dataclass(slots=True)
class Page(Generic[M]):
    """A page of a listing, perhaps of the rows under one parent only."""

    listing: Listing[M]
    window: Window
    rows: list[M]
    has_more: bool
    link: Link | None = None
    parent: int | None = None
    total: int | None = None
    """The number of rows of the whole list, if it was counted with the page."""

    @property
    def whole(self) -> Listing[M]:
        """The list that this is a page of."""
        if self.link is None or self.parent is None:
            return self.listing
        return self.listing.under(self.link, self.parent)

    @property
    def has_next_page(self) -> bool:
        return self.window.before is not None if self.window.backward else self.has_more

    @property
    def has_previous_page(self) -> bool:
        return self.has_more if self.window.backward else self.window.after is not None


async def find_page(listing: Listing[M], window: Window, columns: frozenset[str] | None = None) -> Page[M]:
    """A page with these columns of its rows (None: all), the id and what they are sorted by included."""
    shape = _shape(listing, window, columns)
    values = [*listing.criterion.values, *_values(window)]
    records = await records_of(text_of_a_page(shape, dialect()), values)
    return _page(listing, window, light_rows(listing.model, shape.columns, records))


async def find_pages_under(
    listing: Listing[M],
    link: Link,
    parents: Sequence[int],
    window: Window,
    columns: frozenset[str] | None = None,
    counted: bool = False,
) -> dict[int, Page[M]]:
    """A page under each parent, all in one statement; if `counted`, with the number of rows below each."""
    under: dict[int, list[M]] = {parent: [] for parent in parents}
    if not under:
        return {}
    shape = _shape(listing, window, columns, link, counted)
    criterion = listing.criterion.values
    values = [*(criterion if counted else ()), ids(sorted(under)), *criterion, *_values(window)]
    records = await records_of(text_of_pages_under(shape, dialect()), values)
    rows = light_rows(listing.model, shape.columns, records, further=2)
    for parent, row in zip(map(itemgetter(-2), records), rows, strict=True):
        under[parent].append(row)
    totals = dict(map(itemgetter(-2, -1), records)) if counted else {}
    return {
        parent: _page(listing, window, _found(below) if counted else below, link, parent, totals.get(parent))
        for parent, below in under.items()
    }


def _found(rows: list[M]) -> list[M]:
    """A parent that is counted and has no row on this page comes with one of nulls."""
    return [] if rows[0].pk is None else rows


def _shape(
    listing: Listing[Any],
    window: Window,
    columns: frozenset[str] | None,
    link: Link | None = None,
    counted: bool = False,
) -> Shape:
    order = listing.order
    read = columns_of(listing.model, columns, tuple(sort.column for sort in order))
    return Shape(
        listing.model,
        listing.criterion.text,
        order,
        read,
        window.backward,
        window.after is not None,
        window.before is not None,
        link,
        counted,
    )


def _values(window: Window) -> list[Any]:
    """The values of a page in the order of its statement: places, and one row more than it holds."""
    return [*place_values(window.after), *place_values(window.before), window.size + 1]


def place_values(place: tuple[Any, ...] | None) -> list[Any]:
    """The leading value bounds and compares, every further one compares, and all but the last are equal too."""
    if place is None:
        return []
    values = [value.astimezone(UTC) if isinstance(value, datetime) else value for value in place]
    nested = [value for value in values[:-1] for _ in ("beyond", "equal")]
    return [values[0], *nested, values[-1]]


def _page(
    listing: Listing[M],
    window: Window,
    rows: list[M],
    link: Link | None = None,
    parent: int | None = None,
    total: int | None = None,
) -> Page[M]:
    has_more = len(rows) > window.size
    rows = rows[: window.size]
    return Page(listing, window, rows[::-1] if window.backward else rows, has_more, link, parent, total)
