"""Typed conditions of a list, as SQL: every noun names its columns, the rest is said once here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any

from pypika_tortoise.functions import Coalesce
from pypika_tortoise.queries import Query, Table
from pypika_tortoise.terms import Criterion, Field, Not, Term, ValueWrapper
from tortoise.filters import Like, escape_like

from db.folding import folded

Condition = Callable[[Any], Criterion]
Where = Mapping[str, Any]

_ONE, _ZERO = ValueWrapper(1, allow_parametrize=False), ValueWrapper(0, allow_parametrize=False)
ALWAYS: Criterion = _ONE == _ONE
NEVER: Criterion = _ONE == _ZERO


def matching(where: Where | None, conditions: Mapping[str, Condition]) -> Criterion:
    """AND across the fields that were given; `and`, `or` and `not` nest."""
    criterion = ALWAYS
    for name, wanted in (where or {}).items():
        if wanted is None:
            continue
        if name == "and_":
            criterion &= Criterion.all([matching(each, conditions) for each in wanted] or [ALWAYS])
        elif name == "or_":
            criterion &= Criterion.any([matching(each, conditions) for each in wanted] or [NEVER])
        elif name == "not_":
            criterion &= Not(Coalesce(matching(wanted, conditions), NEVER))
        else:
            criterion &= conditions[name](wanted)
    return criterion


def is_value(column: Field) -> Condition:
    return lambda value: column == value


def is_one_of(column: Field) -> Condition:
    return lambda values: column.isin(values) if values else NEVER


def text(column: Field, fold: Callable[[str], str] = folded) -> Condition:
    """The forms of `StringWhere` on a column that holds folded text."""

    def condition(where: Where) -> Criterion:
        criterion = ALWAYS
        for form, wanted in where.items():
            if wanted is None:
                continue
            if form == "eq":
                criterion &= column == fold(wanted)
            elif form == "in_":
                criterion &= column.isin([fold(each) for each in wanted]) if wanted else NEVER
            elif form == "contains":
                criterion &= _like(column, f"%{escape_like(fold(wanted))}%")
            elif form == "starts_with":
                criterion &= _like(column, f"{escape_like(fold(wanted))}%")
            elif form == "is_null":
                criterion &= column.isnull() if wanted else column.notnull()
        return criterion

    return condition


def moment(column: Field) -> Condition:
    """The forms of `DateTimeWhere`: from (included), until (excluded), a day in UTC, isNull."""

    def condition(where: Where) -> Criterion:
        criterion = ALWAYS
        if (start := where.get("from_")) is not None:
            criterion &= column >= start
        if (end := where.get("until")) is not None:
            criterion &= column < end
        if (day := where.get("on")) is not None:
            midnight = datetime.combine(day, time(), UTC)
            criterion &= (column >= midnight) & (column < midnight + timedelta(days=1))
        if (absent := where.get("is_null")) is not None:
            criterion &= column.isnull() if absent else column.notnull()
        return criterion

    return condition


def has_row(identity: Field, in_table: Table, pointing: str, also: str) -> Condition:
    """Some row of another table points at this one, and at the value that was asked for."""
    return lambda value: identity.isin(
        Query.from_(in_table).select(in_table.field(pointing)).where(in_table.field(also) == value)
    )


def contains_words(column: Term, words: list[str]) -> Criterion:
    """Each word occurs, in any order."""
    criterion = ALWAYS
    for word in words:
        criterion &= _like(column, f"%{escape_like(word)}%")
    return criterion


def _like(column: Term, pattern: str) -> Criterion:
    """The pattern travels as a parameter; as a bare string a statement could not look through its terms."""
    return Like(column, ValueWrapper(pattern))
