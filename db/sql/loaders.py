"""One statement per batch of ids."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TypeVar

from tortoise.models import Model

from db.engine.database import dialect
from db.sql import statements
from db.sql.partial_rows import columns_of, light_rows
from db.sql.row_security import hides_rows
from db.sql.rows import as_models, present

M = TypeVar("M", bound=Model)


async def rows_by_id(
    model: type[M], ids: Iterable[int | None], columns: frozenset[str] | None = None
) -> dict[int, M]:
    """The rows with these ids: whole models, or light rows with these columns. Ids without a row are left out."""
    wanted = sorted({identity for identity in ids if identity is not None})
    if not wanted:
        return {}
    if columns is None:
        table = model._meta.db_table
        text = f'SELECT * FROM "{table}" WHERE id {statements.among("ids")} AND {present(model)}'
        records = await statements.select(text, ids=wanted)
        return {row.pk: row for row in as_models(model, records)}
    return await rows_by_key(model, "id", wanted, columns)


async def only_seen(row: M | None) -> M | None:
    """A row that a rule has read, if the caller may see it."""
    if row is None or not hides_rows(type(row)):
        return row
    return (await rows_by_id(type(row), [row.pk])).get(row.pk)


async def rows_by_key(
    model: type[M], key: str, values: Sequence[int], columns: frozenset[str] | None
) -> dict[int, M]:
    """Light rows by a column of numbers that no two of them share. Values without a row are left out."""
    read = columns_of(model, columns, ("id", key))
    found = await statements.records_of(_text(model, key, read, dialect()), [statements.ids(values)])
    place = read.index(key)
    return {record[place]: row for record, row in zip(found, light_rows(model, read, found), strict=True)}


@lru_cache(maxsize=1024)
def _text(model: type[Model], key: str, columns: tuple[str, ...], of_dialect: str) -> str:
    known = model._meta.fields_db_projection
    selected = ", ".join(f'"{known[name]}"' for name in columns)
    chosen = (
        "= ANY(CAST($1 AS bigint[]))" if of_dialect == "postgres" else "IN (SELECT value FROM json_each(?))"
    )
    return (
        f'SELECT {selected} FROM "{model._meta.db_table}" WHERE "{known[key]}" {chosen} AND {present(model)}'
    )


async def count_under(model: type[Model], key: str, parents: Sequence[int]) -> dict[int, int]:
    """How many rows point at each parent. Parents without a row are left out."""
    table = model._meta.db_table
    records = await statements.select(
        f'SELECT "{key}" AS parent, count(*) AS n FROM "{table}"'
        f' WHERE "{key}" {statements.among("parents")} AND {present(model)} GROUP BY "{key}"',
        parents=list(parents),
    )
    return {record["parent"]: record["n"] for record in records}
