"""Keyset connections: one shape for every list."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Generic, TypeVar

import strawberry
from strawberry.types import Info

from db.errors import InvalidArgument, told_of
from db.sql import counting
from db.sql.keyset_pages import Listing, Page, Window
from schema.execution.batch import batch
from schema.execution.selections import Selection
from schema.graph.checked_arguments import checks_arguments
from schema.graph.context import Context
from schema.graph.cursors import cursor_of, place_of
from schema.graph.descriptions import describe
from schema.graph.needs import object_type

T = TypeVar("T")

DEFAULT_PAGE_SIZE = 50
DEFAULT_LIMIT = 10_000

First = Annotated[
    int | None,
    strawberry.argument(
        description="How many nodes to give from the front, 1 to 100 unless the server is set to another limit."
        " Left out or null, without `last`: 50."
    ),
]
After = Annotated[
    str | None,
    strawberry.argument(
        description="Begin behind the place with this cursor; left out or null: at the front."
    ),
]
Last = Annotated[
    int | None,
    strawberry.argument(
        description="How many nodes to give from the back, 1 to 100 unless the server is set to another limit."
        " Not together with `first`."
    ),
]
Before = Annotated[
    str | None,
    strawberry.argument(
        description="End in front of the place with this cursor; left out or null: at the back."
    ),
]


@strawberry.enum
class Direction(StrEnum):
    """Which way a list is sorted."""

    ASC = "ASC"
    """From low to high, from early to late, from A to Z."""
    DESC = "DESC"
    """From high to low, from late to early, from Z to A."""


@strawberry.enum
class CountPrecision(StrEnum):
    """How exactly a list is counted."""

    EXACT = "EXACT"
    """Every row is counted; on large lists this takes its time."""
    AT_LEAST = "AT_LEAST"
    """Counting stops at the limit: the value is exact below it, else there are at least so many."""
    ESTIMATE = "ESTIMATE"
    """What the database expects without looking; may be off. Exact on SQLite."""


@object_type(needs=None)
class PageInfo:
    """Where a page lies in its list."""

    has_next_page: bool
    """Whether there is more behind this page."""
    has_previous_page: bool
    """Whether there is more in front of this page."""
    start_cursor: str | None
    """The cursor of the first node; null on a page without nodes."""
    end_cursor: str | None
    """The cursor of the last node; null on a page without nodes."""


@strawberry.type
class Edge(Generic[T]):
    """A node at its place in a list."""

    cursor: str
    """The place, for `after` and `before`."""
    node: T
    """What stands there."""


@object_type(needs=None)
class Count:
    """How many nodes a list has."""

    value: int
    """The number of nodes."""
    precision: CountPrecision
    """How exact it is. A list that ends below the limit is counted exactly."""


@strawberry.type
class Connection(Generic[T]):
    """A page of a list. It does not jump or repeat when rows are added while paging."""

    page: strawberry.Private[Page[Any]]

    @strawberry.field
    @batch(reads="page")
    def edges(parents: list[Any], info: Info) -> list[list[Edge[T]]]:
        """The nodes with their cursors."""
        return [[edge_of(page.listing, row) for row in page.rows] for page in _pages(parents)]

    @strawberry.field
    @batch(reads="page")
    def nodes(parents: list[Any], info: Info) -> list[list[T]]:
        """The nodes alone."""
        return [page.rows for page in _pages(parents)]

    @strawberry.field
    @batch(reads="page")
    def page_info(parents: list[Any], info: Info) -> list[PageInfo]:
        """Where this page lies in the list."""
        return [place_in_list(page) for page in _pages(parents)]

    @strawberry.field
    @batch(reads="page")
    async def total_count(parents: list[Any], info: Info) -> list[int]:
        """The number of nodes in the whole list, counted only when asked for."""
        return await counting.count_pages(_pages(parents))

    @strawberry.field
    @checks_arguments(lambda context, given: limit_of_count(given.get("limit")))
    @batch(reads="page")
    async def count(
        parents: list[Any],
        info: Info,
        precision: Annotated[
            CountPrecision, strawberry.argument(description="How exactly to count.")
        ] = CountPrecision.EXACT,
        limit: Annotated[
            int | None,
            strawberry.argument(description="Where AT_LEAST stops, 1 to 1,000,000. Default: 10,000."),
        ] = strawberry.UNSET,
    ) -> list[Count]:
        """The number of nodes in the whole list, as exactly as needed: for large lists."""
        return await _counted(_pages(parents), precision, limit_of_count(limit))


def limit_of_count(limit: int | None) -> int:
    """Where counting stops; 10,000 unless another limit is given."""
    limit = DEFAULT_LIMIT if limit in (None, strawberry.UNSET) else limit
    with told_of("limit"):
        if not 1 <= limit <= 1_000_000:
            raise InvalidArgument("limit is from 1 to 1,000,000.")
    return limit


async def _counted(pages: list[Page[Any]], precision: CountPrecision, limit: int) -> list[Count]:
    if precision is CountPrecision.EXACT:
        values = await counting.count_pages(pages)
    elif precision is CountPrecision.ESTIMATE:
        values = await counting.estimate_pages(pages)
    else:
        values = await counting.count_pages_at_most(pages, limit)
    exact = precision is CountPrecision.AT_LEAST
    return [
        Count(value=value, precision=CountPrecision.EXACT if exact and value < limit else precision)
        for value in values
    ]


def reads_of_rows(selection: Selection) -> frozenset[str] | None:
    """The columns that are needed of the rows at a place; None for all."""
    return selection.reads


def reads_of_nodes(selection: Selection) -> frozenset[str] | None:
    """The columns that are needed of the nodes of a connection; None for all."""
    return (selection.below("nodes") | selection.below("edges").below("node")).reads


def is_counted(selection: Selection) -> bool:
    """Whether the number of all nodes of a connection is asked for."""
    return "totalCount" in selection


def window_of(context: Context, listing: Listing[Any], arguments: Mapping[str, Any]) -> Window:
    """The part of a list that the paging arguments ask for."""
    size, backward = size_of_page(context.max_page_size, arguments)
    with told_of("after"):
        after = place_of(listing, arguments.get("after"))
    with told_of("before"):
        before = place_of(listing, arguments.get("before"))
    return Window(size, backward=backward, after=after, before=before)


def size_of_page(most: int, arguments: Mapping[str, Any]) -> tuple[int, bool]:
    """How many nodes are asked for, and whether they are those at the end."""
    given = {name: arguments.get(name) for name in ("first", "last")}
    sizes = {name: size for name, size in given.items() if size not in (None, strawberry.UNSET)}
    name, size = next(iter(sizes.items()), ("first", DEFAULT_PAGE_SIZE))
    with told_of("last" if len(sizes) == 2 else name):
        if len(sizes) == 2:
            raise InvalidArgument("Give first or last, not both.")
        if not 1 <= size <= most:
            raise InvalidArgument(f"A page holds from 1 to {most} nodes, not {size}.")
    return size, name == "last"


def _pages(connections: list[Any]) -> list[Page[Any]]:
    return [each.page for each in connections]


def place_in_list(page: Page[Any]) -> PageInfo:
    """Where a page lies in its list."""
    cursors = [cursor_of(page.listing, row) for row in page.rows[:1] + page.rows[-1:]]
    return PageInfo(
        has_next_page=page.has_next_page,
        has_previous_page=page.has_previous_page,
        start_cursor=cursors[0] if cursors else None,
        end_cursor=cursors[-1] if cursors else None,
    )


def edge_of(listing: Listing[Any], row: Any) -> Any:
    """The row at its place in a list; nothing for a row that was deleted since an answer was first given."""
    return None if row is None else Edge(cursor=cursor_of(listing, row), node=row)


# Described here and not with all others: their copies for each noun are made while other modules load.
describe(Edge)
describe(Connection)
