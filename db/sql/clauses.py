"""Conditions of a statement: text with a `?` in the place of every value, and the values in their order.

The text says nothing about values, so it is the shape of the condition: statements of one shape share one text,
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
    said = [clause for clause in clauses if clause.text != ALWAYS.text]
    return _joined(" AND ", said) if said else ALWAYS


def any_of(clauses: Iterable[Clause]) -> Clause:
    said = list(clauses)
    if not said:
        return NEVER
    text, values = _joined(" OR ", said)
    return Clause(f"({text})", values)


def none_of(clause: Clause) -> Clause:
    """What does not fulfil the clause, rows for which it is unknown included."""
    return Clause(f"NOT COALESCE(({clause.text}), {NEVER.text})", clause.values)


def _joined(word: str, clauses: list[Clause]) -> Clause:
    if len(clauses) == 1:
        return clauses[0]
    values = tuple(value for clause in clauses for value in clause.values)
    return Clause(word.join(clause.text for clause in clauses), values)
