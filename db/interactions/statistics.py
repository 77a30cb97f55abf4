"""Statistics of the interactions of a contact, a template or a segment, computed when they are queried.

Nothing is kept beside the entries, so there is nothing to mend when they are canceled, restored or moved: one
statement sees one state of the log, in which an entry counts or does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from db.models import Contact, ContactKind
from db.models.fields import from_stored_money
from db.sql import statements


class Range(NamedTuple):
    """A range of moments: the start is included, the end is not; None leaves it open."""

    start: datetime | None = None
    end: datetime | None = None


EVER = Range()


@dataclass
class InteractionStatistics:
    """Of logged entries only: canceled and postponed ones count nowhere."""

    interaction_count: int = 0
    failed_attempt_count: int = 0
    total_cost: Decimal = Decimal(0)
    total_duration_minutes: Decimal = Decimal(0)
    last_interaction_at: datetime | None = None
    last_attempt_at: datetime | None = None


S = TypeVar("S", bound=InteractionStatistics)


class Amount(NamedTuple):
    """How one figure is computed: the columns it needs, the SQL expression over them, and its value in Python."""

    columns: tuple[str, ...]
    expression: Callable[[], str]
    value: Callable[[Any], Any]


AMOUNTS = {
    "interaction_count": Amount((), lambda: "count(*)", int),
    "failed_attempt_count": Amount(
        ("attempt_failed",), lambda: "sum(CASE WHEN attempt_failed THEN 1 ELSE 0 END)", int
    ),
    "total_cost": Amount(
        ("cost",),
        lambda: statements.exact_sum("cost"),
        lambda added: from_stored_money(statements.as_whole(added)),
    ),
    "total_duration_minutes": Amount(
        ("duration_minutes",), lambda: "COALESCE(sum(duration_minutes), 0)", lambda added: Decimal(int(added))
    ),
    "last_interaction_at": Amount(
        ("attempt_failed", "occurred_at"),
        lambda: "max(CASE WHEN NOT attempt_failed THEN occurred_at END)",
        statements.as_moment,
    ),
    "last_attempt_at": Amount(
        ("initiated_by", "occurred_at"),
        lambda: "max(CASE WHEN initiated_by = 'US' THEN occurred_at END)",
        statements.as_moment,
    ),
}
ALL = frozenset(AMOUNTS)


async def statistics_by(
    column: str,
    ids: Sequence[int],
    amounts: frozenset[str] = ALL,
    during: Range = EVER,
    *,
    kind: type[S] = InteractionStatistics,
    known: Mapping[str, Amount] = AMOUNTS,
) -> dict[int, S]:
    """The statistics of each row that a column of the log points at: one statement, none without ids or amounts.

    A noun with figures of its own passes the class that holds them, and in `known` how all of them are computed.
    """
    return await _statistics([Branch(column, ids)], amounts, during, kind, known)


async def statistics_of_contacts(
    contacts: Iterable[Contact], amounts: frozenset[str] = ALL, during: Range = EVER
) -> dict[int, InteractionStatistics]:
    """The same for contacts. Those of a company include all entries of its people that count towards it."""
    return await _statistics(branches_of_contacts(contacts), amounts, during, InteractionStatistics, AMOUNTS)


class Branch(NamedTuple):
    """Entries that a column assigns to some parents."""

    column: str
    ids: Sequence[int]
    parameter: str = "parents"
    only: str = "TRUE"

    def text(self, columns: Iterable[str], during: Range) -> str:
        """The entries that count, each with its parent."""
        conditions = [f"{self.column} {statements.among(self.parameter)}", "status = 'LOGGED'"]
        conditions += [self.only] if self.only != "TRUE" else []
        conditions += ["occurred_at >= :start"] if during.start else []
        conditions += ["occurred_at < :end"] if during.end else []
        selected = ", ".join([f"{self.column} AS parent", *columns])
        return f"SELECT {selected} FROM interaction WHERE {' AND '.join(conditions)}"


def branches_of_contacts(contacts: Iterable[Contact]) -> list[Branch]:
    """The entries of people, and those of companies with all that their people count towards them."""
    people: list[int] = []
    companies: list[int] = []
    for contact in contacts:
        (companies if contact.kind is ContactKind.COMPANY else people).append(contact.id)
    return [
        Branch("contact_id", people, "people"),
        Branch("company_id", companies, "companies"),
        # Entries that have a company as their contact but do not count towards it: from when it was a person, or
        # of a deleted person who belonged to another company then.
        Branch("contact_id", companies, "companies", "COALESCE(company_id, 0) <> contact_id"),
    ]


async def _statistics(
    branches: Sequence[Branch],
    amounts: frozenset[str],
    during: Range,
    kind: type[S],
    known: Mapping[str, Amount],
) -> dict[int, S]:
    nonempty = [branch for branch in branches if branch.ids]
    found = {identity: kind() for branch in nonempty for identity in branch.ids}
    if not nonempty or not amounts:
        return found
    names = sorted(amounts)
    columns = sorted({column for name in names for column in known[name].columns})
    figures = ", ".join(f"{known[name].expression()} AS {name}" for name in names)
    entries = " UNION ALL ".join(branch.text(columns, during) for branch in nonempty)
    given: Mapping[str, Any] = {branch.parameter: branch.ids for branch in nonempty}
    records = await statements.select(
        f"SELECT parent, {figures} FROM ({entries}) AS entry GROUP BY parent",
        **given, start=during.start, end=during.end,
    )  # fmt: skip
    for record in records:
        values = {name: known[name].value(record[name]) for name in names}
        found[record["parent"]] = kind(**values)
    return found
