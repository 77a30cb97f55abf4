"""The audit log: an entry for each action, written with what it did."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from itertools import islice
from typing import Any

import orjson

from db.callers import SCOPES_OF, Caller, CallerKind, Role
from db.engine.database import dialect
from db.sql.statements import changed_records, numbered
from db.writes.results import did_something, named_rows
from db.writes.write_context import Write, writing

MOST_SUBJECTS = 100


COMMAND_LINE = Caller(CallerKind.LOCAL, "cli", "command line", Role.ADMIN, SCOPES_OF[Role.ADMIN])
"""Whoever runs a command of `touchbase`."""


COLUMNS = (
    "happened_at", "action", "subject", "subjects", "caller_kind", "caller", "caller_name",
    "ip_address", "request_id", "operation_name",
)  # fmt: skip


async def record(write: Write, answer: Any) -> None:
    """Keep that a write happened, unless it changed nothing. Values that were given are not kept."""
    if did_something(answer):
        await changed_records(insertion_of_one(dialect()), entry_values(write, named_rows(answer)))


def run_as_command(action: str, now: datetime) -> None:
    """From here on this task works for whoever runs a command: what its verb does leaves an entry with this action."""
    writing.set(Write(action, COMMAND_LINE, now))


async def record_command(action: str, now: datetime) -> None:
    """Keep that somebody at the command line changed many rows: one entry, however many they are."""
    await changed_records(insertion_of_one(dialect()), entry_values(Write(action, COMMAND_LINE, now), ()))


def entry_values(write: Write, named: Iterable[tuple[str, int]]) -> list[Any]:
    """What stands in the columns. Names that a client chose are cut where the column ends."""
    subjects = [f"{noun}:{number}" for noun, number in islice(dict.fromkeys(named), MOST_SUBJECTS)]
    caller = write.caller
    return [
        write.now.astimezone(UTC),
        write.action,
        subjects[0] if subjects else None,
        orjson.dumps(subjects).decode(),
        caller.kind.value,
        caller.identity[:300],
        caller.name[:200],
        write.address and write.address[:64],
        write.request_id[:100],
        write.operation_name and write.operation_name[:200],
    ]


def insertion_for(changed: str) -> str:
    """An entry for each row of `changed`, as a part of the statement that changes it; on PostgreSQL."""
    values = ", ".join(["CAST(? AS timestamptz)", *["?"] * (len(COLUMNS) - 1)])
    return f"INSERT INTO audit_entry ({', '.join(COLUMNS)}) SELECT {values} FROM {changed}"


@cache
def insertion_of_one(of_dialect: str) -> str:
    marks = ", ".join(["?"] * len(COLUMNS))
    return numbered(f"INSERT INTO audit_entry ({', '.join(COLUMNS)}) VALUES ({marks})", of_dialect)
