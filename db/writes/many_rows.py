"""Taking many rows for one change: all of them under their locks, all or nothing, each at the revision expected."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from tortoise.models import Model

from db.errors import Code, Problems, not_found
from db.models.row import Row
from db.sql.rows import noun_of
from db.writes.locking import locked_rows, stale

R = TypeVar("R", bound=Row)
M = TypeVar("M", bound=Model)

MOST_ROWS = 1000
"""What a verb over many rows takes at once."""

Fault = tuple[Code, str]
"""What keeps a row from being changed: a code, and a sentence that says what to do."""

Revisions = Sequence[tuple[int, int]]
"""Ids of rows, each with the revision at which the caller saw it."""


async def locked_many(
    model: type[R],
    ids: Sequence[int],
    revisions: Revisions,
    problems: Problems,
    name: str,
    fault: Callable[[R], Fault | None] = lambda row: None,
) -> dict[int, R]:
    """The rows by their ids, locked, in the order in which they were named; who repeats an id means one row.

    Those that are missing, have a fault or have changed since are reported. `name` is the argument that names them.
    """
    if len(ids) > MOST_ROWS:
        problems.add(Code.OUT_OF_RANGE, f"Give at most {MOST_ROWS} at once.", name)
        problems.refuse_if_any()
    found = await locked_rows(model, ids)
    for identity, place in places_of(ids).items():
        if identity not in found:
            problems.append(not_found(noun_of(model), identity, name, place))
        elif wrong := fault(found[identity]):
            problems.add(*wrong, name, place)
    _check_revisions(found, frozenset(ids), revisions, problems)
    return {identity: found[identity] for identity in ids if identity in found}


def at_fault(wrong: Callable[[Any], bool], code: Code, message: str) -> Callable[[Any], Fault | None]:
    """What is wrong with the rows of which something holds."""
    return lambda row: (code, message) if wrong(row) else None


def places_of(ids: Sequence[int]) -> dict[int, str]:
    """Where each id stands first, as a part of a path."""
    places: dict[int, str] = {}
    for place, identity in enumerate(ids):
        places.setdefault(identity, str(place))
    return places


def in_order(rows: Mapping[int, M]) -> list[M]:
    """The rows by id."""
    return [rows[identity] for identity in sorted(rows)]


def _check_revisions(
    rows: Mapping[int, Row], named: frozenset[int], revisions: Revisions, problems: Problems
) -> None:
    for place, (identity, expected) in enumerate(revisions):
        path = ("expected_revisions", str(place))
        if identity not in named:
            message = "This is not among those to be changed. Name it there too, or leave it out here."
            problems.add(Code.INVALID, message, *path, "id")
        elif identity in rows and (problem := stale(rows[identity], expected, *path, "revision")):
            problems.append(problem)
