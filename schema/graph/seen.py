"""What payloads show of rows: they are read once more, through the same door as what a query shows.

A verb gives rows as it locked, wrote or changed them, with columns that its caller may not see. None of them leaves:
each is looked up anew, as a query would, and what the caller does not see is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from copy import copy
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, TypeVar

from tortoise.models import Model

from db.callers import Caller
from db.sql.loaders import rows_by_id
from db.sql.row_security import hides_rows
from schema.graph.enums import Scope
from schema.graph.ids import MODELS, NOUNS, TYPES
from schema.graph.needs import needs_of

T = TypeVar("T")

Seen = Mapping[type[Model], Mapping[int, Model]]
"""What the caller sees of the rows of an answer, for each model of which rows may be hidden."""


def missing_to_read(caller: Caller, noun: str) -> Scope | None:
    """A scope that a caller lacks to see nodes of a type at all; None for who may see them."""
    needed = needs_of(TYPES[MODELS[noun]])
    assert needed is not None
    return next((each for each in needed if each not in caller.scopes), None)


def may_read(caller: Caller, noun: str) -> bool:
    """Whether a caller may see nodes of a type at all."""
    return missing_to_read(caller, noun) is None


def if_readable(caller: Caller, row: Model | None) -> Model | None:
    """A row in a place where any node may stand, if the caller may see nodes of its type."""
    return row if row is not None and may_read(caller, NOUNS[type(row)]) else None


async def as_seen(payload: T) -> T:
    """The payload with each row as its caller sees it: null, or out of its list, if it is not seen.

    What is made of a row that is not seen, such as its place in a list, goes with it.
    """
    wanted: dict[type[Model], set[int]] = defaultdict(set)
    _collect(payload, wanted)
    seen = {model: await rows_by_id(model, sorted(ids)) for model, ids in wanted.items() if hides_rows(model)}
    return _copied(payload, seen) if seen else payload


def _collect(part: Any, wanted: dict[type[Model], set[int]]) -> None:
    """Add the ids of all rows in a part of an answer."""
    if isinstance(part, Model):
        wanted[part._meta._model].add(part.pk)
    elif isinstance(part, list | tuple):
        for each in part:
            _collect(each, wanted)
    elif is_dataclass(part):
        for each in fields(part):
            _collect(getattr(part, each.name), wanted)


def _seen(part: Any, seen: Seen) -> Any:
    if isinstance(part, Model):
        model = part._meta._model
        return seen[model].get(part.pk) if model in seen else part
    if isinstance(part, list | tuple):
        return type(part)(each for each in (_seen(each, seen) for each in part) if each is not None)
    return _copied(part, seen) if is_dataclass(part) else part


def _copied(part: Any, seen: Seen) -> Any:
    """None if the part cannot be without a row that is not seen."""
    after = copy(part)
    for each in fields(part):
        before, value = getattr(part, each.name), _seen(getattr(part, each.name), seen)
        if value is None and before is not None and each.default is MISSING:
            return None
        object.__setattr__(after, each.name, value)
    return after
