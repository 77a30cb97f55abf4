"""Batch resolvers: one call for all objects of a level, whatever becomes of some of them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest
import strawberry
from strawberry.types import Info

from schema.execution.batch import batch
from tests.schema.execution.asking import Both, messages


@dataclass
class Calls:
    """What batch functions were called with."""

    parents: list[tuple[str, list[int]]] = field(default_factory=list)
    shared: list[list[int]] = field(default_factory=list)
    arrived: dict[str, asyncio.Event] = field(
        default_factory=lambda: {name: asyncio.Event() for name in "ab"}
    )

    def note(self, name: str, parents: list[Item]) -> None:
        self.parents.append((name, [parent.number for parent in parents]))


async def counted(parents: list[Item], info: Info) -> int:
    info.context.shared.append([parent.number for parent in parents])
    await asyncio.sleep(0)
    return 100


async def refused(parents: list[Item], info: Info) -> int:
    raise ValueError("nothing to share")


def odd(parent: Item) -> Any:
    return parent.number if parent.number % 2 else ValueError(f"{parent.number} is even")


def meet(name: str, other: str) -> Any:
    async def resolve(parents: list[Item], info: Info) -> list[str]:
        info.context.arrived[name].set()
        async with asyncio.timeout(5):
            await info.context.arrived[other].wait()
        return [name for _ in parents]

    return resolve


@strawberry.type
class Item:
    number: int

    @strawberry.field
    @batch
    async def next(parents: Any, info: Info, step: int = 1) -> list[Item]:
        info.context.note("next", parents)
        return [Item(number=parent.number + step) for parent in parents]

    @strawberry.field
    @batch
    def square(parents: Any, info: Info) -> list[int]:
        info.context.note("square", parents)
        return [parent.number**2 for parent in parents]

    @strawberry.field
    @batch
    def odd_only(parents: Any, info: Info) -> list[int | None]:
        return list(map(odd, parents))

    @strawberry.field
    @batch
    async def strictly_odd(parents: Any, info: Info) -> list[int]:
        return list(map(odd, parents))

    @strawberry.field
    @batch
    def raising(parents: Any, info: Info) -> list[int | None]:
        raise ValueError("none of you")

    @strawberry.field
    @batch
    async def raising_later(parents: Any, info: Info) -> list[int | None]:
        raise ValueError("none of you, later")

    @strawberry.field
    @batch
    def too_few(parents: Any, info: Info) -> list[int | None]:
        return [1]

    @strawberry.field
    @batch
    async def too_many(parents: Any, info: Info) -> list[int | None]:
        return [1] * 10

    @strawberry.field
    @batch(shared=counted)
    async def plus(parents: Any, info: Info, shared: int, more: int = 0) -> list[int]:
        return [parent.number + shared + more for parent in parents]

    @strawberry.field
    @batch(shared=counted, reads="number")
    async def minus(parents: Any, info: Info, shared: int) -> list[int]:
        return [parent.number - shared for parent in parents]

    @strawberry.field
    @batch(shared=refused)
    async def nothing(parents: Any, info: Info, shared: int) -> list[int | None]:
        return [1 for _ in parents]

    a: str = strawberry.field(resolver=batch(meet("a", "b")))
    b: str = strawberry.field(resolver=batch(meet("b", "a")))


@strawberry.type
class Query:
    @strawberry.field
    def items(self) -> list[Item | None]:
        first = Item(number=1)
        return [first, None, Item(number=2), first, Item(number=3)]

    @strawberry.field
    def none(self) -> list[Item]:
        return []

    @strawberry.field
    async def nested(self) -> list[list[Item | None]] | None:
        return [[Item(number=1), None], [], [Item(number=2)]]


ITEMS = Both(Query)


async def mine(document: str) -> tuple[Any, Calls]:
    calls = Calls()
    return await ITEMS.mine.execute(document, context_value=calls), calls


async def test_a_batch_resolver_is_called_once_per_level_with_all_parents_in_order() -> None:
    result, calls = await mine("{ items { next { next(step: 5) { number square } } } }")
    assert result.errors is None
    assert calls.parents == [("next", [1, 2, 1, 3]), ("next", [2, 3, 2, 4]), ("square", [7, 8, 7, 9])]


async def test_lists_in_lists_are_one_level() -> None:
    result, calls = await mine("{ nested { square } }")
    assert result.data == {"nested": [[{"square": 1}, None], [], [{"square": 4}]]}
    assert calls.parents == [("square", [1, 2])]


async def test_each_place_in_a_document_is_a_call() -> None:
    document = (
        "{ one: items { square } two: items { square a: next { number } b: next(step: 2) { number } } }"
    )
    _, calls = await mine(document)
    assert sorted(calls.parents) == [("next", [1, 2, 1, 3])] * 2 + [("square", [1, 2, 1, 3])] * 2


async def test_no_parents_are_no_call() -> None:
    result, calls = await mine("{ none { square next { number plus } } }")
    assert result.data == {"none": []}
    assert (calls.parents, calls.shared) == ([], [])


@pytest.mark.parametrize(
    "document",
    [
        "{ items { number next(step: 3) { square next { number } } square } }",
        "{ items { oddOnly } }",
        "{ items { number next { strictlyOdd } } nested { strictlyOdd } }",
        "{ items { raising number } nested { next { raising } } }",
        "{ items { raisingLater number } }",
        "{ items { plus(more: 3) minus number } }",
        "{ items { nothing } }",
        "query ($step: Int = 4) { items { next(step: $step) { number } } nested { next { next { oddOnly } } } }",
    ],
)
async def test_one_at_a_time_gives_the_same(document: str) -> None:
    await ITEMS.ask(document, context=Calls)


def test_one_at_a_time_gives_the_same_without_an_event_loop() -> None:
    result = ITEMS.ask_now("{ items { square oddOnly raising } }", context=Calls)
    assert len(result.errors) == 5


async def test_an_exception_fails_its_parent_alone() -> None:
    result, _ = await mine("{ items { oddOnly } }")
    assert result.data == {"items": [{"oddOnly": 1}, None, {"oddOnly": None}, {"oddOnly": 1}, {"oddOnly": 3}]}
    assert messages(result) == [("2 is even", ["items", 2, "oddOnly"])]
    result, _ = await mine("{ items { strictlyOdd } }")
    assert result.data == {"items": [{"strictlyOdd": 1}, None, None, {"strictlyOdd": 1}, {"strictlyOdd": 3}]}


@pytest.mark.parametrize(
    ("name", "message"), [("raising", "none of you"), ("raisingLater", "none of you, later")]
)
async def test_raising_fails_every_parent(name: str, message: str) -> None:
    result, _ = await mine(f"{{ items {{ number {name} }} }}")
    assert messages(result) == [(message, ["items", place, name]) for place in (0, 2, 3, 4)]


@pytest.mark.parametrize("name", ["tooFew", "tooMany"])
async def test_values_that_are_too_few_or_too_many_fail_every_parent(name: str) -> None:
    result, _ = await mine(f"{{ items {{ number {name} }} }}")
    assert [path for _, path in messages(result)] == [["items", place, name] for place in (0, 2, 3, 4)]
    assert all(name in message for message, _ in messages(result))


async def test_what_fields_share_is_made_once_per_level() -> None:
    result, calls = await mine("{ items { plus minus more: plus(more: 1) next { minus } } }")
    assert result.data["items"][0] == {"plus": 101, "minus": -99, "more": 102, "next": {"minus": -98}}
    assert calls.shared == [[1, 2, 1, 3], [2, 3, 2, 4]]


async def test_what_cannot_be_shared_fails_every_parent() -> None:
    result, _ = await mine("{ items { nothing number } }")
    assert messages(result) == [("nothing to share", ["items", place, "nothing"]) for place in (0, 2, 3, 4)]


async def test_batches_of_a_level_overlap_in_time() -> None:
    result, _ = await mine("{ items { a b } }")
    assert result.errors is None


async def test_batches_of_different_branches_overlap_in_time() -> None:
    result, _ = await mine("{ items { next { a } } nested { b } }")
    assert result.errors is None


def test_what_is_shared_is_no_argument() -> None:
    assert "shared" not in str(ITEMS.mine)
    assert "plus(more: Int! = 0): Int!" in str(ITEMS.mine)
