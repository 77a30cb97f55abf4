"""Rows of a statement as the models that they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from pypika_tortoise.queries import Table
from tortoise.models import Model

from db.engine.database import connection
from db.sql.row_security import decided, seeing_all

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
    columns = list(rows[0])
    table = Table(model._meta.db_table)
    statement = connection().query_class.into(table).columns(*columns)
    for row in rows:
        statement = statement.insert(*(named[column].to_db_value(row[column], model) for column in columns))
    written = await connection().fetch_dicts(*statement.returning("*").get_parameterized_sql())
    return sorted(as_models(model, written), key=lambda row: row.pk)


def noun_of(model: type[Model]) -> str:
    return model._meta.db_table.replace("_", " ")


def present(model: type[Model]) -> str:
    """The condition that readers add: some rows are removed, and only kept to be brought back."""
    return getattr(model, "not_removed", "TRUE")
