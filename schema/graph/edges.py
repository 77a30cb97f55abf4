"""The two ways from one noun to another: to a single row, and to a page of rows.

A type declares them as class attributes; the annotation says what the client gets:

    company: models.Contact | None = to_one("company_id")
    people: Connection[models.Contact] = to_many(find_contacts, Link("company_id"))

It names the row, for which the schema shows the type that `@node` declared: two nouns may point at each other.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from functools import cache
from typing import Annotated, Any

import strawberry
from strawberry.types import Info
from tortoise.models import Model

from db.sql.keyset_pages import Link, Listing, Sort, find_page, find_pages_under
from db.sql.loaders import rows_by_id
from db.sql.partial_rows import only_id
from db.sql.row_security import hides_rows
from schema.execution.batch import batch
from schema.execution.selections import from_selection
from schema.graph.at_most import AtMost
from schema.graph.filters import LONGEST_TEXT
from schema.graph.inputs import argument_values
from schema.graph.needs import Needs, field
from schema.graph.paging import (
    After,
    Before,
    Connection,
    Direction,
    First,
    Last,
    is_counted,
    reads_of_nodes,
    reads_of_rows,
    window_of,
)

Find = Callable[..., Listing[Any]]

SEARCH = "Finds by any part of a name, number, e-mail or telephone number; every word must occur."
MOST_SORTS = 10
ORDER = "The order, the most important first. The id decides between equals."


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


def to_many(
    find: Find,
    link: Link,
    *,
    where: Any = None,
    order: Any = None,
    sorts: dict[str, Sort] | None = None,
    reads: tuple[str, ...] = ("id",),
    options: dict[str, Any] | None = None,
) -> Any:
    """A page of the rows that hang below each parent: one statement per level, their number included.

    They hang below the id of the parent, or else below the first of the columns in `reads` that is not empty.
    `options` are further arguments, with their types, that `find` takes.
    """

    async def many(parents: list[Any], info: Info, **arguments: Any):  # the type stands at the field
        listing = _listing(find, sorts, arguments, options or {})
        window = window_of(info, listing, arguments)
        columns = from_selection(info, reads_of_nodes)
        keys = [_first_of(parent, reads) for parent in parents]
        pages = await find_pages_under(
            listing, link, keys, window, columns, counted=from_selection(info, is_counted)
        )
        return [Connection(page=pages[key]) for key in keys]

    resolver = _with_arguments(many, where, order, False, options or {})
    return strawberry.field(resolver=batch(resolver, reads=reads))


def list_of(
    find: Find,
    *,
    where: Any = None,
    order: Any = None,
    sorts: dict[str, Sort] | None = None,
    search: bool = False,
    needs: Needs,
) -> Any:
    """A page of all rows: a field of the query."""

    async def page(root: Any, info: Info, **arguments: Any):  # the type stands at the field
        listing = _listing(find, sorts, arguments)
        window = window_of(info, listing, arguments)
        return Connection(page=await find_page(listing, window, from_selection(info, reads_of_nodes)))

    return field(resolver=_with_arguments(page, where, order, search), needs=needs)


def _first_of(parent: Any, columns: tuple[str, ...]) -> Any:
    return next(value for column in columns if (value := getattr(parent, column)) is not None)


def _listing(
    find: Find, sorts: dict[str, Sort] | None, arguments: dict[str, Any], further: Iterable[str] = ()
) -> Listing[Any]:
    options = {name: arguments[name] for name in further if arguments.get(name)}
    if arguments.get("where"):
        options["where"] = argument_values(arguments["where"])
    if arguments.get("order_by"):
        options["order"] = tuple(_sort(sorts or {}, each) for each in arguments["order_by"])
    if arguments.get("search"):
        options["search"] = arguments["search"]
    return find(**options)


def _sort(sorts: dict[str, Sort], ordering: Any) -> Sort:
    sort = sorts[ordering.field.value]
    return Sort(sort.column, ordering.direction is Direction.DESC, sort.optional)


def _with_arguments(
    resolver: Any, where: Any, order: Any, search: bool, further: dict[str, Any] | None = None
) -> Any:
    """Give a resolver of `**arguments` the signature that a list with these filters has."""
    named = _annotations_of(where, order, search) | (further or {})
    fixed = [
        each for each in inspect.signature(resolver).parameters.values() if each.kind is not each.VAR_KEYWORD
    ]
    resolver.__signature__ = inspect.Signature(
        [
            *fixed,
            *(
                inspect.Parameter(
                    name, inspect.Parameter.KEYWORD_ONLY, default=strawberry.UNSET, annotation=kind
                )
                for name, kind in named.items()
            ),
        ]
    )
    resolver.__annotations__ = {each.name: each.annotation for each in fixed} | named
    return resolver


def _annotations_of(where: Any, order: Any, search: bool) -> dict[str, Any]:
    """The arguments of a list, in their order."""
    named: dict[str, Any] = {"first": First, "after": After, "last": Last, "before": Before}
    if search:
        named["search"] = Annotated[str | None, AtMost(LONGEST_TEXT), strawberry.argument(description=SEARCH)]
    if where is not None:
        named["where"] = Annotated[where | None, strawberry.argument(description="Only what matches.")]
    if order is not None:
        named["order_by"] = Annotated[
            Annotated[list[order], AtMost(MOST_SORTS)] | None, strawberry.argument(description=ORDER)
        ]
    return named
