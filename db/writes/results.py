"""Answers of verbs: a dataclass of rows, ids and plain values, or the bare row that was deleted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from typing import Any, NamedTuple, get_type_hints

from tortoise import Tortoise
from tortoise.models import Model

from db.engine.database import APP


class IdOf(NamedTuple):
    """Marks a field of an answer that holds the id of a row, or ids of rows, of which nothing else is left."""

    noun: str


def did_something(answer: Any) -> bool:
    """An answer says that nothing differed by its `changed`."""
    return getattr(answer, "changed", True)


def named_rows(answer: Any) -> Iterator[tuple[str, int]]:
    """The rows that an answer names, by noun and id; the first is what the action was about."""
    if isinstance(answer, Model):
        yield noun_of(answer), answer.pk
        return
    for name, noun in _nouns_of_ids(type(answer)).items():
        value = getattr(answer, name)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, Model):
                yield noun_of(one), one.pk
            elif noun is not None and one is not None:
                yield noun, one


@cache
def _nouns_of_ids(kind: type) -> dict[str, str | None]:
    """For each field of an answer the noun whose ids it holds, if it does."""
    hints = get_type_hints(kind, include_extras=True)
    marks = {each.name: getattr(hints[each.name], "__metadata__", ()) for each in fields(kind)}
    return {name: next((mark.noun for mark in each), None) for name, each in marks.items()}


def noun_of(row: Model) -> str:
    """The name of its model, which the type of the graph shares; a light row has a class of its own."""
    return row._meta._model.__name__


def model_of(noun: str) -> type[Model]:
    assert Tortoise.apps is not None
    return Tortoise.apps[APP][noun]
