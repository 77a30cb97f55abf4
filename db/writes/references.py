"""Rows that an input points at: they exist, and stay as they are until the transaction ends."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tortoise.models import Model

from db.errors import Path, Problems, not_found
from db.sql.lock_order import in_lock_order
from db.sql.rows import noun_of
from db.writes.locking import held_rows


async def check_references(
    references: Iterable[tuple[Path, type[Model], int | None]], problems: Problems
) -> dict[Path, Any]:
    """The rows that were pointed at, held so that no rule about them breaks before the work is done.

    One statement for each noun, in the one order of locks.
    """
    wanted = [reference for reference in references if reference[2] is not None]
    held = {
        model: await held_rows(model, [identity for _, each, identity in wanted if each is model])
        for model in in_lock_order(model for _, model, _ in wanted)
    }
    found: dict[Path, Any] = {}
    for path, model, identity in wanted:
        if identity in held[model]:
            found[path] = held[model][identity]
        else:
            problems.append(not_found(noun_of(model), identity, *path))
    return found
