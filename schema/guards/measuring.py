"""Measuring a value that a client sent: each text, list and nesting in it, by the place where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLError

from db.sql.filters import MOST_CONDITIONS, MOST_NESTED
from schema.guards.input_places import Place

MOST_LEVELS = MOST_NESTED + 1
"""How deep inputs may lie in each other: the text in the innermost filter is one more."""
COSTS_ONE = 1_000
"""So many characters of a text cost as much as one value of a list: one."""
NULL_CHARACTER = "\x00"

ADVICE = {
    "characters": "Shorten it.",
    "values": "Send fewer at a time.",
    "levels": "Nest less.",
    "conditions": "Ask for less at a time.",
}
"""What to do about each limit of a value."""


class TooMuch(Exception):
    """A value over a limit; `path` leads to it from the inside out."""

    def __init__(self, limit: str, value: int, maximum: int) -> None:
        self.limit, self.value, self.maximum = limit, value, maximum
        self.path: list[str] = []

    def told_of(self, outermost: str) -> GraphQLError:
        """The error for a client. Nothing of the value is in it but its size."""
        path = [outermost, *reversed(self.path)]
        where = ".".join(path)
        if self.limit not in ADVICE:
            message = f"{where} holds a null character. Leave it out."
            return GraphQLError(message, extensions={"code": "BAD_USER_INPUT", "path": path})
        verb = "is nested in" if self.limit == "levels" else "has"
        return GraphQLError(
            f"{where} {verb} {self.value} {self.limit}, {self.maximum} are allowed. {ADVICE[self.limit]}",
            extensions={
                "code": "LIMIT_EXCEEDED",
                "limit": self.limit,
                "value": self.value,
                "maximum": self.maximum,
                "path": path,
            },
        )


class Variable(str):
    """Stands for a variable in a value that is written in a document."""

    __slots__ = ()


class Measuring:
    """One walk through a value: what it costs, and which variables stand where."""

    __slots__ = ("conditions", "cost", "variables")

    def __init__(self) -> None:
        self.cost = self.conditions = 0
        self.variables: list[tuple[str, Place]] = []

    def measure(self, value: Any, place: Place, level: int = 0) -> None:
        """What is of another kind than the place is left to validation, which does not look into it either."""
        kind = type(value)
        if kind is str:
            if len(value) > place.characters or NULL_CHARACTER in value:
                raise _unfit(value, place)
            if len(value) >= COSTS_ONE:
                self.cost += len(value) // COSTS_ONE
        elif kind is list:
            if place.values is not None:
                self._measure_list(value, place.values, place, level)
        elif kind is dict:
            if place.fields is not None:
                self._measure_input(value, place.fields, place.is_filter, level + 1)
        elif kind is Variable:
            self.variables.append((str(value), place))

    def _measure_list(self, values: list[Any], most: int, place: Place, level: int) -> None:
        if len(values) > most:
            raise TooMuch("values", len(values), most)
        self.cost += len(values)
        for position, each in enumerate(values):
            try:
                if type(each) is not list:  # no list of ours holds lists: that is left to validation
                    self.measure(each, place, level)
            except TooMuch as too_much:
                too_much.path.append(str(position))
                raise

    def _measure_input(
        self, given: dict[str, Any], fields: Mapping[str, Place], is_filter: bool, level: int
    ) -> None:
        if level > MOST_LEVELS:
            raise TooMuch("levels", level, MOST_LEVELS)
        if is_filter:
            self.conditions += len(given)
            if self.conditions > MOST_CONDITIONS:
                raise TooMuch("conditions", self.conditions, MOST_CONDITIONS)
        for name, value in given.items():
            try:
                if (place := fields.get(name)) is not None:
                    self.measure(value, place, level)
            except TooMuch as too_much:
                too_much.path.append(name)
                raise


def _unfit(text: str, place: Place) -> TooMuch:
    if len(text) > place.characters:
        return TooMuch("characters", len(text), place.characters)
    return TooMuch("null characters", 1, 0)
