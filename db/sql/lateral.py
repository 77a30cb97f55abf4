"""A short list for each of many parents in one statement (LATERAL), where it is no plain page of a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from db.engine.database import is_postgres
from db.sql import statements

GIVEN_IDS = "given_ids"
"""The parameter for the ids of `parents_given`."""


def parents_given() -> str:
    """A list of ids as the table `parent(id)`."""
    if is_postgres():
        return f"unnest(CAST(:{GIVEN_IDS} AS bigint[])) AS parent(id)"
    return f"(SELECT value AS id FROM json_each(:{GIVEN_IDS})) AS parent"


def contacts_given(*columns: str) -> str:
    """The contacts with the ids of a list as the table `parent`, with these columns of theirs besides the id."""
    named = ", ".join(f"contact.{column}" for column in ("id", *columns))
    return f"(SELECT {named} FROM {parents_given()} JOIN contact ON contact.id = parent.id) AS parent"


async def lists_per_parent(
    parents: str, listed: str, columns: Sequence[str], **values: Any
) -> list[tuple[int, list[Any]]]:
    """The id of a parent with the values of a row that is listed for it, in the order of each list.

    `listed` is a SELECT that ends in ORDER BY and LIMIT and may look at `parent`. PostgreSQL runs it for each
    parent (`LATERAL`); SQLite has no such join and gives each list as one value.
    """
    named = ", ".join(f"item.{column}" for column in columns)
    if is_postgres():
        text = f"SELECT parent.id AS parent, {named} FROM {parents} CROSS JOIN LATERAL ({listed}) AS item"
        records = await statements.select(text, **values)
        return [(each["parent"], [each[column] for column in columns]) for each in records]
    items = f"SELECT json_group_array(json_array({named})) FROM ({listed}) AS item"
    records = await statements.select(
        f"SELECT parent.id AS parent, ({items}) AS items FROM {parents}", **values
    )
    return [(each["parent"], item) for each in records for item in orjson.loads(each["items"])]
