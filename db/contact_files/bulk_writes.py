"""Writing many contacts in one statement: each column of all rows is one parameter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from tortoise import fields
from tortoise.exceptions import IntegrityError

from db.engine.database import is_postgres
from db.errors import TransactionOvertaken
from db.models import Contact
from db.sql import statements

_TYPES = (
    (fields.BigIntField, "bigint"),
    (fields.IntField, "int"),
    (fields.BooleanField, "boolean"),
    (fields.DatetimeField, "timestamptz"),
)


_STAMPS = ("id", "revision", "created_at", "updated_at")


@cache
def column_types() -> dict[str, str]:
    """Every column of the table, so that one that is added later is written too."""
    return {column: _type_of(column) for column in sorted(Contact._meta.db_fields)}


@cache
def written_columns() -> tuple[str, ...]:
    """The columns that an import writes: all but id, revision and moments."""
    return tuple(column for column in column_types() if column not in _STAMPS)


def blank_contact() -> dict[str, Any]:
    """The default value of every column."""
    return {column: Contact._meta.fields_map[column].default for column in written_columns()}


def given_table(columns: Iterable[str]) -> str:
    """Python values as a table `given`; its parameters come from `given_values` with the same columns."""
    if is_postgres():
        arrays = ", ".join(f"CAST(:{column} AS {column_types()[column]}[])" for column in columns)
        return f"unnest({arrays}) AS given({', '.join(columns)})"
    cells = ", ".join(f"value->>{place} AS {column}" for place, column in enumerate(columns))
    return f"(SELECT {cells} FROM json_each(:given)) AS given"


def given_values(columns: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    cells = [[row.get(column) for column in columns] for row in rows]
    if not is_postgres():
        return {"given": cells}
    return {column: [row[place] for row in cells] for place, column in enumerate(columns)}


def among_texts(name: str) -> str:
    """The right side of a comparison with a list of texts that travels as one parameter."""
    if is_postgres():
        return f"= ANY(CAST(:{name} AS text[]))"
    return f"IN (SELECT value FROM json_each(:{name}))"


async def insert_contacts(rows: list[dict[str, Any]], now: datetime) -> None:
    if not rows:
        return
    columns = ", ".join(written_columns())
    moment = f"CAST(:now AS {'timestamptz' if is_postgres() else 'text'})"
    await _write(
        f"""
        INSERT INTO contact (revision, created_at, updated_at, {columns})
        SELECT 1, {moment}, {moment}, {columns} FROM {given_table(written_columns())}
        """,
        now=now, **given_values(written_columns(), rows),
    )  # fmt: skip


async def update_contacts(rows: list[dict[str, Any]], now: datetime) -> None:
    if not rows:
        return
    columns = ("id", *written_columns())
    changes = ", ".join(f"{column} = given.{column}" for column in written_columns())
    await _write(
        f"""
        UPDATE contact SET revision = contact.revision + 1, updated_at = :now, {changes}
        FROM {given_table(columns)} WHERE contact.id = given.id
        """,
        now=now, **given_values(columns, rows),
    )  # fmt: skip


async def _write(statement: str, **parameters: Any) -> None:
    """Run the statement; the transaction is tried again if somebody else took a number or an external id meanwhile."""
    try:
        await statements.change_returning(statement, **parameters)
    except IntegrityError as error:
        raise TransactionOvertaken from error


def _type_of(column: str) -> str:
    of = Contact._meta.fields_map[column]
    return next((name for kind, name in _TYPES if isinstance(of, kind)), "text")


async def alike(key: str, rows: list[dict[str, Any]]) -> dict[int, int]:
    """For each row, by its line (in "id"), the first contact with the same key and every other value of the row."""
    columns = list(dict.fromkeys(["id", key, *(name for each in rows for name in each)]))
    same = " AND ".join(f"(given.{name} IS NULL OR contact.{name} = given.{name})" for name in columns[2:])
    found = await statements.select(
        f"""
        SELECT given.id AS line, min(contact.id) AS id
        FROM {given_table(columns)} JOIN contact ON contact.{key} = given.{key}
        WHERE {same} GROUP BY given.id
        """,
        **given_values(columns, rows),
    )
    return {each["line"]: each["id"] for each in found}
