"""The two ways from one noun to another: to a single row, and to a page of rows.

A type declares them as class attributes; the annotation says what the client gets:

    company: models.Contact | None = to_one("company_id")
    people: Connection[models.Contact] = to_many(find_contacts, Link("company_id"))

It names the row, for which the schema shows the type that `@node` declared: two nouns may point at each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import strawberry
from strawberry.types import Info
from tortoise.models import Model

from db.errors import told_of
from db.sql.keyset_pages import Link, Listing, Sort, find_page, find_pages_under
from db.sql.loaders import rows_by_id
from db.sql.partial_rows import only_id
from db.sql.row_security import hides_rows
from schema.execution.batch import batch
from schema.execution.selections import from_selection
from schema.graph.checked_arguments import Check, checks_arguments
from schema.graph.inputs import argument_values
from schema.graph.listed import LISTED, Sorts, lists
from schema.graph.needs import Needs, field
from schema.graph.paging import (
    Connection,
    Direction,
    is_counted,
    reads_of_nodes,
    reads_of_rows,
    window_of,
)

Find = Callable[..., Listing[Any]]


def to_one(reads: str, row: type[Model] | None = None) -> Any:
    """The row that a column points at: one statement per level, none where only the id is asked for.

    Which one it is stands at the foreign key; `row` says it where the parents are no rows themselves.
    """

    @batch(reads=reads)
    async def one(parents: list[Any], info: Info):  # the type stands at the field
        model = row or _row_behind(type(parents[0]), reads)
        keys = [getattr(parent, reads) for parent in parents]
        columns = from_selection(info, reads_of_rows)
        if columns is not None and columns <= {"id"} and not hides_rows(model):
            return [None if key is None else only_id(model, key) for key in keys]
        rows = await rows_by_id(model, keys, columns)
        return [rows.get(key) for key in keys]

    return strawberry.field(resolver=one)


@cache
def _row_behind(parent: type[Model], column: str) -> type[Model]:
    """The model that a foreign key points at."""
    fields = parent._meta.fields_map
    return next(
        fields[name].related_model  # type: ignore[attr-defined]
        for name in parent._meta.fk_fields
        if fields[name].source_field == column
    )


def to_many(find: Find, link: Link, *, sorts: Sorts | None = None, reads: tuple[str, ...] = ("id",)) -> Any:
    """A page of the rows that hang below each parent: one statement per level, their number included.

    They hang below the id of the parent, or else below the first of the columns in `reads` that is not empty. The
    list takes what `listed` says of its noun; `sorts` are columns of its own for the same orders.
    """

    async def many(parents: list[Any], info: Info, **arguments: Any):  # the type stands at the field
        listing = listing_of(find, arguments, sorts)
        window = window_of(info.context, listing, arguments)
        columns = from_selection(info, reads_of_nodes)
        keys = [_first_of(parent, reads) for parent in parents]
        pages = await find_pages_under(
            listing, link, keys, window, columns, counted=from_selection(info, is_counted)
        )
        return [Connection(page=pages[key]) for key in keys]

    model = find().model
    resolver = batch(lists(model, many), reads=reads)
    return strawberry.field(resolver=lists(model, checks_arguments(_check(find, sorts))(resolver)))


def list_of(find: Find, *, sorts: Sorts | None = None, needs: Needs) -> Any:
    """A page of all rows: a field of the query. It takes what `listed` says of its noun."""

    async def page(root: Any, info: Info, **arguments: Any):  # the type stands at the field
        listing = listing_of(find, arguments, sorts)
        window = window_of(info.context, listing, arguments)
        return Connection(page=await find_page(listing, window, from_selection(info, reads_of_nodes)))

    return field(resolver=lists(find().model, checks_arguments(_check(find, sorts))(page)), needs=needs)


def list_within(find: Find, listing_within: Callable[[Any], Listing[Any] | None]) -> Any:
    """A page of some rows that a value holds, such as a preview; null if it holds none."""

    async def page(root: Any, info: Info, **arguments: Any):  # the type stands at the field
        if (within := listing_within(root)) is None:
            return None
        wanted = listing_of(find, arguments)
        listing = Listing(within.model, within.criterion & wanted.criterion, wanted.sorts)
        window = window_of(info.context, listing, arguments)
        return Connection(page=await find_page(listing, window, from_selection(info, reads_of_nodes)))

    return strawberry.field(resolver=lists(find().model, checks_arguments(_check(find))(page)))


def _check(find: Find, sorts: Sorts | None = None) -> Check:
    """Makes the list and the page that the arguments mean, and asks for nothing of it."""
    return lambda context, arguments: window_of(context, listing_of(find, arguments, sorts), arguments)


def _first_of(parent: Any, columns: tuple[str, ...]) -> Any:
    return next(value for column in columns if (value := getattr(parent, column)) is not None)


def listing_of(find: Find, arguments: Mapping[str, Any], sorts: Sorts | None = None) -> Listing[Any]:
    """The list that these arguments mean."""
    options: dict[str, Any] = {}
    if arguments.get("where"):
        options["where"] = argument_values(arguments["where"])
    if arguments.get("order_by"):
        sorted_by = sorts or LISTED[find().model].sorts
        wanted = [_sort(sorted_by, each) for each in arguments["order_by"]]
        options["order"] = tuple(sort for sort in wanted if sort is not None)
    if arguments.get("search"):
        options["search"] = arguments["search"]
    with told_of("where"):
        return find(**options)


def _sort(sorts: Sorts, ordering: Any) -> Sort | None:
    sort = sorts[ordering.field.value]
    return sort and sort._replace(descending=ordering.direction is Direction.DESC)
