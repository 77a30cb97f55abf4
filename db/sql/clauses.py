"""Conditions of a statement: text with a `?` in the place of every value, and the values in their order.

The text holds no values, so it is the shape of the condition: statements of one shape share one text,
and with it the plan that the database keeps for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple


class Clause(NamedTuple):
    text: str
    values: tuple[Any, ...] = ()

    def __and__(self, other: Clause) -> Clause:
        return all_of((self, other))


ALWAYS = Clause("1 = 1")
NEVER = Clause("1 = 0")


def all_of(clauses: Iterable[Clause]) -> Clause:
    restricting = [clause for clause in clauses if clause.text != ALWAYS.text]
    return _joined(" AND ", restricting) if restricting else ALWAYS


def any_of(clauses: Iterable[Clause]) -> Clause:
    alternatives = list(clauses)
    if not alternatives:
        return NEVER
    text, values = _joined(" OR ", alternatives)
    return Clause(f"({text})", values)


def none_of(clause: Clause) -> Clause:
    """What does not fulfil the clause, rows for which it is unknown included."""
    return Clause(f"NOT COALESCE(({clause.text}), {NEVER.text})", clause.values)


def _joined(word: str, clauses: list[Clause]) -> Clause:
    if len(clauses) == 1:
        return clauses[0]
    values = tuple(value for clause in clauses for value in clause.values)
    return Clause(word.join(clause.text for clause in clauses), values)
