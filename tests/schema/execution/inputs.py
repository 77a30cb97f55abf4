"""What the made-up schema takes and gives that is no object: scalars, enums, inputs, and the ways to guard a field."""

from __future__ import annotations

import asyncio
import enum
from typing import Any, NewType
from zlib import crc32

import strawberry
from graphql import GraphQLError
from strawberry.extensions import FieldExtension
from strawberry.permission import BasePermission
from strawberry.types import Info

from tests.schema.execution.trouble import SEEN

Shout = NewType("Shout", str)


def shouted(value: Any) -> Any:
    """The serializer of `Shout`, with all the bad habits that one can have."""
    if value == "silent":
        return None
    if value == "stopped":
        raise StopIteration
    if value == "torn":
        raise GraphQLError("too loud", extensions={"code": "LOUD"})
    return value.upper()


def heard(value: Any) -> str:
    if not isinstance(value, str) or value == "refused":
        raise ValueError(f"cannot hear {value!r}")
    return value.lower()


SCALARS: dict[Any, Any] = {Shout: strawberry.scalar(name="Shout", serialize=shouted, parse_value=heard)}


@strawberry.enum
class Colour(enum.Enum):
    RED = "red"
    GREEN = "green"
    BLUE = "blue"


@strawberry.enum
class Size(enum.IntEnum):
    SMALL = 1
    LARGE = 2


@strawberry.input(one_of=True)
class Key:
    id: strawberry.ID | None = strawberry.UNSET
    name: str | None = strawberry.UNSET
    size: Size | None = strawberry.UNSET


@strawberry.input
class Filter:
    need: int
    text: str | None = None
    sizes: list[int | None] = strawberry.field(default_factory=lambda: [1, 2])
    colour: Colour = Colour.GREEN
    shouts: list[list[Shout] | None] | None = strawberry.UNSET
    key: Key | None = None
    inner: Filter | None = None
    perhaps: strawberry.Maybe[int | None] = None

    def __post_init__(self) -> None:
        if self.text == "refused":
            SEEN["refused input"] += 1
            raise GraphQLError("this input is refused", extensions={"code": "REFUSED_INPUT"})


class MayEnter(BasePermission):
    """Lets most in, by what is asked for and in which world."""

    message = "not for you"
    error_extensions = {"code": "FORBIDDEN"}  # noqa: RUF012

    def has_permission(self, source: Any, info: Info, **kwargs: Any) -> bool:
        luck = crc32(f"{info.path.as_list()}{info.context.seed}".encode()) % 100
        SEEN["permission"] += 1
        if luck < 3:
            raise ValueError("permission cannot be had")
        return luck > 10


class MayEnterLater(MayEnter):
    """The same, but it takes a while."""

    async def has_permission(self, source: Any, info: Info, **kwargs: Any) -> bool:
        await asyncio.sleep(0)
        return super().has_permission(source, info, **kwargs)


class Echoing(FieldExtension):
    """Does a little to what a resolver returns."""

    def resolve(self, next_: Any, source: Any, info: Info, **kwargs: Any) -> Any:
        SEEN["field extension"] += 1
        return self._echoed(next_(source, info, **kwargs))

    async def resolve_async(self, next_: Any, source: Any, info: Info, **kwargs: Any) -> Any:
        SEEN["field extension"] += 1
        return self._echoed(await next_(source, info, **kwargs))

    def _echoed(self, value: Any) -> Any:
        if value == "text 7 é":
            raise ValueError("no seven")
        return f"{value}!" if type(value) is str else value
