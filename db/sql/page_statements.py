"""The statements behind pages: their text depends on the shape of a page alone, so it is written once."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import NamedTuple

from tortoise.models import Model

from db.sql.kept_texts import kept
from db.sql.listings import Link, Sort, ordered_by
from db.sql.statements import numbered


class Shape(NamedTuple):
    """All of a page that its statement shows; what is left are values."""

    model: type[Model]
    criterion: str
    order: tuple[Sort, ...]
    columns: tuple[str, ...]
    backward: bool
    after: bool
    before: bool
    link: Link | None = None
    counted: bool = False

    @property
    def table(self) -> str:
        return self.model._meta.db_table


@kept(512, text_of=attrgetter("criterion"))
def text_of_a_page(shape: Shape, dialect: str) -> str:
    return numbered(_page(shape, _selected(shape, shape.table)), dialect)


@kept(512, text_of=attrgetter("criterion"))
def text_of_pages_under(shape: Shape, dialect: str) -> str:
    """A page under each parent; the last two columns are the parent's id and, if `counted`, the count below it.

    PostgreSQL looks into the index once per parent (`LATERAL`); SQLite has no lateral join and picks each
    parent's rows by a correlated subquery. A window function would read every child of every parent.
    """
    head, parents, join, total = "", given_parents("parent", dialect), "JOIN", "NULL"
    if shape.counted:
        counts = counts_under(shape.table, shape.criterion, shape.link, dialect)
        head, parents, join, total = (
            f"WITH parent AS MATERIALIZED ({counts}) ",
            "parent",
            "LEFT JOIN",
            "parent.n",
        )
    if dialect == "postgres":
        page = f"LATERAL ({_page(shape, _selected(shape, shape.table))}) AS page ON TRUE"
    else:
        page = f'"{shape.table}" AS page ON page.id IN ({_page(shape, "id")})'
    return numbered(
        f"{head}SELECT {_selected(shape, 'page')}, parent.id, {total} FROM {parents} {join} {page}"
        f" ORDER BY parent.id, {ordered_by(shape.order, 'page', backward=shape.backward)}",
        dialect,
    )


def counts_under(
    table: str, criterion: str, link: Link | None, dialect: str, *, is_limited: bool = False
) -> str:
    """`id` and `n`: each given parent and the number of rows below it (or the limit), once per parent."""
    assert link is not None
    counted = f'"{table}" WHERE {criterion} AND {link.below("given.id")}'
    if is_limited:
        counted = f"(SELECT 1 FROM {counted} LIMIT ?) AS counted"
    return f"SELECT given.id, (SELECT count(*) FROM {counted}) AS n FROM {given_parents('given', dialect)}"


def given_parents(name: str, dialect: str) -> str:
    """A list of ids that travels as one value, as a table of that name."""
    if dialect == "postgres":
        return f"unnest(CAST(? AS bigint[])) AS {name}(id)"
    return f"(SELECT value AS id FROM json_each(?)) AS {name}"


def _page(shape: Shape, selected: str) -> str:
    """One row more than the page holds tells whether there is another page."""
    conditions = [shape.criterion]
    if shape.link is not None:
        conditions.append(shape.link.below("parent.id"))
    if shape.after:
        conditions.append(beyond(shape.order, shape.table, forward=True))
    if shape.before:
        conditions.append(beyond(shape.order, shape.table, forward=False))
    order = ordered_by(shape.order, shape.table, backward=shape.backward)
    return f'SELECT {selected} FROM "{shape.table}" WHERE {" AND ".join(conditions)} ORDER BY {order} LIMIT ?'


def beyond(order: Sequence[Sort], table: str, *, forward: bool) -> str:
    """Rows after (or before) a place, with the leading bound repeated: without it no index is used."""
    condition = term = sign = ""
    for sort in reversed(order):
        term, sign = sort.term(table), "<" if sort.descending == forward else ">"
        condition = f"({term} {sign} ? OR ({term} = ? AND {condition}))" if condition else f"{term} {sign} ?"
    return f"{term} {sign}= ? AND {condition}"  # the last one above is the leading one


def _selected(shape: Shape, table: str) -> str:
    columns = shape.model._meta.fields_db_projection
    return ", ".join(f'"{table}"."{columns[name]}"' for name in shape.columns)
