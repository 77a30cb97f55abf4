"""Callers who ask the same document: what one of them gives never reaches another."""

from __future__ import annotations

import asyncio
from itertools import product
from typing import Any

import pytest
import strawberry
from strawberry.types import Info

from schema.execution.batch import batch
from tests.schema.execution.asking import Both


@strawberry.input
class Wanted:
    words: list[str] = strawberry.field(default_factory=lambda: ["a"])
    inner: Wanted | None = None


@strawberry.type
class Thing:
    number: int

    @strawberry.field
    async def answered(self, info: Info, text: str | None = "none", wait: int = 0) -> str:
        for _ in range(wait):
            await asyncio.sleep(0)
        return f"{self.number} {text} {info.context['who']} {info.variable_values} {info.root_value}"

    @strawberry.field
    @batch
    async def together(parents: Any, info: Info, text: str = "none") -> list[str]:
        await asyncio.sleep(0)
        return [f"{parent.number} {text} {info.context['who']} {info.variable_values}" for parent in parents]

    @strawberry.field
    def grows(self, words: list[str] = ["x"], wanted: Wanted | None = None) -> str:  # noqa: B006
        text_shown = f"{words} {wanted}"
        words.append(f"from {self.number}")
        while wanted is not None:
            wanted.words.append("more")
            wanted = wanted.inner
        return text_shown

    @strawberry.field
    @batch
    def grows_together(parents: Any, words: list[str], info: Info, wanted: Wanted | None = None) -> list[str]:
        text_shown = f"{words} {wanted}"
        words.append("for all")
        if wanted is not None:
            wanted.words.append("for all")
        return [text_shown for _ in parents]


@strawberry.type
class Query:
    @strawberry.field
    def things(self, info: Info, wanted: Wanted = Wanted(words=["w"])) -> list[Thing]:  # noqa: B008
        size = len(wanted.words)
        wanted.words.append("again")
        return [Thing(number=number) for number in range(size + 1)]


THINGS = Both(Query)
STEERED = """
query ($a: Boolean!, $b: Boolean = true, $c: Boolean = false, $text: String) {
  things { number @include(if: $a) answered(text: $text) @skip(if: $b) ...F @include(if: $c) }
  ... @skip(if: $a) { more: things { together } }
}
fragment F on Thing { all: together(text: "f") @skip(if: $a) ... @include(if: $b) { more: answered } }
"""


def someone(who: str = "one") -> dict[str, Any]:
    return {"who": who}


async def test_conditions_are_those_of_this_caller() -> None:
    answers = set()
    for _ in range(2):
        for a, b, c in product((True, False), (True, False, None), (True, False)):
            variables = {"a": a, "c": c, "text": f"{a}{b}{c}"} | ({} if b is None else {"b": b})
            result = await THINGS.ask(STEERED, variables, context=someone)
            answers.add(repr(result.data))
    assert len(answers) > 6


@pytest.mark.parametrize("order", [(True, None, False), (None, True, None), (False, None, True)])
async def test_a_condition_that_is_null_fails_for_this_caller_alone(order: tuple[bool | None, ...]) -> None:
    document = """query ($a: Boolean = true, $b: Boolean = false) {
      things { number @include(if: $a) x: number } y: things @skip(if: $b) { number }
    }"""
    for a in order:
        result = await THINGS.ask(document, {"a": a}, context=someone)
        assert bool(result.errors) == (a is None)
        result = await THINGS.ask(document, {"b": a}, context=someone)
        assert bool(result.errors) == (a is None)


async def test_callers_at_the_same_time_are_kept_apart() -> None:
    async def ask(number: int) -> None:
        who, steering = f"caller {number}", number % 2 == 0
        document = """query ($t: String, $on: Boolean!, $wait: Int!) {
          things { answered(text: $t, wait: $wait) together(text: "of all") @include(if: $on) }
        }"""
        variables = {"t": who, "on": steering, "wait": number % 7}
        result = await THINGS.mine.execute(document, variables, someone(who), f"root {number}")
        assert result.errors is None and result.data is not None
        for place, thing in enumerate(result.data["things"]):
            assert thing["answered"] == f"{place} {who} {who} {variables} root {number}"
            assert thing.get("together") == (f"{place} of all {who} {variables}" if steering else None)

    await asyncio.gather(*map(ask, range(40)))


@pytest.mark.parametrize(
    "document",
    [
        "{ things { grows } }",
        '{ things { grows(words: ["lit"]) a: grows(words: [], wanted: {words: ["b"], inner: {}}) } }',
        '{ things(wanted: {words: ["p", "q"]}) { growsTogether(words: ["c"], wanted: {words: ["d"]}) } }',
        """query ($w: [String!]!, $o: Wanted) {
          things(wanted: $o) { grows(words: $w, wanted: $o) growsTogether(words: $w, wanted: $o) }
        }""",
    ],
)
async def test_an_argument_that_a_resolver_changes_is_fresh_for_the_next(document: str) -> None:
    answers = []
    for _ in range(3):
        variables = {"w": ["v"], "o": {"words": ["o"], "inner": {}}}
        answers.append((await THINGS.ask(document, variables, context=someone)).data)
    assert answers[0] == answers[1] == answers[2]
