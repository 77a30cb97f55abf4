"""Whatever has to wait on different branches of an operation waits at the same time, as deep as it may lie."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import AsyncIterator
from typing import Annotated, Any

import pytest
import strawberry
from strawberry.types import Info

from schema.execution.batch import batch
from tests.schema.execution.asking import Both


async def meet(info: Info, me: str, you: str) -> str:
    """Comes back when the other has come, too."""
    info.context.setdefault(me, asyncio.Event()).set()
    async with asyncio.timeout(1):
        await info.context.setdefault(you, asyncio.Event()).wait()
    return "met"


@strawberry.interface
class Named:
    @strawberry.field
    async def a(self, info: Info) -> str:
        return await meet(info, "a", "b")

    @strawberry.field
    async def b(self, info: Info) -> str:
        return await meet(info, "b", "a")


@strawberry.type
class Cat(Named):
    lives: int = 9


@strawberry.type
class Dog(Named):
    legs: int = 4

    @strawberry.field
    @batch
    async def together(parents: Any, info: Info) -> list[int]:
        return [1 for _ in parents]


Pet = Annotated[Cat | Dog, strawberry.union("Pet")]


@strawberry.type
class Waiting:
    """Its attributes have to be awaited."""

    x: str
    y: str
    xs: list[str]
    ys: list[str]


@strawberry.type
class Query:
    @strawberry.field
    def named(self) -> Named:
        return Cat()

    @strawberry.field
    def pets(self) -> list[Pet]:
        return [Cat(), Dog()]

    @strawberry.field
    def dog(self) -> Dog:
        return Dog()

    @strawberry.field
    async def dog_later(self) -> list[Dog]:
        return [Dog()]

    @strawberry.field
    def nobody(self) -> Dog | None:
        return None

    @strawberry.field
    @batch
    async def a(parents: Any, info: Info) -> list[str]:
        return [await meet(info, "a", "b")]

    @strawberry.field
    def attributes(self, info: Info) -> Waiting:
        x, y = (meet(info, *names) for names in ("ab", "ba"))
        return Waiting(x=x, y=y, xs=[], ys=[])  # type: ignore[arg-type]

    @strawberry.field
    def items(self, info: Info) -> Waiting:
        xs, ys = ([meet(info, *names)] for names in ("ab", "ba"))
        return Waiting(x="", y="", xs=xs, ys=ys)  # type: ignore[arg-type]

    @strawberry.field
    def streams(self, info: Info) -> Waiting:
        async def stream(names: str) -> AsyncIterator[str]:
            yield await meet(info, *names)

        return Waiting(x="", y="", xs=stream("ab"), ys=stream("ba"))  # type: ignore[arg-type]

    @strawberry.field
    def partly(self) -> list[Partly]:
        return [Partly(number) for number in range(3)]


@strawberry.type
class Partly:
    value: int | None

    def __init__(self, number: int) -> None:
        self.number = number

    def __getattr__(self, name: str) -> Any:
        if name != "value":
            raise AttributeError(name)
        if self.number == 2:
            raise ValueError("the last one has none")

        async def later() -> int:
            return self.number

        return later()


PETS = Both(Query, types=[Cat, Dog])


@pytest.mark.parametrize(
    "document",
    [
        "{ x: dog { a } y: dog { b } }",
        "{ dog { a } dogLater { b } }",
        "{ x: named { a } y: named { b } }",
        "{ named { a } dogLater { b } }",
        "{ pets { ... on Cat { a } ... on Dog { b } } }",
        "{ x: pets { ... on Cat { a } } y: dog { b } }",
        "{ a dog { b } }",
        "{ attributes { x y } }",
        "{ items { xs ys } }",
        "{ streams { xs ys } }",
    ],
)
async def test_branches_wait_at_the_same_time(document: str) -> None:
    result = await PETS.ask(document)
    assert result.errors is None


def test_what_nobody_reaches_needs_no_event_loop() -> None:
    result = PETS.ask_now("{ x: nobody { a together } y: nobody { together } named { __typename } }")
    assert result.errors is None


async def test_an_attribute_is_read_once_even_if_it_fails_for_another_object() -> None:
    with warnings.catch_warnings(record=True) as dropped:
        warnings.simplefilter("always")
        result = await PETS.ask("{ partly { value } }")
    assert result.data == {"partly": [{"value": 0}, {"value": 1}, {"value": None}]}
    assert dropped == []
