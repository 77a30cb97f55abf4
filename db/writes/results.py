"""Results of verbs: a dataclass of rows, ids and plain values, or the bare row that was deleted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

from tortoise.models import Model

from db.writes.nouns import noun_of


class IdOf(NamedTuple):
    """Marks a field of a result that holds the id of a row, or ids of rows, of which nothing else is left."""

    noun: str
    """One of `db.writes.nouns.NOUNS`."""


_result_types: dict[str, type] = {}


def register_results(verb: Callable[..., Any]) -> None:
    """Register the dataclasses in the return annotation of a verb: results are kept in the database by their names."""
    for result_type in _returned_types(verb):
        name = result_type.__name__
        if _result_types.setdefault(name, result_type) is not result_type:
            taken = _result_types[name].__module__
            raise TypeError(
                f"{verb.__qualname__} returns {name}, a name that a result in {taken} has already."
            )


def _returned_types(verb: Callable[..., Any]) -> list[type]:
    if "return" not in verb.__annotations__:
        raise TypeError(f"{verb.__qualname__} has to say what it returns: its result is kept by that name.")
    stated = verb.__annotations__["return"]
    returned = eval(stated, verb.__globals__) if isinstance(stated, str) else stated
    kinds = [returned] if get_origin(returned) is None else [get_origin(returned), *get_args(returned)]
    return [kind for kind in kinds if is_dataclass(kind) and isinstance(kind, type)]


def registered_results() -> dict[str, type]:
    """Every type of result that some verb returns, by its name."""
    return dict(_result_types)


def result_name(result: Any) -> str:
    """The registered name of what a verb returned."""
    name = type(result).__name__
    if _result_types.get(name) is not type(result):
        raise TypeError(f"No verb says that it returns {name}: state it behind the arrow of its signature.")
    return name


def did_something(result: Any) -> bool:
    """Whether a result is one of a change: where nothing differed, its `changed` is false."""
    return getattr(result, "changed", True)


def named_rows(result: Any) -> Iterator[tuple[str, int]]:
    """The rows that a result names, by noun and id; the first is what the action was about."""
    if isinstance(result, Model):
        yield noun_of(result), result.pk
        return
    for name, noun in _nouns_of_ids(type(result)).items():
        value = getattr(result, name)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, Model):
                yield noun_of(one), one.pk
            elif noun is not None and one is not None:
                yield noun, one


@cache
def _nouns_of_ids(result_type: type) -> dict[str, str | None]:
    """For each field of a result the noun whose ids it holds, if it does."""
    hints = get_type_hints(result_type, include_extras=True)
    marks = {each.name: getattr(hints[each.name], "__metadata__", ()) for each in fields(result_type)}
    return {name: next((mark.noun for mark in each), None) for name, each in marks.items()}
