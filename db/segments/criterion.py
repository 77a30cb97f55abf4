"""The kinds of criteria: text, a choice, yes or no, rows, moments. Each is checked, and made into words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any, NamedTuple

from db.errors import Code, Path, Problems
from db.models.row import Row
from db.segments.criterion_fields import CriterionField, Operator
from db.segments.criterion_words import in_lower_case, joined_by_or, short_moment
from db.writes.validation import Unfit, line, moment, required

MOST_VALUES = 1_000


class CriterionPart(NamedTuple):
    """One comparison of a criterion, as values and in words. `model`: the values are ids of its rows."""

    field: CriterionField
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
    """One criterion: how its value is checked, and described in words.

    Checked values are what JSON can hold, because they are kept with the step. `read` makes of them what predicates
    take.
    """

    check: Callable[[Any, Problems, Path], Any]
    describe: Callable[[Any, Names], list[CriterionPart]]
    references: Callable[[Any, Path], Iterable[Reference]] = field(default=lambda value, path: ())
    read: Callable[[Any], Any] = field(default=lambda value: value)


def of_text(about: CriterionField, subject: str) -> Criterion:
    """The forms of `StringWhere`."""
    forms = {
        "eq": (Operator.EQ, "is"),
        "in_": (Operator.IN, "is"),
        "contains": (Operator.CONTAINS, "contains"),
        "starts_with": (Operator.STARTS_WITH, "starts with"),
    }

    def describe(value: Any, names: Names) -> list[CriterionPart]:
        parts = []
        for form, given in value.items():
            if form == "is_null":
                operator, values = Operator.IS_NULL, (given,)
                words = f"{subject} is {'empty' if given else 'not empty'}"
            else:
                operator, verb = forms[form]
                values = tuple(given) if isinstance(given, list) else (given,)
                words = f"{subject} {verb} {joined_by_or(values)}"
            parts.append(CriterionPart(about, operator, values, words))
        return parts

    return Criterion(_check_forms, describe)


def of_choice(about: CriterionField, subject: str) -> Criterion:
    """One word of an enum."""
    return Criterion(
        lambda value, problems, path: str(value),
        lambda value, names: [
            CriterionPart(about, Operator.EQ, (value,), f"{subject} is {in_lower_case(value)}")
        ],
    )


def of_choices(about: CriterionField, subject: str) -> Criterion:
    """One of some words of an enum."""

    def describe(value: Any, names: Names) -> list[CriterionPart]:
        words = f"{subject} is {joined_by_or(in_lower_case(each) for each in value)}"
        return [CriterionPart(about, Operator.IN, tuple(value), words)]

    return Criterion(partial(_check_list, each=str), describe)


def of_truth(about: CriterionField, yes: str, no: str) -> Criterion:
    def describe(value: Any, names: Names) -> list[CriterionPart]:
        return [CriterionPart(about, Operator.EQ, (value,), yes if value else no)]

    return Criterion(checked_elsewhere, describe)


def of_row(
    about: CriterionField, words: str, none: str, some: str, model: type[Row], known_by: str
) -> Criterion:
    """The forms of `IdWhere`. `words` has a `{}` for the names of rows; `none` and `some` are said of `isNull`."""

    def describe(value: Any, names: Names) -> list[CriterionPart]:
        parts = []
        for form, given in value.items():
            if form == "is_null":
                parts.append(CriterionPart(about, Operator.IS_NULL, (given,), none if given else some))
            else:
                ids, operator = ([given], Operator.EQ) if form == "eq" else (given, Operator.IN)
                said = words.format(_called(model, ids, names))
                parts.append(CriterionPart(about, operator, tuple(ids), said, model))
        return parts

    def references(value: Any, path: Path) -> Iterator[Reference]:
        if "eq" in value:
            yield Reference((*path, "eq"), model, value["eq"], known_by)
        for place, identity in enumerate(value.get("in_", ())):
            yield Reference((*path, "in", str(place)), model, identity, known_by)

    return Criterion(_check_ids, describe, references)


def of_rows(
    about: CriterionField, operator: Operator, words: str, model: type[Row], known_by: str
) -> Criterion:
    """Some rows; `words` has a `{}` where their names go."""

    def describe(value: Any, names: Names) -> list[CriterionPart]:
        said = words.format(_called(model, value, names))
        return [CriterionPart(about, operator, tuple(value), said, model)]

    def references(value: Any, path: Path) -> Iterator[Reference]:
        for place, identity in enumerate(value):
            yield Reference((*path, str(place)), model, identity, known_by)

    return Criterion(partial(_check_list, each=int), describe, references)


def of_moments(about: CriterionField, subject: str) -> Criterion:
    """The forms of `DateTimeWhere`: from (included), until (excluded), on a day in UTC, with or without a moment."""
    forms = {"from_": (Operator.FROM, "from"), "until": (Operator.UNTIL, "before"), "on": (Operator.ON, "on")}

    def describe(value: Any, names: Names) -> list[CriterionPart]:
        parts = []
        for form, given in value.items():
            if form == "is_null":
                words = f"{subject} at {'no' if given else 'a'} known moment"
                parts.append(CriterionPart(about, Operator.IS_NULL, (given,), words))
            else:
                operator, when = forms[form]
                parts.append(
                    CriterionPart(about, operator, (given,), f"{subject} {when} {short_moment(given)}")
                )
        return parts

    return Criterion(_check_moments, describe, read=_read_moments)


def checked_elsewhere(value: Any, problems: Problems, path: Path) -> Any:
    return value


def _called(model: type[Row], ids: Iterable[int], names: Names) -> str:
    return joined_by_or(names.get(reference_key(model, each), "one that is gone") for each in ids)


def _check_list(value: Any, problems: Problems, path: Path, each: Callable[[Any], Any]) -> Any:
    """An empty list is refused: a segment that is refined by it would keep nobody."""
    if not value:
        problems.add(Code.REQUIRED, "The list is empty. Give at least one value, or leave it out.", *path)
    elif len(value) > MOST_VALUES:
        problems.add(Code.OUT_OF_RANGE, f"Give at most {MOST_VALUES:,} values.", *path)
    return [each(item) for item in value if item is not None]


def _check_ids(value: Any, problems: Problems, path: Path) -> Any:
    return {
        form: _check_list(given, problems, (*path, "in"), int) if form == "in_" else given
        for form, given in value.items()
    }


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
        if form in ("from_", "until"):
            _fit(moment, given, problems, (*path, _shown(form)))
        fit[form] = given if form == "is_null" else given.isoformat()
    return fit


def _read_moments(value: Mapping[str, Any]) -> dict[str, Any]:
    readers = {"from_": datetime.fromisoformat, "until": datetime.fromisoformat, "on": date.fromisoformat}
    return {form: readers[form](given) if form in readers else given for form, given in value.items()}


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
