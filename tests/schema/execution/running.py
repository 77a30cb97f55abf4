"""Runs an operation on both executors, each in a world of its own, and compares."""

from __future__ import annotations

import asyncio
from collections import Counter
from random import Random
from typing import Any, NamedTuple

import strawberry
from graphql import GraphQLError
from graphql.execution.executor import CollectedErrors
from graphql.pyutils import Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from tests.schema.execution.comparing import UNDECIDED, Answer, Fault, difference, fault, faults, nulled
from tests.schema.execution.documents import Author, Operation
from tests.schema.execution.graph import (
    BREADTH_FIRST,
    CORE,
    KEPT,
    NOT_VALIDATED,
    QUICK_BREADTH_FIRST,
    QUICK_CORE,
    QUICK_KEPT,
    built,
)
from tests.schema.execution.world import World

MET: Counter[str] = Counter()
"""What came of the operations: the tests ask for a decent share of everything."""


class Case(NamedTuple):
    """Everything needed to run an operation once more."""

    seed: int
    kind: str
    way: str
    trouble: float
    operation: Operation

    def __str__(self) -> str:
        return (
            f"EXECUTION_SEED={self.seed} ({self.kind}, {self.way}, trouble {self.trouble})\n"
            f"{self.operation.document}\nvariables {self.operation.variables!r}, operation {self.operation.name!r}"
        )

    def world(self) -> World:
        return World(self.seed, self.trouble, waits=self.way == "waiting")


class _Keeping(CollectedErrors):
    """Keeps errors that lie under a null, too."""

    def __init__(self, kept: list[Any]) -> None:
        super().__init__()
        self._errors = kept

    def add(self, error: GraphQLError, path: Path | None) -> None:
        self._errors.append(error)


class _EveryError(StrawberryGraphQLCoreExecutionContext):
    """Lets no null spread, so that all errors are met."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.error_propagation = False
        self._keep()

    def build_per_event_executor(self, payload: Any) -> Any:
        executor: Any = super().build_per_event_executor(payload)
        executor._keep()
        return executor

    def _keep(self) -> None:
        self.context_value.every.append([])
        self.collected_errors = _Keeping(self.context_value.every[-1])


EVERY = built(**NOT_VALIDATED, execution_context_class=_EveryError)


def made_up(seed: int, kind: str, way: str) -> Case:
    rng = Random(seed)
    trouble = rng.choice((0.0, 0.01, 0.03, 0.1, 0.3))
    author = Author(rng, CORE._schema, waits=way == "waiting", budget=rng.choice((2, 4, 8, 16)))
    return Case(seed, kind, way, trouble, author.write(kind))


async def compared(case: Case) -> str | None:
    """The first difference between the executors."""
    whole = case.seed % 10 == 0
    core = await answered(CORE if whole else QUICK_CORE, case)
    _meet(core)
    waited = case.way == "waiting"
    for mine in [await answered(schema, case) for schema in _ours(case, whole)]:
        found = difference(mine, core, None, waited)
        if found == UNDECIDED:
            found = difference(mine, core, await _every(case), waited)
        if found:
            return f"{found}\n{case}\nmine {_shown(mine)}\ncore {_shown(core)}"
    return None


def _ours(case: Case, whole: bool) -> list[strawberry.Schema]:
    """Those that run breadth-first: once prepared for this operation, and once with what was kept of it."""
    if case.kind == "subscription" or case.way == "synchronous":
        return [BREADTH_FIRST if whole else QUICK_BREADTH_FIRST]
    return [KEPT, KEPT, BREADTH_FIRST] if whole else [QUICK_KEPT]


async def _every(case: Case) -> list[list[Fault]]:
    world = case.world()
    await answered(EVERY, case, world)
    errors = world.every[1:] if case.kind == "subscription" else world.every
    return [list(map(fault, each)) for each in errors]


async def answered(schema: strawberry.Schema, case: Case, world: World | None = None) -> Answer:
    world = world or case.world()
    before = asyncio.all_tasks()
    document, variables, name = case.operation
    root = None if case.kind == "subscription" else world.root(case.kind.capitalize())
    options: dict[str, Any] = {"root_value": root, "context_value": world, "operation_name": name}
    if case.kind == "subscription":
        results = [each async for each in await schema.subscribe(document, variables, **options)]
    elif case.way == "synchronous":
        results = [schema.execute_sync(document, variables, **options)]
    else:
        results = [await schema.execute(document, variables, **options)]
    left = {task for task in asyncio.all_tasks() - before if not _is_closing(task)}
    if schema not in (CORE, QUICK_CORE, EVERY) and left:
        world.log.append(f"left running: {left}")
    if left:
        await asyncio.wait(left)
    return Answer(results, world.log)


def _is_closing(task: asyncio.Task[Any]) -> bool:
    """Whether it closes an async generator that was found among the garbage, whoever left it there."""
    return type(task.get_coro()).__name__ == "async_generator_athrow"


def _meet(answer: Answer) -> None:
    for result in answer.results:
        found = faults(result)
        MET["results"] += 1
        MET["with data"] += bool(result.data)
        MET["with errors"] += bool(found)
        MET["without data"] += result.data is None
        MET["errors"] += len(found)
        below = [each for each in found if each.path and (nulled(result.data, each.path) or ()) != each.path]
        MET["errors below a null"] += len(below)
        MET["with nulls"] += any(nulled(result.data, each.path) is not None for each in found)
        MET["logged"] += bool(answer.log)


def _shown(answer: Answer) -> str:
    return "\n".join(f"{each.data!r}\n  {faults(each)}" for each in answer.results)
