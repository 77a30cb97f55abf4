"""The comparison itself: what it finds, and the one thing that it lets pass."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from graphql import GraphQLError

from tests.schema.execution.comparing import UNDECIDED, Answer, difference, fault, nulled


def answer(data: Any, *errors: tuple[str, list[Any] | None], log: tuple[str, ...] = ()) -> Answer:
    made = [GraphQLError(message, path=path) for message, path in errors]
    return Answer([SimpleNamespace(data=data, errors=made or None)], list(log))


SAME = answer({"a": 1, "b": [None, 2]}, ("no", ["b", 0]))


@pytest.mark.parametrize(
    "other",
    [
        answer({"b": [None, 2], "a": 1}, ("no", ["b", 0])),
        answer({"a": True, "b": [None, 2]}, ("no", ["b", 0])),
        answer({"a": 1.0, "b": [None, 2]}, ("no", ["b", 0])),
        answer({"a": 1, "b": [None]}, ("no", ["b", 0])),
        answer({"a": 1, "b": [None, 2]}, ("yes", ["b", 0])),
        answer({"a": 1, "b": [None, 2]}, ("no", ["b", 1])),
        answer({"a": 1, "b": [None, 2]}, ("no", ["b", 0]), ("no", ["b", 0])),
        answer({"a": 1, "b": [None, 2]}),
        answer({"a": 1, "b": [None, 2]}, ("no", ["b", 0]), log=("something",)),
    ],
)
@pytest.mark.parametrize("waited", [True, False])
def test_a_difference_is_found(other: Answer, waited: bool) -> None:
    assert difference(SAME, SAME, None, waited) is None
    assert difference(other, SAME, None, waited) not in (None, UNDECIDED)


def test_the_order_of_errors_counts_unless_something_was_waited_for() -> None:
    one, other = (
        answer({"a": None, "b": None}, ("a", ["a"]), ("b", ["b"])),
        answer({"a": None, "b": None}, ("b", ["b"]), ("a", ["a"])),
    )
    assert difference(one, other, None, waited=True) is None
    assert difference(one, other, None, waited=False)


def test_under_a_null_another_error_of_the_same_world_may_be_met() -> None:
    one, other = answer({"a": None}, ("x", ["a", "x"])), answer({"a": None}, ("y", ["a", "y"]))
    every = [[fault(GraphQLError(name, path=["a", name])) for name in "xyz"]]
    assert difference(one, other, None, waited=False)
    assert difference(one, other, None, waited=True) == UNDECIDED
    assert difference(one, other, every, waited=True) is None
    assert difference(answer({"a": None}, ("w", ["a", "w"])), other, every, waited=True)
    assert difference(answer({"a": None}), other, every, waited=True)


def test_an_error_that_is_not_under_a_null_may_not_be_another() -> None:
    every = [[fault(GraphQLError(name, path=["a"])) for name in "xy"]]
    assert difference(
        answer({"a": None}, ("x", ["a"])), answer({"a": None}, ("y", ["a"])), every, waited=True
    )


def test_the_highest_null_on_a_path_is_found() -> None:
    data = {"a": [{"b": None}, None], "c": 1}
    assert nulled(data, ("a", 0, "b", "x")) == ("a", 0, "b")
    assert nulled(data, ("a", 1, "b", "x")) == ("a", 1)
    assert nulled(data, ("c",)) is None
    assert nulled(None, ("c",)) == ()
    assert nulled(data, None) is None
