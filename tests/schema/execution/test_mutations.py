"""The fields at the root of a mutation: one after another, each with all that lies below it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import strawberry
from strawberry.types import Info

from schema.execution.batch import batch
from tests.schema.execution.asking import Both, messages


@strawberry.type
class Done:
    name: str

    @strawberry.field
    async def below(self, info: Info) -> str:
        await asyncio.sleep(0)
        info.context.append(f"below {self.name}")
        return self.name

    @strawberry.field
    @batch
    async def below_together(parents: Any, info: Info) -> list[str]:
        await asyncio.sleep(0)
        info.context.append(f"together {[parent.name for parent in parents]}")
        return [parent.name for parent in parents]

    @strawberry.field
    def broken(self) -> str:
        raise ValueError(f"broken below {self.name}")


@strawberry.type
class Query:
    nothing: str | None = None


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def slow(self, info: Info, name: str, turns: int = 3) -> list[Done]:
        info.context.append(f"begin {name}")
        for _ in range(turns):
            await asyncio.sleep(0)
        info.context.append(f"end {name}")
        return [Done(name=name), Done(name=name + "'")]

    @strawberry.mutation
    def quick(self, info: Info, name: str) -> Done | None:
        info.context.append(f"quick {name}")
        return Done(name=name)

    @strawberry.mutation
    async def failing(self, info: Info, name: str) -> Done | None:
        info.context.append(f"failing {name}")
        raise ValueError(f"failed {name}")

    @strawberry.mutation
    async def fatal(self, info: Info, name: str) -> Done:
        info.context.append(f"fatal {name}")
        raise ValueError(f"fatal {name}")

    @strawberry.mutation
    def fatal_now(self, info: Info, name: str) -> Done:
        info.context.append(f"fatal {name}")
        raise ValueError(f"fatal {name}")


ACTS = Both(Query, mutation=Mutation)


async def acted(document: str) -> tuple[Any, list[str]]:
    """The result, and what happened, which has to be the same on both executors."""
    logs: list[list[str]] = []

    def log() -> list[str]:
        logs.append([])
        return logs[-1]

    result = await ACTS.ask(document, context=log)
    core, mine = logs
    assert mine == core
    return result, mine


async def test_each_is_done_before_the_next_begins() -> None:
    result, log = await acted(
        """mutation {
          a: slow(name: "a", turns: 9) { below } b: quick(name: "b") { below name } c: slow(name: "c") { below }
        }"""
    )
    assert result.errors is None and list(result.data) == ["a", "b", "c"]
    first = ["begin a", "end a", "below a", "below a'"]
    assert log == [*first, "quick b", "below b", "begin c", "end c", "below c", "below c'"]


async def test_a_batch_below_one_is_done_before_the_next_begins() -> None:
    logged: list[str] = []
    document = (
        'mutation { a: slow(name: "a") { belowTogether } b: slow(name: "b", turns: 0) { belowTogether } }'
    )
    result = await ACTS.mine.execute(document, context_value=logged)
    assert result.errors is None
    assert logged == [
        "begin a",
        "end a",
        """together ['a', "a'"]""",
        "begin b",
        "end b",
        """together ['b', "b'"]""",
    ]


async def test_what_fails_is_null_and_the_rest_is_done() -> None:
    result, log = await acted(
        """mutation {
          a: quick(name: "a") { name } b: failing(name: "b") { name }
          c: quick(name: "c") { broken } d: quick(name: "d") { name }
        }"""
    )
    assert result.data == {"a": {"name": "a"}, "b": None, "c": None, "d": {"name": "d"}}
    assert messages(result) == [("failed b", ["b"]), ("broken below c", ["c", "broken"])]
    assert log == ["quick a", "failing b", "quick c", "quick d"]


@pytest.mark.parametrize("name", ["fatal", "fatalNow"])
async def test_nothing_is_done_after_what_cannot_be_null(name: str) -> None:
    result, log = await acted(
        f"""mutation {{
          z: failing(name: "z") {{ name }} a: quick(name: "a") {{ name }} b: {name}(name: "b") {{ name }}
          c: quick(name: "c") {{ name }} d: slow(name: "d") {{ name }}
        }}"""
    )
    assert result.data is None
    assert messages(result) == [("failed z", ["z"]), ("fatal b", ["b"])]
    assert log == ["failing z", "quick a", "fatal b"]


async def test_nothing_is_done_after_a_null_that_came_up_from_below() -> None:
    log: list[str] = []
    document = 'mutation { a: slow(name: "a") { below broken } b: quick(name: "b") { name } }'
    result = await ACTS.mine.execute(document, context_value=log)
    assert result.data is None
    assert "quick b" not in log


def test_fields_are_done_one_after_another_without_an_event_loop() -> None:
    document = """mutation {
      a: quick(name: "a") { name } b: fatalNow(name: "b") { name } c: quick(name: "c") { name }
    }"""
    result = ACTS.ask_now(document, context=list)
    assert messages(result) == [("fatal b", ["b"])]
