"""Completing a column: the values of one field for all objects of a level, turned into what the answer holds.

A completer gets a column and gives one of the same length. Gaps and failures are set aside, so that each kind
of type sees nothing but values that are there.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, NamedTuple

from graphql import FieldNode, GraphQLLeafType
from graphql.pyutils import Path

from schema.execution.failures import Failure, Nulled, located
from schema.execution.kinds import ABSENT, UNSETTLED
from schema.execution.leaves import finished_leaf, unchanged_by
from schema.execution.run import Run

PathOf = Callable[[int], Any]
"""From a position in a column to its path in the answer; asked only where somebody wants to know."""


class Origin(NamedTuple):
    """The field that a column belongs to, as errors name it."""

    label: str
    nodes: list[FieldNode]


class Completer(ABC):
    """What the types have in common: waiting for values, gaps, and nulls where there may be none."""

    def __init__(self, origin: Origin, nullable: bool) -> None:
        self.origin = origin
        self.nullable = nullable

    async def complete(self, run: Run, column: list[Any], path_of: PathOf) -> list[Any]:
        types = set(map(type, column))
        if any(map(UNSETTLED.__getitem__, types)):
            column = await run.settled(column)
            types = set(map(type, column))
        if types.isdisjoint(ABSENT):
            return await self.present(run, column, types, path_of)
        return await self._around_gaps(run, column, path_of)

    def is_finished(self, column: list[Any]) -> bool:
        """Whether completing would change nothing and run no code of somebody else."""
        return False

    @abstractmethod
    async def present(self, run: Run, column: list[Any], types: set[type], path_of: PathOf) -> list[Any]:
        """Complete values that are there."""

    def report_failures(self, run: Run, value: Any, path: Path) -> Any:
        """The value without failures: each is reported, and nulls the nearest position that may be null."""
        try:
            if isinstance(value, Failure):
                raise located(value, self.origin.nodes, path)
            return value if value is None else self.report_inside(run, value, path)
        except Nulled as nulled:
            if not self.nullable:
                raise
            run.collected_errors.add(nulled.error, path)
            return None

    def report_inside(self, run: Run, value: Any, path: Path) -> Any:
        """The same for what lies inside of a value."""
        return value

    async def _around_gaps(self, run: Run, column: list[Any], path_of: PathOf) -> list[Any]:
        places = [place for place, value in enumerate(column) if type(value) not in ABSENT]
        values = [column[place] for place in places]
        completed = iter(())
        if values:
            types = set(map(type, values))
            completed = iter(await self.present(run, values, types, lambda at: path_of(places[at])))
        return [self._gap(run, value) if type(value) in ABSENT else next(completed) for value in column]

    def _gap(self, run: Run, value: Any) -> Any:
        if isinstance(value, Failure):
            return value
        if self.nullable:
            return None
        return run.failed_with(TypeError(f"Cannot return null for non-nullable field {self.origin.label}."))


class Leaf(Completer):
    """A scalar or an enum."""

    def __init__(self, origin: Origin, nullable: bool, kind: GraphQLLeafType, native: Any) -> None:
        super().__init__(origin, nullable)
        self.kind = kind
        self.unchanged = native or unchanged_by(kind)
        self.finished = finished_leaf(kind)

    def is_finished(self, column: list[Any]) -> bool:
        return self.unchanged is not None and self.unchanged(column, set(map(type, column)))

    async def present(self, run: Run, column: list[Any], types: set[type], path_of: PathOf) -> list[Any]:
        if self.unchanged is not None and self.unchanged(column, types):
            return column
        try:
            completed = self.finished(column, types)
        except Exception:
            completed = []
        # A StopIteration inside of map() ends it, without a sound.
        if len(completed) != len(column) or not ABSENT.isdisjoint(map(type, completed)):
            completed = [self._single(run, value) for value in column]
        return completed

    def _single(self, run: Run, value: Any) -> Any:
        try:
            return run.complete_leaf_value(self.kind, value)
        except Exception as error:
            return run.failed_with(error)
