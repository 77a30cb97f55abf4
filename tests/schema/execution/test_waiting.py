"""Waiting: at the same time where that is allowed, and no longer than anybody waits for the answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import strawberry
from strawberry.types import Info

from schema.execution.batch import batch
from tests.schema.execution.asking import Both


class Watch:
    """Who began to wait, and who was canceled while waiting."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.canceled: list[str] = []
        self.enough = asyncio.Event()

    async def wait(self, name: str) -> None:
        self.begun.append(name)
        if len(self.begun) >= 5:
            self.enough.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            self.canceled.append(name)
            raise


@strawberry.type
class Slow:
    number: int

    @strawberry.field
    async def single(self, info: Info) -> int:
        await info.context.wait(f"single {self.number}")
        return self.number

    @strawberry.field
    @batch
    async def together(parents: Any, info: Info) -> list[int]:
        await info.context.wait("together")
        return [1 for _ in parents]

    @strawberry.field
    async def stream(self, info: Info) -> list[int]:
        async def numbers() -> AsyncIterator[int]:
            yield 1
            await info.context.wait(f"stream {self.number}")

        return numbers()  # type: ignore[return-value]

    @strawberry.field
    def broken(self) -> int:
        raise ValueError("broken")


@strawberry.type
class Query:
    @strawberry.field
    def slow(self) -> list[Slow]:
        return [Slow(number=1), Slow(number=2)]

    @strawberry.field
    async def slow_to_begin(self, info: Info) -> Slow:
        await info.context.wait("slow to begin")
        return Slow(number=3)

    @strawberry.field
    async def meets(self, info: Info, me: str, you: str) -> str:
        info.context.setdefault(me, asyncio.Event()).set()
        async with asyncio.timeout(5):
            await info.context.setdefault(you, asyncio.Event()).wait()
        return me


SLOW = Both(Query, mutation=strawberry.type(type("Mutation", (Query,), {})))


@pytest.mark.parametrize("kind", ["query", "mutation"])
async def test_canceling_an_operation_cancels_all_that_runs_for_it(kind: str) -> None:
    before, watch = asyncio.all_tasks(), Watch()
    rest = "slowToBegin { number }" if kind == "query" else ""
    document = f"{kind} {{ slow {{ single together stream }} {rest} }}"
    task = asyncio.create_task(SLOW.mine.execute(document, context_value=watch))
    await asyncio.wait_for(watch.enough.wait(), 5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(watch.begun) == 5 + (kind == "query")
    assert sorted(watch.canceled) == sorted(watch.begun)
    assert asyncio.all_tasks() == before


async def test_a_timeout_ends_an_operation() -> None:
    before, watch = asyncio.all_tasks(), Watch()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await SLOW.mine.execute("{ slow { single } }", context_value=watch)
    assert sorted(watch.canceled) == ["single 1", "single 2"]
    assert asyncio.all_tasks() == before


async def test_fields_wait_at_the_same_time() -> None:
    document = '{ a: meets(me: "a", you: "c") b: meets(me: "b", you: "a") c: meets(me: "c", you: "b") }'
    result = await SLOW.ask(document)
    assert result.data == {"a": "a", "b": "b", "c": "c"}


async def test_nothing_is_left_running_after_an_error() -> None:
    before = asyncio.all_tasks()
    result = await SLOW.mine.execute('{ slow { broken } meets(me: "a", you: "a") }', context_value={})
    assert result.data is None
    assert asyncio.all_tasks() == before
