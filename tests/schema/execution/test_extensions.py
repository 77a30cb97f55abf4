"""What Strawberry lets one hang around an operation, a field or a type works on both executors."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import strawberry
from strawberry import relay
from strawberry.extensions import MaskErrors, SchemaExtension
from strawberry.permission import BasePermission, PermissionExtension
from strawberry.types import Info

from schema.execution.executor import BreadthFirstExecutor
from tests.schema.execution.asking import Both, messages


class Quiet(BasePermission):
    message = "quiet"
    error_extensions = {"code": "QUIET"}  # noqa: RUF012

    async def has_permission(self, source: Any, info: Info, **kwargs: Any) -> bool:
        await asyncio.sleep(0)
        return kwargs.get("loud") is not True


class Never(BasePermission):
    message = "never"

    def has_permission(self, source: Any, info: Info, **kwargs: Any) -> bool:
        return False


@strawberry.type
class Fruit(relay.Node):
    code: relay.NodeID[int]
    name: str

    @strawberry.field(permission_classes=[Quiet])
    async def spoken(self, loud: bool = False) -> str | None:
        return self.name.upper() if loud else self.name

    @strawberry.field(permission_classes=[Never])
    def hidden(self) -> str | None:
        return "hidden"

    @strawberry.field(extensions=[PermissionExtension([Never()], fail_silently=True)])
    def silently_hidden(self) -> list[str]:
        return ["hidden"]

    plain: str | None = strawberry.field(default="plain", permission_classes=[Never])

    @classmethod
    def resolve_nodes(cls, *, info: Info, node_ids: Any, required: bool = False) -> Any:
        return [None if int(code) > 9 else Fruit(code=int(code), name=f"fruit {code}") for code in node_ids]


def query() -> type:
    """A fresh one for each schema: the fields of relay can be used once."""

    @strawberry.type
    class Query:
        node: relay.Node | None = relay.node()
        nodes: list[relay.Node | None] = relay.node()

        @relay.connection(relay.ListConnection[Fruit])
        def fruits(self) -> list[Fruit]:
            return [Fruit(code=code, name=f"fruit {code}") for code in range(5)]

        @strawberry.field
        async def fruit(self) -> Fruit:
            return Fruit(code=7, name="seventh")

    return Query


FRUITS = """{
  fruits(first: 2) { edges { cursor node { id name __typename spoken hidden } } pageInfo { hasNextPage endCursor } }
  after: fruits(first: 2, after: "YXJyYXljb25uZWN0aW9uOjE=") { edges { node { id spoken(loud: true) } } }
  fruit { id plain silentlyHidden }
}"""
NODES = """query ($one: ID!, $many: [ID!]!) {
  node(id: $one) { id __typename ... on Fruit { name } }
  nodes(ids: $many) { id ... on Fruit { name spoken } }
}"""


def global_id(code: int) -> str:
    return str(relay.GlobalID("Fruit", str(code)))


async def test_nodes_connections_and_permissions() -> None:
    fruits = Both(query)
    result = await fruits.ask(FRUITS)
    assert {message for message, _ in messages(result)} == {"never", "quiet"}
    many = [global_id(code) for code in (3, 12, 1)]
    await fruits.ask(NODES, {"one": global_id(1), "many": many})
    await fruits.ask(NODES, {"one": "nonsense", "many": many})


class Tracing(SchemaExtension):
    """Around each resolver, as tracers do: graphql-core has to run this itself."""

    async def resolve(self, _next: Any, root: Any, info: Any, *args: str, **kwargs: Any) -> Any:
        self.execution_context.context.append(f"{info.path.as_list()}")
        result = _next(root, info, *args, **kwargs)
        if hasattr(result, "__await__"):
            result = await result
        return f"<{result}>" if isinstance(result, str) else result


class Recording(SchemaExtension):
    """Around the steps of an operation."""

    def note(self, what: str) -> None:
        self.execution_context.context.append(what)

    async def on_operation(self) -> AsyncIterator[None]:
        self.note("operation")
        yield
        self.note("operated")

    async def on_execute(self) -> AsyncIterator[None]:
        self.note("execute")
        yield
        result = self.execution_context.result
        self.note(f"executed {result.data if result else None}")

    def on_parse(self) -> Iterator[None]:
        self.note("parse")
        yield

    def on_validate(self) -> Iterator[None]:
        self.note("validate")
        yield

    def get_results(self) -> dict[str, Any]:
        return {"recorded": len(self.execution_context.context)}


@pytest.mark.parametrize("extensions", [[Tracing], [Recording], [Recording, Tracing]])
async def test_schema_extensions_take_part(extensions: list[type[SchemaExtension]]) -> None:
    logs: list[list[str]] = []

    def log() -> list[str]:
        logs.append([])
        return logs[-1]

    await Both(query, extensions=extensions).ask(FRUITS, context=log)
    core, mine = logs
    assert mine == core and core


async def test_errors_are_masked() -> None:
    masking = Both(
        query, extensions=[lambda: MaskErrors(should_mask_error=lambda error: error.message == "never")]
    )
    result = await masking.ask(FRUITS)
    assert {message for message, _ in messages(result)} == {"Unexpected error.", "quiet"}


async def test_errors_are_reported_to_the_schema() -> None:
    reported: list[list[Any]] = []

    class Reporting(strawberry.Schema):
        def process_errors(self, errors: Any, execution_context: Any = None) -> None:
            reported.append(sorted((str(error), repr(error.original_error)) for error in errors))

    chosen: list[dict[str, Any]] = [{}, {"execution_context_class": BreadthFirstExecutor}]
    for options in chosen:
        await Reporting(query(), **options).execute(FRUITS)
    assert reported[0] == reported[1] and reported[0]
