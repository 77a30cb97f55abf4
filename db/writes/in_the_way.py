"""What is in the way of a verb: the row that has a key already, and the rows that name the one which is to go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tortoise.models import Model

from db.errors import MOST_PROBLEMS, Code, KeyTaken, Problems, StillUsed, Users
from db.sql import statements
from db.sql.row_security import seeing_all
from db.sql.rows import as_models, has_row, present

MOST_SHOWN = 10
"""How many of the rows that use another one an error shows."""
MOST_COUNTED = 10_000
"""How far they are counted."""


async def check_free(
    model: type[Model], key: Mapping[str, Any], problems: Problems, message: str, *path: str
) -> None:
    """Report a key that a row has already, seen by the caller or not; an answer shows it only if it is seen."""
    with seeing_all():
        existing = await model.filter(**key).first()
    if existing is not None:
        problems.append(KeyTaken(Code.NOT_UNIQUE, message, path, existing=existing))


async def check_unused(
    row: Model, naming: Mapping[Any, str], problems: Problems, message: str, *path: str
) -> None:
    """Report rows of any of these models that name a row in this column, seen by the caller or not."""
    for model, column in naming.items():
        if await has_row(model, **{column: row.pk}):
            by = [await users_of_one(each, at, row.pk) for each, at in naming.items()]
            problems.append(StillUsed(Code.IN_USE, message, path, by=by))
            return


async def users_of_one(model: type[Model], column: str, identity: int, condition: str = "TRUE") -> Users:
    """The rows that name another one in a column, as far as the caller sees them."""
    found = await users_of(model, column, [identity], condition)
    return found.get(identity, Users(model))


async def users_of(
    model: type[Model], column: str, ids: Sequence[int], condition: str = "TRUE"
) -> dict[int, Users]:
    """The same for many rows, by the id of each that is named: one statement."""
    table = model._meta.db_table
    named = f"{column} {statements.among('ids')} AND {present(model)} AND {condition}"
    return await users_in(model, f"SELECT *, {column} AS used FROM {table} WHERE {named}", ids)


async def users_in(model: type[Model], source: str, ids: Sequence[int]) -> dict[int, Users]:
    """The same for rows of a SELECT over `:ids`, which says in its column `used` whom each of them uses."""
    records = await statements.select(
        f"""
        SELECT * FROM (
            SELECT *, row_number() OVER (PARTITION BY used ORDER BY id) AS nth,
                count(*) OVER (PARTITION BY used) AS in_all
            FROM ({source} LIMIT {MOST_COUNTED}) AS users
        ) AS counted
        WHERE nth <= {MOST_SHOWN} ORDER BY used, id
        """,
        ids=list(ids)[:MOST_PROBLEMS],
    )
    found: dict[int, Users] = {}
    for record in records:
        users = found.setdefault(record["used"], Users(model, count=record["in_all"]))
        users.rows.extend(as_models(model, [record]))
    return found


def together(users: Iterable[Users]) -> list[Users]:
    """Those of several rows as one, for each model."""
    joined: dict[type[Model], Users] = {}
    for each in users:
        of_model = joined.setdefault(each.model, Users(each.model))
        known = {row.pk for row in of_model.rows}
        of_model.rows.extend([row for row in each.rows if row.pk not in known][: MOST_SHOWN - len(known)])
        of_model.count += each.count
    return list(joined.values())
