"""Lists as every noun makes them: what matches a filter and a search, in an order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from tortoise.models import Model

from db.errors import LimitExceeded
from db.sql.case_folding import MOST_WORDS, exact
from db.sql.clauses import ALWAYS, Clause, all_of, any_of
from db.sql.filters import Condition, Where, contains, matching, moment
from db.sql.keyset_pages import Listing, Sort

M = TypeVar("M", bound=Model)

Order = tuple[Sort, ...]
CREATED_AND_UPDATED: Mapping[str, Condition] = {
    "created_at": moment("created_at"),
    "updated_at": moment("updated_at"),
}
"""The conditions on what every row has (`RowWhere`)."""
BY_CREATED_AND_UPDATED: Mapping[str, Sort] = {
    "CREATED_AT": Sort("created_at"),
    "UPDATED_AT": Sort("updated_at"),
}
"""The orders by what every row has."""
Searched = Mapping[str, Callable[[str], str]]
"""The columns that a search looks through, each with the function that folds a word as the column is folded."""


def found(
    model: type[M],
    where: Where | None,
    conditions: Mapping[str, Condition],
    order: Order,
    otherwise: Sort,
    *,
    search: str | None = None,
    searched: Searched | None = None,
    only: Clause = ALWAYS,
) -> Listing[M]:
    """The list of what is `only`, matches the filter and holds what is searched, in an order or `otherwise`."""
    criterion = only & matching(where, conditions)
    if search:
        criterion &= holding(search, searched or {})
    return Listing(model, criterion, order or (otherwise,))


def holding(search: str, searched: Searched) -> Clause:
    """Each word of a search occurs in one of the columns."""
    words = exact(search).split()
    if len(words) > MOST_WORDS:
        raise LimitExceeded("The search", "words", len(words), MOST_WORDS)
    return all_of(any_of(contains(column, fold(word)) for column, fold in searched.items()) for word in words)
