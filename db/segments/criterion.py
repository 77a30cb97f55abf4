"""The kinds of criteria: text, a choice, yes or no, rows, moments. Each is checked, made into SQL and into words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import partial
from typing import Any, NamedTuple

from db.errors import Code, Path, Problems
from db.models.row import Row
from db.sql import filters, statements
from db.sql.case_folding import folded
from db.sql.clauses import Clause
from db.writes.validation import Unfit, line, moment, required

MOST_VALUES = 1_000


class Operator(StrEnum):
    """How a value is compared."""

    EQ = "EQ"
    """It is exactly this."""
    IN = "IN"
    """It is one of these."""
    CONTAINS = "CONTAINS"
    """It holds this text."""
    STARTS_WITH = "STARTS_WITH"
    """It begins with this text."""
    IS_NULL = "IS_NULL"
    """It is empty ("true"), or it is not ("false")."""
    FROM = "FROM"
    """It is at this moment or later."""
    UNTIL = "UNTIL"
    """It is before this moment."""
    ON = "ON"
    """It is on this day in UTC."""


class CriterionPart(NamedTuple):
    """One comparison of a criterion, as values and in words. `path` is its input field; `model`: values are its ids."""

    path: Path
    operator: Operator
    values: tuple[Any, ...]
    words: str
    model: type[Row] | None = None


class Reference(NamedTuple):
    """A row whose id a criterion holds, and the column with its name, such as its code."""

    path: Path
    model: type[Row]
    identity: int
    known_by: str


Names = Mapping[str, str]
"""The names of the rows whose ids criteria hold, by `reference_key`."""


def reference_key(model: type[Row], identity: int) -> str:
    return f"{model._meta.db_table}:{identity}"


@dataclass(frozen=True)
class Criterion:
    """One criterion: how its value is checked, made into SQL, and described in words.

    Checked values are what JSON can hold, because they are kept with the step.
    """

    check: Callable[[Any, Problems, Path], Any]
    predicate: Callable[[Any], Clause]
    describe: Callable[[Any, Names, Path], list[CriterionPart]]
    references: Callable[[Any, Path], Iterable[Reference]] = field(default=lambda value, path: ())


def of_text(
    subject: str, term: str, fold: Callable[[str], str] = folded, *, in_any_case: bool = False
) -> Criterion:
    """The forms of `StringWhere`. A column that is not kept folded is compared `in_any_case` by the database."""
    forms = {
        "eq": (Operator.EQ, "is"),
        "in_": (Operator.IN, "is"),
        "contains": (Operator.CONTAINS, "contains"),
        "starts_with": (Operator.STARTS_WITH, "starts with"),
    }

    def describe(value: Any, names: Names, path: Path) -> list[CriterionPart]:
        parts = []
        for form, given in value.items():
            if form == "is_null":
                operator, values = Operator.IS_NULL, (given,)
                words = f"{subject} is {'empty' if given else 'not empty'}"
            else:
                operator, verb = forms[form]
                values = tuple(given) if isinstance(given, list) else (given,)
                words = f"{subject} {verb} {joined_by_or(values)}"
            parts.append(CriterionPart((*path, _shown(form)), operator, values, words))
        return parts

    compared, made = (f"lower({term})", "lower({})") if in_any_case else (term, "{}")
    return Criterion(_check_forms, filters.text_of(compared, fold, made), describe)


def of_choices(subject: str, column: str) -> Criterion:
    """One of the words of an enum."""

    def describe(value: Any, names: Names, path: Path) -> list[CriterionPart]:
        words = f"{subject} is {joined_by_or(_lower(each) for each in value)}"
        return [CriterionPart(path, Operator.IN, tuple(value), words)]

    return Criterion(partial(_check_list, each=str), filters.is_one_of(column), describe)


def of_truth(yes: str, no: str, column: str) -> Criterion:
    def describe(value: Any, names: Names, path: Path) -> list[CriterionPart]:
        return [CriterionPart(path, Operator.EQ, (value,), yes if value else no)]

    return Criterion(checked_elsewhere, filters.is_value(column), describe)


def of_rows(
    words: str, model: type[Row], known_by: str, predicate: Callable[[Sequence[int]], Clause]
) -> Criterion:
    """One of some rows; `words` has a `{}` where their names go."""

    def describe(value: Any, names: Names, path: Path) -> list[CriterionPart]:
        called = joined_by_or(names.get(reference_key(model, each), "one that is gone") for each in value)
        return [CriterionPart(path, Operator.IN, tuple(value), words.format(called), model)]

    def references(value: Any, path: Path) -> Iterator[Reference]:
        for place, identity in enumerate(value):
            yield Reference((*path, str(place)), model, identity, known_by)

    return Criterion(partial(_check_list, each=int), predicate, describe, references)


def points_at(column: str) -> Callable[[Sequence[int]], Clause]:
    return lambda identities: statements.any_id(f'"{column}"', identities)


def of_moments(subject: str, column: str) -> Criterion:
    """From (included), until (excluded), on a day in UTC."""
    forms = {"from_": (Operator.FROM, "from"), "until": (Operator.UNTIL, "before"), "on": (Operator.ON, "on")}

    def predicate(value: Any) -> Clause:
        read = {
            form: date.fromisoformat(text) if form == "on" else datetime.fromisoformat(text)
            for form, text in value.items()
        }
        return filters.moment(column)(read)

    def describe(value: Any, names: Names, path: Path) -> list[CriterionPart]:
        return [
            CriterionPart(
                (*path, _shown(form)), forms[form][0], (text,), f"{subject} {forms[form][1]} {_short(text)}"
            )
            for form, text in value.items()
        ]

    return Criterion(_check_moments, predicate, describe)


def checked_elsewhere(value: Any, problems: Problems, path: Path) -> Any:
    return value


def joined_by_or(values: Iterable[Any]) -> str:
    *most, last = [str(value) for value in values]
    return f"{', '.join(most)} or {last}" if most else last


def joined_by_and(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def _check_list(value: Any, problems: Problems, path: Path, each: Callable[[Any], Any]) -> Any:
    """An empty list is refused: a segment that is refined by it would keep nobody."""
    if not value:
        problems.add(Code.REQUIRED, "The list is empty. Give at least one value, or leave it out.", *path)
    elif len(value) > MOST_VALUES:
        problems.add(Code.OUT_OF_RANGE, f"Give at most {MOST_VALUES:,} values.", *path)
    return [each(item) for item in value if item is not None]


def _check_forms(value: Any, problems: Problems, path: Path) -> Any:
    fit: dict[str, Any] = {}
    for form, given in value.items():
        if form == "in_":
            listed = _check_list(given, problems, (*path, _shown(form)), str)
            fit[form] = [
                _text(item, problems, (*path, _shown(form), str(place))) for place, item in enumerate(listed)
            ]
        else:
            fit[form] = given if form == "is_null" else _text(given, problems, (*path, _shown(form)))
    return fit


def _check_moments(value: Any, problems: Problems, path: Path) -> Any:
    fit: dict[str, Any] = {}
    for form, given in value.items():
        if form != "on":
            _fit(moment, given, problems, (*path, _shown(form)))
        fit[form] = given.isoformat()
    return fit


def _text(value: str, problems: Problems, path: Path) -> str | None:
    return _fit(required(line(250)), value, problems, path)


def _fit(check: Callable[[Any], Any], value: Any, problems: Problems, path: Path) -> Any:
    try:
        return check(value)
    except Unfit as unfit:
        problems.add(unfit.code, unfit.message, *path)
        return None


def _shown(form: str) -> str:
    """The name of a form as clients write it: `in` and `from` are words of Python."""
    return form.rstrip("_")


def _lower(word: str) -> str:
    return word.replace("_", " ").lower()


def _short(moment: str) -> str:
    """A moment at midnight is shown as a day; seconds are left out if they are zero."""
    day = moment.removesuffix("T00:00:00+00:00")
    return day.replace("T", " ").replace(":00+00:00", " UTC").replace("+00:00", " UTC")
