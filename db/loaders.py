"""One statement per batch of ids."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from tortoise.models import Model

from db import sql
from db.rows import as_models

M = TypeVar("M", bound=Model)


async def rows_by_id(model: type[M], ids: Iterable[int | None]) -> dict[int, M]:
    """The rows with these ids. Ids without a row are left out."""
    wanted = sorted({identity for identity in ids if identity is not None})
    if not wanted:
        return {}
    table = model._meta.db_table
    records = await sql.select(f'SELECT * FROM "{table}" WHERE id {sql.among("ids")}', ids=wanted)
    return {row.pk: row for row in as_models(model, records)}


async def count_under(model: type[Model], key: str, parents: Sequence[int]) -> dict[int, int]:
    """How many rows point at each parent. Parents without a row are left out."""
    table = model._meta.db_table
    records = await sql.select(
        f'SELECT "{key}" AS parent, count(*) AS n FROM "{table}" WHERE "{key}" {sql.among("parents")} GROUP BY "{key}"',
        parents=list(parents),
    )
    return {record["parent"]: record["n"] for record in records}
