"""Rows that an input points at: they exist, and stay as they are until the transaction ends."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tortoise.models import Model

from db.errors import Path, Problems, not_found
from db.sql.rows import noun_of
from db.writes.locking import held_rows


async def check_references(
    references: Iterable[tuple[Path, type[Model], int | None]], problems: Problems
) -> dict[Path, Any]:
    """The rows that were pointed at, held so that no rule about them breaks before the work is done.

    One statement for each noun.
    """
    wanted = [reference for reference in references if reference[2] is not None]
    found: dict[Path, Any] = {}
    for model in dict.fromkeys(model for _, model, _ in wanted):
        rows = await held_rows(model, [identity for _, each, identity in wanted if each is model])
        for path, each, identity in wanted:
            if each is model and identity in rows:
                found[path] = rows[identity]
            elif each is model:
                problems.append(not_found(noun_of(model), identity, *path))
    return found
