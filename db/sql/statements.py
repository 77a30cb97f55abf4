"""Statements written once for both databases: named parameters, lists as one parameter, counted rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

import orjson

from db.engine.database import connection, dialect, is_postgres
from db.engine.statement_kinds import Kind, check_kind
from db.models.fields import to_stored_money
from db.sql.clauses import Clause
from db.sql.kept_texts import kept
from db.sql.lock_order import order_within
from db.sql.row_security import as_visible, is_restricted, visible

_MARK = re.compile(r"\?")
_PARAMETER = re.compile(r"(?<!:):([a-z_][a-z_0-9]*)")


async def select(text: str, **parameters: Any) -> list[dict[str, Any]]:
    """The rows of a SELECT with `:name` parameters, as far as the caller may see what it reads."""
    compiled, names = _for_reading(text, dialect())
    values = [_bound(parameters[name]) for name in names]
    if is_restricted():
        compiled, values = as_visible(compiled, values, dialect())
    return await connection().fetch_dicts(compiled, values)


async def select_one(text: str, **parameters: Any) -> dict[str, Any]:
    return (await select(text, **parameters))[0]


async def select_locking(
    table: str, condition: str, lock: str, *, columns: str = "*", limit: int | None = None, **parameters: Any
) -> list[dict[str, Any]]:
    """Rows of one table, as far as the caller may see them, locked in the one order (`db/sql/lock_order.py`)."""
    most = "" if limit is None else f"LIMIT {limit}"
    text, of_caller = _locking_text(table, condition, f"{most} {locking(lock)}", columns)
    return await _run_locking(text, parameters | of_caller)


async def lock_rows(table: str, condition: str, lock: str, **parameters: Any) -> None:
    """Likewise, without reading them, however many. On SQLite the transaction holds them already."""
    if not is_postgres():
        return
    text, of_caller = _locking_text(table, condition, locking(lock), "1")
    counting = f"SELECT count(*) AS n FROM ({text}) AS locked"
    await _run_locking(counting, parameters | of_caller)


def _locking_text(table: str, condition: str, end: str, columns: str) -> tuple[str, dict[str, Any]]:
    """The statement, and the parameter of what the caller may see."""
    seen, of_caller = visible(table)
    chosen = f"({condition}) AND ({seen})" if seen else condition
    return f'SELECT {columns} FROM "{table}" WHERE {chosen} ORDER BY {order_within(table)} {end}', of_caller


async def _run_locking(text: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    compiled, names = _for_locking(text, dialect())
    return await connection().fetch_dicts(compiled, [_bound(parameters[name]) for name in names])


async def records_of(text: str, values: list[Any]) -> Sequence[Any]:
    """The rows of a SELECT with `?` or `$1`, as far as the caller may see what it reads.

    They are as the driver gives them, for a reader that knows the place of each column.
    """
    _check_reads(text)
    if is_restricted():
        text, values = as_visible(text, values, dialect())
    return await connection().fetch_records(text, values)


async def change(text: str, **parameters: Any) -> int:
    """Run an INSERT, UPDATE or DELETE on every row that it means, whether the caller sees it or not.

    How many rows it touched. Nothing but the count leaves the database.
    """
    if is_postgres():
        counting = f"WITH touched AS ({text} RETURNING 1) SELECT count(*) AS n FROM touched"
        return (await change_returning(counting, **parameters))[0]["n"]
    await change_returning(text, **parameters)
    return (await select_one("SELECT changes() AS n"))["n"]


async def change_returning(text: str, **parameters: Any) -> list[dict[str, Any]]:
    """Likewise; the rows that it returns, seen or not."""
    compiled, names = _for_changing(text, dialect())
    return await connection().fetch_dicts(compiled, [_bound(parameters[name]) for name in names])


async def changed_records(text: str, values: list[Any]) -> Sequence[Any]:
    """Likewise, with `?` or `$1`, and as the driver gives them."""
    _check_changes(text)
    return await connection().fetch_records(text, values)


@kept(512)
def numbered(text: str, of_dialect: str) -> str:
    """A statement with `?` for its values, as the database wants them marked."""
    if of_dialect == "sqlite":
        return text
    place = count(1)
    return _MARK.sub(lambda _: f"${next(place)}", text)


def named(clause: Clause) -> tuple[str, dict[str, Any]]:
    """A condition with `?` for its values as one with parameters of their own, and what these are."""
    place = count()
    text = _MARK.sub(lambda _: f":value_{next(place)}", clause.text)
    return text, {f"value_{each}": value for each, value in enumerate(clause.values)}


def ids(identities: Sequence[int]) -> Any:
    """A list of ids as the one value that it travels as."""
    return list(identities) if is_postgres() else orjson.dumps(identities).decode()


def among(name: str) -> str:
    """The right side of a comparison with a list of ids that travels as one parameter."""
    if is_postgres():
        return f"= ANY(CAST(:{name} AS bigint[]))"
    return f"IN (SELECT value FROM json_each(:{name}))"


def any_id(term: str, identities: Sequence[int]) -> Clause:
    """A comparison with a list of ids as a condition: its text does not depend on how many there are."""
    chosen = "= ANY(CAST(? AS bigint[]))" if is_postgres() else "IN (SELECT value FROM json_each(?))"
    return Clause(f"{term} {chosen}", (ids(identities),))


def ordered(name: str) -> str:
    """A list of ids as a table `given(id, position)`."""
    if is_postgres():
        return f"unnest(CAST(:{name} AS bigint[])) WITH ORDINALITY AS given(id, position)"
    return f"(SELECT value AS id, key AS position FROM json_each(:{name})) AS given"


def locking(clause: str) -> str:
    """A clause such as FOR UPDATE. On SQLite none is needed: the transaction holds the only write lock."""
    return clause if is_postgres() else ""


def later(column: str, moment: str) -> str:
    """The later of two moments: what changed a row before may have begun after what changes it now."""
    if is_postgres():
        return f"GREATEST({column}, {moment})"
    return f"max({column}, {moment})"


def differs_from(name: str) -> str:
    """The right side of a comparison in which null differs from every value but null."""
    return f"IS DISTINCT FROM :{name}" if is_postgres() else f"IS NOT :{name}"


def same_as(expression: str) -> str:
    """The right side of a comparison in which null equals null, and nothing else."""
    return f"IS NOT DISTINCT FROM {expression}" if is_postgres() else f"IS {expression}"


Compiled = tuple[str, tuple[str, ...]]
"""A statement as the driver takes it, and the names of its parameters in their order."""


def _compiler(*allowed: Kind) -> Callable[[str, str], Compiled]:
    """Compiles what the database was not given before, and looks first whether it is of an allowed kind."""

    @kept(512)
    def compiled(text: str, of_dialect: str) -> Compiled:
        check_kind(text, *allowed)
        return _compiled(text, of_dialect)

    return compiled


_for_reading = _compiler(Kind.READING)
_for_locking = _compiler(Kind.READING, Kind.LOCKING)
_for_changing = _compiler(Kind.CHANGING)


@kept(512)
def _check_reads(text: str) -> None:
    check_kind(text, Kind.READING)


@kept(512)
def _check_changes(text: str) -> None:
    check_kind(text, Kind.CHANGING)


def _compiled(text: str, of_dialect: str) -> Compiled:
    found = _PARAMETER.findall(text)
    if of_dialect == "sqlite":
        return _PARAMETER.sub("?", text), tuple(found)
    names = tuple(dict.fromkeys(found))
    return _PARAMETER.sub(lambda match: f"${names.index(match[1]) + 1}", text), names


def _bound(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    if isinstance(value, Decimal):
        return to_stored_money(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return list(value) if is_postgres() else orjson.dumps(list(value)).decode()
    return value


def as_moment(value: Any) -> Any:
    """A moment out of an expression: SQLite gives the text that it keeps."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


HALF = 100_000_000


def exact_sum(column: str) -> str:
    """The sum of a column of whole numbers, however great it is: SQLite refuses what needs more than 64 bits."""
    if is_postgres():
        return f"COALESCE(sum({column}), 0)"
    halves = (f"COALESCE(sum({column} {operator} {HALF}), 0)" for operator in "/%")
    return " || ' ' || ".join(halves)


def as_whole(value: Any) -> int:
    """A whole number out of `exact_sum`."""
    if not isinstance(value, str):
        return int(value)
    high, low = map(int, value.split())
    return high * HALF + low


def as_day(value: Any) -> Any:
    """A day out of an expression, likewise."""
    return date.fromisoformat(value) if isinstance(value, str) else value
