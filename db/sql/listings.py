"""Lists before they are cut into pages: which rows, in which order, below which parents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Generic, NamedTuple, TypeVar

from tortoise import fields
from tortoise.models import Model

from db.sql.clauses import Clause

M = TypeVar("M", bound=Model)

LATEST = datetime(9999, 12, 31, tzinfo=UTC)
"""Where a row without a moment stands in a list by moments: after all others."""
LAST_DAY = date(9999, 12, 30)
"""And in a list by days. asyncpg takes the very last day for infinity."""
NO_TEXT = ""
"""Where a row without a text stands in a list by texts: before all others."""


INTEGER, BIGINT = range(-(2**31), 2**31), range(-(2**63), 2**63)
"""The numbers of the two kinds of columns that there are."""


class Sort(NamedTuple):
    """One column of an order; `instead` is where a row without a value stands: `LATEST`, `LAST_DAY` or `NO_TEXT`."""

    column: str
    descending: bool = False
    instead: datetime | date | str | None = None

    def term(self, table: str) -> str:
        column = f'"{table}"."{self.column}"'
        return column if self.instead is None else f"COALESCE({column}, '{self.instead}')"

    def value(self, row: Model) -> Any:
        value = getattr(row, self.column)
        return self.instead if value is None else value


class Link(NamedTuple):
    """How rows hang below a parent: by a key column of their own, or by one of a table in between."""

    key: str
    through: str | None = None
    pointing: str = ""
    only: str = "TRUE"
    """What else must hold of the row in between."""

    def below(self, parent: str) -> str:
        """The condition, with the parent's id as it stands in the statement."""
        if self.through is None:
            return f'"{self.key}" = {parent}'
        return f'"id" IN (SELECT "{self.pointing}" FROM "{self.through}" WHERE "{self.key}" = {parent} AND {self.only})'


class Window(NamedTuple):
    """Which part of a list: so many rows from the front or the back, between two places."""

    size: int
    backward: bool = False
    after: tuple[Any, ...] | None = None
    before: tuple[Any, ...] | None = None


@dataclass(frozen=True, eq=False)
class Listing(Generic[M]):
    model: type[M]
    criterion: Clause
    sorts: tuple[Sort, ...]

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def order(self) -> tuple[Sort, ...]:
        """The order that is wanted, made total by the id."""
        if self.sorts[-1].column == "id":
            return self.sorts
        return (*self.sorts, Sort("id", descending=self.sorts[-1].descending))

    def kind_of(self, column: str) -> type:
        """The type of the values that a column of the order holds."""
        return self.model._meta.fields_map[column].field_type

    def range_of(self, column: str) -> range:
        """The numbers that a column of the order can hold."""
        return INTEGER if type(self.model._meta.fields_map.get(column)) is fields.IntField else BIGINT

    def place(self, row: Model) -> tuple[Any, ...]:
        return tuple(sort.value(row) for sort in self.order)

    def under(self, link: Link, parent: int) -> Listing[M]:
        return Listing(self.model, self.criterion & Clause(link.below("?"), (parent,)), self.sorts)


def ordered_by(order: Sequence[Sort], table: str, *, backward: bool) -> str:
    return ", ".join(
        f"{sort.term(table)} {'DESC' if sort.descending != backward else 'ASC'}" for sort in order
    )
