"""What a resolver learns of its place, and places that are far away."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import pytest
import strawberry
from graphql import get_introspection_query
from strawberry.types import Info

from tests.schema.execution.asking import Both, agreed, messages
from tests.schema.execution.comparing import faults
from tests.schema.execution.graph import BREADTH_FIRST, CORE

GIVEN: dict[int, list[Any]] = {}
"""What resolvers were given as `info`, by the id of the context of their operation."""


def note_given(info: Info) -> None:
    raw = info._raw_info
    path, types = info.path, []
    while path is not None:
        types.append(path.typename)
        path = path.prev
    GIVEN.setdefault(id(info.context), []).append(
        (
            info.path.as_list(),
            types,
            info.field_name,
            info.python_name,
            info.return_type,
            str(raw.return_type),
            raw.parent_type.name,
            [str(selection) for selection in info.selected_fields],
            len(raw.field_nodes),
            info.variable_values,
            info.operation.name and info.operation.name.value,
            info.root_value,
            info.schema is not None,
            sorted(raw.fragments),
            info.input_extensions,
        )
    )


@strawberry.type
class Branch:
    level: int

    @strawberry.field
    def branches(self, info: Info, count: int = 2) -> list[list[Branch | None]]:
        note_given(info)
        return [[Branch(level=self.level + 1), None] for _ in range(count)]

    @strawberry.field
    async def only_child(self, info: Info) -> Branch:
        note_given(info)
        return Branch(level=self.level + 1)

    @strawberry.field
    def deeper(self) -> Branch:
        return Branch(level=self.level + 1)

    @strawberry.field
    async def deeper_later(self) -> list[Branch]:
        return [Branch(level=self.level + 1)]

    @strawberry.field
    def name(self, info: Info) -> str:
        note_given(info)
        return f"at {self.level}"

    @strawberry.field
    def broken(self) -> str | None:
        raise ValueError(f"broken at {self.level}")


@strawberry.type
class Query:
    @strawberry.field
    def tree(self, info: Info) -> Branch | None:
        note_given(info)
        return Branch(level=0)


TREE = Both(Query)

DOCUMENTS = [
    "{ tree { branches { name } } }",
    """query Named($n: Int!) { t: tree { a: branches(count: $n) { x: name ...B } ...B } }
    fragment B on Branch { name level }""",
    "{ tree { onlyChild { name onlyChild { branches { n: name } } } name } tree { level onlyChild { level } } }",
    "{ tree { ... on Branch @include(if: true) { branches(count: 1) { ... { branches { name } } } } } }",
]


@pytest.mark.parametrize("document", DOCUMENTS)
async def test_a_resolver_learns_its_exact_place(document: str) -> None:
    GIVEN.clear()
    contexts = {schema: {"of": name} for name, schema in (("core", TREE.core), ("mine", TREE.mine))}
    results = [
        await schema.execute(document, {"n": 3}, context, "the root", operation_extensions={"noted": 1})
        for schema, context in contexts.items()
    ]
    core_result, my_result = results
    agreed(core_result, my_result)
    core, mine = (sorted(GIVEN[id(context)], key=str) for context in contexts.values())
    assert mine == core and len(core) > 3


def nested(field: str, levels: int) -> str:
    return "{ tree " + f"{{ level {field} " * levels + "{ broken level }" + "}" * levels + " }"


@pytest.fixture
def room() -> Iterator[None]:
    """More of the stack than Python gives by default: graphql-core needs seven frames a level."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(5_000)
    yield
    sys.setrecursionlimit(before)


@pytest.mark.parametrize("field", ["deeper", "deeperLater"])
async def test_150_levels_give_the_same(room: None, field: str) -> None:
    result = await TREE.ask(nested(field, 150))
    assert messages(result) == [("broken at 150", result.errors[0].path)]
    assert len(result.errors[0].path) == 152 + 150 * (field == "deeperLater")


def test_150_levels_give_the_same_without_an_event_loop(room: None) -> None:
    TREE.ask_now(nested("deeper", 150))


async def test_60_levels_that_wait_need_no_more_of_the_stack_than_there_is() -> None:
    result = await TREE.ask(nested("deeperLater", 60))
    assert [error.message for error in result.errors] == ["broken at 60"]


async def test_introspection_gives_the_same() -> None:
    options = {"specified_by_url": True, "directive_is_repeatable": True, "input_value_deprecation": True}
    for query in (get_introspection_query(), get_introspection_query(**options)):
        core, mine = await CORE.execute(query), await BREADTH_FIRST.execute(query)
        assert core.errors is None and mine.data == core.data and repr(mine.data) == repr(core.data)
        now = BREADTH_FIRST.execute_sync(query)
        assert now.data == core.data


@pytest.mark.parametrize("name", ["First", "Second", "Third", None, ""])
async def test_an_operation_is_chosen_by_name(name: str | None) -> None:
    document = (
        "query First { tree { level } } query Second { a: tree { b: level } } fragment F on Branch { level }"
    )
    results = []
    for schema in (TREE.core, TREE.mine):
        try:
            results.append(await schema.execute(document, operation_name=name))
        except Exception as error:
            results.append(error)
    core, mine = results
    if isinstance(core, Exception):
        assert repr(mine) == repr(core)
    else:
        assert (mine.data, faults(mine)) == (core.data, faults(core))
    document = document.replace("fragment F on Branch { level }", "")
    if name in ("First", "Second"):
        await TREE.ask(document, operation=name)
