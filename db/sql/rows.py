"""Rows of a statement as the models that they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

import orjson
from tortoise.models import Model

from db.engine.database import dialect, is_postgres
from db.sql.row_security import decided, seeing_all
from db.sql.statements import change_returning

M = TypeVar("M", bound=Model)


def as_models(model: type[M], records: Iterable[Mapping[str, Any]]) -> list[M]:
    """Records that hold every column of the model; further columns are left aside."""
    columns = model._meta.db_fields
    return [model._init_from_db(**{name: record[name] for name in columns}) for record in records]


async def insert_row(model: type[M], **values: Any) -> M:
    """A new row. Whoever makes it knows it, so nothing is asked about what the caller sees."""
    with decided():
        return await model.create(**values)


async def save_row(row: Model, *columns: str) -> None:
    """Write columns of a row that was locked for the caller, and so seen."""
    with decided():
        await row.save(update_fields=columns)


async def delete_row(row: Model) -> None:
    """Delete a row that was locked for the caller, and so seen."""
    with decided():
        await row.delete()


async def has_row(model: type[Model], **values: Any) -> bool:
    """Whether some row has these values, seen by the caller or not: for rules, which hold for all rows."""
    with seeing_all():
        return await model.filter(**values).exists()


async def insert_rows(model: type[M], rows: list[dict[str, Any]]) -> list[M]:
    """Insert many rows in one statement, and give them back with their ids, in the order given."""
    if not rows:
        return []
    named = model._meta.fields_map
    columns = tuple(rows[0])
    cells = [[named[column].to_db_value(row[column], model) for column in columns] for row in rows]
    written = await change_returning(_insertion(model, columns, dialect()), **_given(columns, cells))
    return sorted(as_models(model, written), key=lambda row: row.pk)


@lru_cache(maxsize=256)
def _insertion(model: type[Model], columns: tuple[str, ...], of_dialect: str) -> str:
    """The text depends on the columns alone: PostgreSQL is given each of them as an array, SQLite all as JSON."""
    table, names = model._meta.db_table, ", ".join(columns)
    if of_dialect == "postgres":
        arrays = ", ".join(f"CAST(:{each} AS {_element_of(model, each)}[])" for each in columns)
        given = f"unnest({arrays}) WITH ORDINALITY AS given({names}, position_given)"
        return (
            f'INSERT INTO "{table}" ({names}) SELECT {names} FROM {given} ORDER BY position_given RETURNING *'
        )
    cells = ", ".join(f"value->>{place}" for place in range(len(columns)))
    return f'INSERT INTO "{table}" ({names}) SELECT {cells} FROM json_each(:given) ORDER BY key RETURNING *'


def _element_of(model: type[Model], column: str) -> str:
    kind = model._meta.fields_map[column].get_for_dialect("postgres", "SQL_TYPE")
    return "text" if kind.startswith(("VARCHAR", "TEXT")) else kind


def _given(columns: tuple[str, ...], cells: list[list[Any]]) -> dict[str, Any]:
    if is_postgres():
        return {column: [row[place] for row in cells] for place, column in enumerate(columns)}
    written = orjson.dumps(cells, default=_as_kept, option=orjson.OPT_PASSTHROUGH_DATETIME)
    return {"given": written.decode()}


def _as_kept(value: Any) -> str:
    """Moments and days, as SQLite keeps them."""
    return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()


def noun_of(model: type[Model]) -> str:
    return model._meta.db_table.replace("_", " ")


def present(model: type[Model]) -> str:
    """The condition that readers add: some rows are removed, and only kept to be brought back."""
    return getattr(model, "not_removed", "TRUE")
