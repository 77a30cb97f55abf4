"""A world of values that is the same for the same seed, whoever asks, in whatever order."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID
from zlib import crc32

from graphql import (
    GraphQLEnumType,
    GraphQLScalarType,
    is_abstract_type,
    is_list_type,
    is_non_null_type,
)

from tests.schema.execution.trouble import (
    SEEN,
    Stranger,
    absent,
    broken,
    later,
    listed,
    no_list,
    odd_leaf,
    torn,
)

TYPES: dict[str, Any] = {}
"""The GraphQL type of a field by its Python name, which is the same wherever the field occurs."""
CLASSES: dict[str, type] = {}
"""The Python classes of objects by the name of their GraphQL type."""
POSSIBLE: dict[str, list[str]] = {}
"""The object types of an interface or a union."""

_LONGEST = (5, 4, 3, 2, 1)
_WAITING = 0.15


class World:
    """Where resolvers find values. `trouble` is the share of those that are wrong."""

    def __init__(self, seed: int, trouble: float, waits: bool) -> None:
        self.seed = seed
        self.trouble = trouble
        self.waits = waits
        self.log: list[str] = []
        """What happened, in order: the side effects of mutations."""
        self.every: list[list[Any]] = []
        """All errors of each result, if somebody wants to know those too that lie under a null."""

    def rng(self, *parts: Any) -> Random:
        return Random(
            hash((self.seed, *(part if type(part) is int else crc32(part.encode()) for part in parts)))
        )

    def root(self, name: str) -> Any:
        return self.instance(CLASSES[name], seed=len(name), depth=0)

    def found(self, parent: Any, field: str, arguments: str = "") -> Any:
        """The value of a field, raised if that is its way to be an exception."""
        seed, depth = _identity(parent)
        rng = self.rng(seed, field, arguments)
        if rng.random() < self.trouble / 3:
            SEEN["raised"] += 1
            raise broken(rng)
        return self.made(TYPES[field], rng, depth + 1)

    def found_for_all(
        self, parents: list[Any], field: str, arguments: str = "", now: bool = False
    ) -> list[Any]:
        """The values of a field for many parents; it raises for all or for none."""
        rng = self.rng(field, arguments)
        if rng.random() < self.trouble / 3:
            SEEN["raised for all"] += 1
            raise broken(rng)
        return [self._found_or_broken(parent, field, arguments, now) for parent in parents]

    def _found_or_broken(self, parent: Any, field: str, arguments: str, now: bool) -> Any:
        seed, depth = _identity(parent)
        return self.made(TYPES[field], self.rng(seed, field, arguments), depth + 1, now)

    def made(self, kind: Any, rng: Random, depth: int, now: bool = False) -> Any:
        """A value for a type, which may have to be awaited."""
        value = (
            self._wrong(kind, rng, depth) if rng.random() < self.trouble else self._right(kind, rng, depth)
        )
        if self.waits and not now and rng.random() < _WAITING:
            return later(value, rng)
        return value

    def _right(self, kind: Any, rng: Random, depth: int) -> Any:
        if is_non_null_type(kind):
            kind = kind.of_type
        elif rng.random() < 0.1:
            return absent(rng)
        if is_list_type(kind):
            return listed(self._items(kind, rng, depth), rng, self.waits)
        if isinstance(kind, GraphQLScalarType | GraphQLEnumType):
            return _leaf(kind.name, rng)
        return self._object(kind, rng, depth)

    def _items(self, kind: Any, rng: Random, depth: int) -> list[Any]:
        longest = _LONGEST[min(depth, len(_LONGEST)) - 1]
        items = [self.made(kind.of_type, rng, depth + 1) for _ in range(rng.randint(0, longest))]
        plain = [
            item
            for item in items
            if not hasattr(item, "__await__")
            and not hasattr(item, "__next__")
            and not hasattr(item, "__anext__")
        ]
        if plain and rng.random() < 0.1 and not is_list_type(getattr(kind.of_type, "of_type", kind.of_type)):
            SEEN["twice in a list"] += 1
            items.append(rng.choice(plain))
        return items

    def _object(self, kind: Any, rng: Random, depth: int) -> Any:
        name = rng.choice(POSSIBLE[kind.name]) if is_abstract_type(kind) else kind.name
        return self.instance(CLASSES[name], rng.getrandbits(40), depth)

    def instance(self, cls: type, seed: int, depth: int) -> Any:
        made = object.__new__(cls)
        made.__dict__.update(world=self, seed=seed, depth=depth, says=cls.__name__, fits=True)
        return made

    def _wrong(self, kind: Any, rng: Random, depth: int) -> Any:
        kind = kind.of_type if is_non_null_type(kind) else kind
        if rng.random() < 0.4:
            return absent(rng) if rng.random() < 0.6 else broken(rng)
        if is_list_type(kind):
            return self._wrong_list(kind, rng, depth)
        if isinstance(kind, GraphQLScalarType | GraphQLEnumType):
            return odd_leaf(kind.name, rng)
        return self._wrong_object(kind, rng, depth)

    def _wrong_list(self, kind: Any, rng: Random, depth: int) -> Any:
        if rng.random() < 0.5:
            return no_list(rng)
        return torn(self._items(kind, rng, depth), rng, self.waits)

    def _wrong_object(self, kind: Any, rng: Random, depth: int) -> Any:
        if rng.random() < 0.3:
            SEEN["stranger for an object"] += 1
            return rng.choice((Stranger(), 7, "text", {"name": "x"}, [1]))
        made = self.instance(rng.choice(list(CLASSES.values())), rng.getrandbits(40), depth)
        if rng.random() < 0.6:
            made = self._object(kind, rng, depth)
        made.__dict__["fits"] = rng.choice((True, False, "raise"))
        made.__dict__["says"] = rng.choice(
            (type(made).__name__, None, "Nobody", "Colour", "Plain", 7, "raise")
        )
        SEEN["object of doubtful type"] += 1
        return made


class Lazy:
    """An object whose attributes are made up when asked for."""

    def __getattr__(self, name: str) -> Any:
        own = self.__dict__
        if name not in TYPES or "world" not in own:
            raise AttributeError(f"{type(self).__name__} has no {name}")
        world: World = own["world"]
        value = world.found(self, name)
        if own["depth"] == 0 and type(self).__name__ == "Mutation":
            world.log.append(f"attribute {name}")
        return value


def verdict(answer: Any, world: World) -> Any:
    """What `is_type_of` and `resolve_type` say, which may have to be awaited."""
    if answer == "raise":
        raise ValueError("cannot tell the type")
    return _soon(answer) if world.waits else answer


async def _soon(answer: Any) -> Any:
    await asyncio.sleep(0)
    return answer


def _identity(parent: Any) -> tuple[int, int]:
    if isinstance(parent, Lazy):
        return parent.__dict__["seed"], parent.__dict__["depth"]
    return crc32(repr(parent).encode()), 3


def _leaf(name: str, rng: Random) -> Any:
    SEEN[f"right {name}"] += 1
    return LEAVES[name](rng)


_START = datetime(2026, 3, 2, 9, 30, tzinfo=timezone(timedelta(hours=2)))
LEAVES: dict[str, Any] = {
    "Int": lambda rng: rng.randint(-(2**31), 2**31 - 1),
    "Float": lambda rng: rng.choice((rng.uniform(-9, 9), 0.0, -0.0, 1e308)),
    "String": lambda rng: f"text {rng.randrange(99)} é",
    "Boolean": lambda rng: rng.random() < 0.5,
    "ID": lambda rng: str(rng.randrange(99)),
    "DateTime": lambda rng: _START + timedelta(seconds=rng.randrange(10**6), microseconds=rng.choice((0, 7))),
    "Date": lambda rng: date(2026, 1, 1) + timedelta(days=rng.randrange(999)),
    "Time": lambda rng: time(rng.randrange(24), 5),
    "Decimal": lambda rng: Decimal(rng.randrange(10**6)) / 100,
    "UUID": lambda rng: UUID(int=rng.getrandbits(128)),
    "JSON": lambda rng: rng.choice(({"a": [1, None]}, [1, "x"], "text", 5, {}, False)),
    "Base64": lambda rng: b64encode(bytes([rng.randrange(256)])),
    "Shout": lambda rng: f"shout {rng.randrange(99)}",
    "Colour": lambda rng: rng.choice(CLASSES_OF_ENUMS["Colour"]),
    "Size": lambda rng: rng.choice(CLASSES_OF_ENUMS["Size"]),
}
CLASSES_OF_ENUMS: dict[str, list[Any]] = {}
