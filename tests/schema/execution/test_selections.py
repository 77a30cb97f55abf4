"""Looking ahead: what a resolver can know of the selection below its field."""

from __future__ import annotations

from typing import Any

import pytest
import strawberry
from strawberry.types import Info

from schema.execution.batch import batch
from schema.execution.executor import BreadthFirstExecutor
from schema.execution.selections import Selection, from_selection


@strawberry.interface
class Named:
    name: str


@strawberry.type
class Cat(Named):
    lives: int

    @strawberry.field
    @batch(reads=("name", "lives"))
    def label(parents: Any, info: Info) -> list[str]:
        return [f"{each.name} {each.lives}" for each in parents]

    @strawberry.field
    @batch
    def anything(parents: Any, info: Info) -> list[int]:
        return [1 for _ in parents]

    @strawberry.field
    def single(self) -> int:
        return 1

    @strawberry.field
    def kittens(self) -> list[Cat]:
        return []


@strawberry.type
class Dog(Named):
    barks: bool


@strawberry.type
class Query:
    @strawberry.field
    def cats(self, info: Info) -> list[Cat]:
        info.context.append(from_selection(info, shown))
        return [Cat(name="Tom", lives=9)]

    @strawberry.field
    def pets(self, info: Info) -> list[Named]:
        info.context.append(from_selection(info, shown_by_type))
        return [Cat(name="Tom", lives=9)]


LOOKED_AT: list[Selection] = []


def shown(selection: Selection) -> Any:
    LOOKED_AT.append(selection)
    return selection.reads, "kittens" in selection, selection.below("kittens").reads


def shown_by_type(selection: Selection) -> Any:
    return selection.of("Cat").reads, selection.of("Dog").reads


OURS = strawberry.Schema(query=Query, types=[Cat, Dog], execution_context_class=BreadthFirstExecutor)
CORE = strawberry.Schema(query=Query, types=[Cat, Dog])


def seen(document: str, schema: strawberry.Schema = OURS, **variables: Any) -> list[Any]:
    context: list[Any] = []
    result = schema.execute_sync(document, variables, context_value=context)
    assert result.errors is None
    return context


@pytest.mark.parametrize(
    "selection, reads",
    [
        ("name", {"name"}),
        ("called: name __typename", {"name"}),
        ("label", {"name", "lives"}),
        ("... on Named { name } ...F", {"name", "lives"}),
        ("name lives @skip(if: true)", {"name"}),
        ("anything", None),
        ("single", None),
    ],
)
def test_the_attributes_that_are_needed_are_known(selection: str, reads: set[str] | None) -> None:
    fragment = " fragment F on Cat { lives }" if "...F" in selection else ""
    assert seen(f"{{ cats {{ {selection} }} }}{fragment}") == [
        (None if reads is None else frozenset(reads), False, frozenset())
    ]


def test_what_lies_further_below_is_known_for_all_places_where_a_field_stands() -> None:
    [(reads, is_selected, below)] = seen("{ cats { kittens { name } more: kittens { lives } } }")
    assert (reads, is_selected, below) == (None, True, {"name", "lives"})


def test_what_stands_twice_in_a_document_is_one_selection() -> None:
    assert seen("{ cats { name } cats { lives } }") == [({"name", "lives"}, False, frozenset())]


def test_below_an_interface_each_type_has_its_own() -> None:
    assert seen("{ pets { name ... on Cat { lives } } }") == [({"name", "lives"}, {"name"})]


def test_under_another_executor_everything_is_assumed() -> None:
    assert seen("{ cats { name } pets { name } }", CORE) == [(None, True, None), (None, None)]


def test_a_selection_is_looked_at_once_for_each_plan() -> None:
    document = "query ($more: Boolean!) { cats { name lives @include(if: $more) } }"
    LOOKED_AT.clear()
    documents = [
        OURS.execute_sync(document, {"more": more}, context_value=[]) for more in (True, False, True)
    ]
    assert all(each.errors is None for each in documents)
    assert len(LOOKED_AT) == 3  # a text that is parsed each time is another document each time
