"""What can go wrong in a resolver, and the odd shapes that values come in."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from math import inf, nan
from random import Random
from typing import Any
from uuid import UUID

from graphql import GraphQLError
from graphql.pyutils import Undefined
from strawberry import UNSET

SEEN: Counter[str] = Counter()
"""How often each kind of value was handed out: the tests ask whether all of them were."""


class Stranger:
    """An object that no type knows."""

    def __init__(self, name: str = "nobody") -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"Stranger({self.name!r})"


class Text(str):
    """A str that is not quite one."""


class Number(int):
    """An int that is not quite one."""


class Indexed:
    """Can be an index, but is no number."""

    def __index__(self) -> int:
        return 12


class Refused(GraphQLError):
    """An error with a class of its own."""


class Later:
    """Can be awaited, but is no coroutine."""

    def __init__(self, value: Any, turns: int) -> None:
        self.value = value
        self.turns = turns

    def __await__(self) -> Any:
        return arriving(self.value, self.turns).__await__()


class Bag:
    """Can be iterated, but is no list."""

    def __init__(self, items: list[Any]) -> None:
        self.items = items

    def __iter__(self) -> Iterator[Any]:
        return iter(self.items)


class Torn:
    """Cannot even begin to be iterated."""

    def __iter__(self) -> Iterator[Any]:
        raise ValueError("torn")


class Indexable:
    """Has items, but promises no iteration."""

    def __getitem__(self, at: int) -> int:
        return [1, 2][at]


async def arriving(value: Any, turns: int) -> Any:
    for _ in range(turns):
        await asyncio.sleep(0)
    if isinstance(value, Exception) and turns:
        raise value
    return value


def later(value: Any, rng: Random) -> Any:
    """Something to await for the value; an exception is raised or given."""
    form, turns = rng.choice(("coroutine", "awaitable", "future")), rng.randrange(4)
    SEEN[f"later: {form}"] += 1
    if form == "coroutine":
        return arriving(value, turns)
    if form == "awaitable":
        return Later(value, turns)
    future = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(lambda: future.done() or future.set_result(value))
    return future


def broken(rng: Random) -> Exception:
    """Some exception."""
    name, make = rng.choice(EXCEPTIONS)
    SEEN[f"exception: {name}"] += 1
    return make(f"broken {rng.randrange(100)}")


EXCEPTIONS: list[tuple[str, Callable[[str], Exception]]] = [
    ("ordinary", ValueError),
    ("ordinary", RuntimeError),
    ("quoting", KeyError),
    ("silent", lambda _: ValueError()),
    ("of iterators", StopIteration),
    ("of async iterators", lambda text: StopAsyncIteration(text)),
    ("of attributes", AttributeError),
    ("graphql", GraphQLError),
    ("with extensions", lambda text: GraphQLError(text, extensions={"code": "BROKEN", "of": [1, text]})),
    ("with a cause", lambda text: GraphQLError(text, original_error=ValueError("the cause"))),
    ("of a class", lambda text: Refused(text, extensions={"code": "REFUSED"})),
]


def listed(items: list[Any], rng: Random, waits: bool) -> Any:
    """The items in one of the shapes that a list may have."""
    shapes = ("list", "list", "list", "tuple", "generator", "deque", "bag", "values", "async generator")
    shape = rng.choice(shapes if waits else shapes[:-1])
    SEEN[f"list: {shape}"] += 1
    if shape == "values":
        return dict(enumerate(items)).values()
    return SHAPES[shape](items)


def _generator(items: list[Any]) -> Iterator[Any]:
    yield from items


async def _async_generator(items: list[Any]) -> AsyncIterator[Any]:
    for place, item in enumerate(items):
        if place % 2:
            await asyncio.sleep(0)
        yield item


SHAPES: dict[str, Callable[[list[Any]], Any]] = {
    "list": list,
    "tuple": tuple,
    "generator": _generator,
    "deque": deque,
    "bag": Bag,
    "async generator": _async_generator,
}


def torn(items: list[Any], rng: Random, waits: bool) -> Any:
    """A generator that raises after some items."""
    error = broken(rng)
    if isinstance(error, StopIteration | StopAsyncIteration):
        error = ValueError("not the end")
    if waits and rng.random() < 0.5:
        SEEN["list: async generator that raises"] += 1
        return _async_torn(items, error)
    SEEN["list: generator that raises"] += 1
    return _torn(items, error)


def _torn(items: list[Any], error: Exception) -> Iterator[Any]:
    yield from items
    raise error


async def _async_torn(items: list[Any], error: Exception) -> AsyncIterator[Any]:
    for item in items:
        yield item
    raise error


def no_list(rng: Random) -> Any:
    """Something where a list is wanted."""
    SEEN["list: none"] += 1
    return rng.choice(
        ("text", 7, b"bytes", {"a": 1}, Stranger(), Torn(), Indexable(), True, 1.5, UNSET, Text("ab"))
    )


def absent(rng: Random) -> Any:
    name, value = rng.choice((("null", None), ("Undefined", Undefined)))
    SEEN[name] += 1
    return value


ODD_LEAVES: dict[str, list[Any]] = {
    "Int": [2**31, -(2**31) - 1, 2**31 - 1, -(2**31), 2**70, nan, inf, 1.0, 1.5, True, "12", "x", "", Decimal(3),
            Decimal("3.5"), Number(5), Indexed(), Fraction(4, 2), Stranger(), [1], b"1"],
    "Float": [nan, inf, -inf, True, 10, 2**80, 2**2000, 10**17 + 1, "1.5", "x", Decimal("1.5"), Fraction(1, 2),
              Number(5), Indexed(), Stranger(), [1.0]],
    "String": [5, True, 1.5, nan, Text("odd"), Number(5), Stranger(), UUID(int=7), [1], {}, b"x", object],
    "Boolean": [1, 0, 2.5, nan, "true", Decimal(0), Number(0), Stranger(), []],
    "ID": [5, 5.0, 5.5, nan, True, Text("odd"), Number(5), UUID(int=7), Stranger(), [1]],
    "Colour": ["RED", "red", "blue", 1, [1], {}, Stranger(), None],
    "Size": [1, "LARGE", 99, 2.0, [1], Stranger(), True],
    "Shout": ["silent", "torn", "stopped", "refused", 5, Stranger()],
}  # fmt: skip
ODD_ANY = [5, "text", Stranger(), [1], True, 1.5, UNSET]


def odd_leaf(name: str, rng: Random) -> Any:
    """Something that may or may not do for a scalar or an enum."""
    SEEN[f"odd {name}"] += 1
    return rng.choice(ODD_LEAVES.get(name, ODD_ANY))
