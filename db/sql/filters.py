"""Typed conditions of a list, as SQL: every noun names its columns, the rest is the same for all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

import orjson

from db.engine.database import is_postgres
from db.errors import InvalidArgument, LimitExceeded, told_of
from db.sql.case_folding import folded
from db.sql.clauses import ALWAYS, Clause, all_of, any_of, none_of
from db.sql.statements import any_id

Condition = Callable[[Any], Clause]
Where = Mapping[str, Any]

MOST_CONDITIONS = 200
"""Of one filter, those that join others included. SQLite gives up at a thousand, PostgreSQL takes its time for each."""
MOST_NESTED = 8
"""How deep filters may lie in each other. SQLite can read about twenty levels."""


def matching(where: Where | None, conditions: Mapping[str, Condition]) -> Clause:
    """AND across the fields that were given; `and`, `or` and `not` nest."""
    if not where:
        return ALWAYS
    if (given := _count(where)) > MOST_CONDITIONS:
        raise LimitExceeded("The filter", "conditions", given, MOST_CONDITIONS)
    return _all_matching(where, conditions)


def _count(where: Where, level: int = 1) -> int:
    """How many conditions a filter has. What is put together of variables has not been measured as a whole."""
    if level > MOST_NESTED:
        raise LimitExceeded("The filter", "levels", level, MOST_NESTED)
    below = 0
    for name, wanted in where.items():
        if name in ("and_", "or_"):
            below += sum(_count(each, level + 1) for each in wanted or ())
        elif name == "not_" and wanted is not None:
            below += _count(wanted, level + 1)
    return len(where) + below


def _all_matching(where: Where, conditions: Mapping[str, Condition]) -> Clause:
    return all_of(_matching(name, wanted, conditions) for name, wanted in where.items() if wanted is not None)


def _matching(name: str, wanted: Any, conditions: Mapping[str, Condition]) -> Clause:
    with told_of(name.rstrip("_")):
        if name in ("and_", "or_"):
            joined = [_nested(place, each, conditions) for place, each in enumerate(wanted)]
            return all_of(joined) if name == "and_" else any_of(joined)
        if name == "not_":
            return none_of(_all_matching(wanted, conditions))
        return conditions[name](wanted)


def _nested(place: int, wanted: Where, conditions: Mapping[str, Condition]) -> Clause:
    with told_of(str(place)):
        return _all_matching(wanted, conditions)


def is_value(column: str) -> Condition:
    return lambda value: Clause(f'"{column}" = ?', (value,))


def is_one_of(column: str, possible: Sequence[str] = ()) -> Condition:
    """One of some texts. Where rows have only some of them, whoever asks for another is told so, not given nothing."""

    def condition(values: Sequence[str]) -> Clause:
        if possible and (never := [str(each) for each in values if each not in possible]):
            raise InvalidArgument(f"Nothing in this list is ever {never[0]}: only {' or '.join(possible)}.")
        return _any_text(f'"{column}"', values)

    return condition


def is_true(column: str) -> Condition:
    """Whether a column says yes; one that is empty does not."""
    return lambda wanted: Clause(f'COALESCE("{column}", FALSE) = ?', (wanted,))


def text(column: str, fold: Callable[[str], str] = folded) -> Condition:
    """The forms of `StringWhere` on a column that holds folded text."""
    return text_of(f'"{column}"', fold)


def text_of(term: str, fold: Callable[[str], str], made: str = "{}") -> Condition:
    """The forms of `StringWhere` on an expression; `made` is what is made of each value in SQL."""
    mark = made.format("?")

    forms: dict[str, Condition] = {
        "eq": lambda wanted: Clause(f"{term} = {mark}", (fold(wanted),)),
        "in_": lambda wanted: _any_text(term, [fold(each) for each in wanted], made),
        "contains": lambda wanted: _like(term, f"%{_escaped(fold(wanted))}%", mark),
        "starts_with": lambda wanted: _like(term, f"{_escaped(fold(wanted))}%", mark),
        "is_null": lambda wanted: _null(term, wanted),
    }
    return _with_forms(forms)


def moment(column: str) -> Condition:
    """The forms of `DateTimeWhere`: from (included), until (excluded), a day in UTC, isNull."""

    def on(day: date) -> Clause:
        first, last = (datetime.combine(day, each, UTC) for each in (time.min, time.max))
        return Clause(f'"{column}" >= ? AND "{column}" <= ?', (first, last))

    forms: dict[str, Condition] = {
        "from_": lambda start: Clause(f'"{column}" >= ?', (start.astimezone(UTC),)),
        "until": lambda end: Clause(f'"{column}" < ?', (end.astimezone(UTC),)),
        "on": on,
        "is_null": lambda wanted: _null(f'"{column}"', wanted),
    }
    return _with_forms(forms)


def which_rows(among: Callable[[Sequence[int]], Clause], missing: str) -> Condition:
    """The forms of `IdWhere`: `among` makes the condition of some ids, `missing` is that there is none, as SQL."""
    forms: dict[str, Condition] = {
        "eq": lambda identity: among([identity]),
        "in_": among,
        "is_null": lambda wanted: Clause(missing if wanted else f"NOT ({missing})"),
    }
    return _with_forms(forms)


def which_of(column: str) -> Condition:
    """The forms of `IdWhere` on a column that points at a row."""
    one_of = which_rows(lambda ids: any_id(f'"{column}"', ids), f'"{column}" IS NULL')
    exactly = is_value(column)

    def condition(where: Where) -> Clause:
        others = {form: wanted for form, wanted in where.items() if form != "eq"}
        return all_of([one_of(others), *([exactly(where["eq"])] if where.get("eq") is not None else [])])

    return condition


def has_row(identity: str, in_table: str, pointing: str, also: str, only: str = "TRUE") -> Condition:
    """Some row of another table points at this one, and has this value."""
    found = f'"{identity}" IN (SELECT "{pointing}" FROM "{in_table}" WHERE "{also}" = ? AND {only})'
    return lambda value: Clause(found, (value,))


def contains_words(column: str, words: Sequence[str]) -> Clause:
    """Each word occurs, in any order."""
    return all_of(contains(column, word) for word in words)


def contains(column: str, text: str) -> Clause:
    return _like(f'"{column}"', f"%{_escaped(text)}%")


def _with_forms(forms: Mapping[str, Condition]) -> Condition:
    return lambda where: all_of(forms[form](wanted) for form, wanted in where.items() if wanted is not None)


def _any_text(term: str, texts: Sequence[str], made: str = "{}") -> Clause:
    """A comparison with a list of texts, which travels as one value; `made` is what is made of each of them in SQL."""
    if not is_postgres():
        listed = f"SELECT {made.format('value')} FROM json_each(?)"
        return Clause(f"{term} IN ({listed})", (orjson.dumps(list(texts)).decode(),))
    listed = "CAST(? AS text[])"
    if made != "{}":
        listed = f"ARRAY(SELECT {made.format('given')} FROM unnest({listed}) AS given)"
    return Clause(f"{term} = ANY({listed})", (list(texts),))


def _null(term: str, wanted: bool) -> Clause:
    return Clause(f"{term} IS {'' if wanted else 'NOT '}NULL")


def _like(term: str, pattern: str, mark: str = "?") -> Clause:
    return Clause(f"{term} LIKE {mark} ESCAPE '\\'", (pattern,))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
