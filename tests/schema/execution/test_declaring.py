"""How a batch resolver is declared: what becomes of its annotations and defaults."""

from __future__ import annotations

from typing import Any

import pytest
import strawberry
from strawberry.types import Info

from schema.execution.batch import batch
from schema.execution.executor import BreadthFirstExecutor


@strawberry.type
class Thing:
    @strawberry.field
    @batch
    def greetings(parents: Any, info: Info, words: list[str] = ["hey", "you"]) -> list[str]:  # noqa: B006
        return [" ".join(words) for _ in parents]

    @strawberry.field
    @batch
    def numbers(parents: Any, info: Info) -> list[list[int]]:
        return [[1, 2] for _ in parents]


@strawberry.type
class Query:
    @strawberry.field
    def things(self) -> list[Thing]:
        return [Thing(), Thing()]


SCHEMA = strawberry.Schema(query=Query, execution_context_class=BreadthFirstExecutor)


def test_a_default_may_be_a_list() -> None:
    document = '{ things { greetings other: greetings(words: ["one"]) } }'
    assert SCHEMA.execute_sync(document).data == {"things": [{"greetings": "hey you", "other": "one"}] * 2}


def test_a_list_for_each_parent_is_a_list_of_lists() -> None:
    assert "numbers: [Int!]!" in SCHEMA.as_str()
    assert SCHEMA.execute_sync("{ things { numbers } }").data == {"things": [{"numbers": [1, 2]}] * 2}


@pytest.mark.parametrize("returned", ["list[int] | None", "int", int, dict[str, int]])
def test_what_returns_no_list_is_refused(returned: Any) -> None:
    def wrongly_declared(parents: Any, info: Info) -> Any:
        return parents

    wrongly_declared.__annotations__["return"] = returned
    with pytest.raises(TypeError, match="wrongly_declared resolves a batch: it returns a list"):
        batch(wrongly_declared)
