"""Completing a column: the values of one field for all objects of a level, turned into what the answer holds.

A completer gets a column and gives one of the same length. Gaps and failures are set aside, so that each kind
of type sees nothing but values that are there.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from graphql import GraphQLLeafType
from graphql.pyutils import Path

from schema.execution.failures import Failure, Nulled, located
from schema.execution.kinds import ABSENT, ODD
from schema.execution.leaves import finished_leaf, unchanged_by

if TYPE_CHECKING:
    from schema.execution.executor import BreadthFirstExecutor
    from schema.execution.fields import Field

PathOf = Callable[[int], Any]
"""From a position in a column to its path in the answer; asked only where somebody wants to know."""


class Completer(ABC):
    """What the types have in common: waiting for values, gaps, and nulls where there may be none."""

    def __init__(self, field: Field, nullable: bool) -> None:
        self.field = field
        self.nullable = nullable

    async def complete(self, executor: BreadthFirstExecutor, column: list[Any], path_of: PathOf) -> list[Any]:
        kinds = set(map(type, column))
        if any(map(ODD.__getitem__, kinds)):
            column = await executor.settled(column)
            kinds = set(map(type, column))
        if kinds.isdisjoint(ABSENT):
            return await self.present(executor, column, kinds, path_of)
        return await self._around_gaps(executor, column, path_of)

    def is_finished(self, column: list[Any]) -> bool:
        """Whether completing would change nothing and run no code of somebody else."""
        return False

    @abstractmethod
    async def present(
        self, executor: BreadthFirstExecutor, column: list[Any], kinds: set[type], path_of: PathOf
    ) -> list[Any]:
        """Complete values that are there."""

    def heal(self, executor: BreadthFirstExecutor, value: Any, path: Path) -> Any:
        """The value without failures: each is reported, and nulls the nearest position that may be null."""
        try:
            if isinstance(value, Failure):
                raise located(value, self.field.nodes, path)
            return value if value is None else self.mend(executor, value, path)
        except Nulled as nulled:
            if not self.nullable:
                raise
            executor.collected_errors.add(nulled.error, path)
            return None

    def mend(self, executor: BreadthFirstExecutor, value: Any, path: Path) -> Any:
        """The same for what lies inside of a value."""
        return value

    async def _around_gaps(
        self, executor: BreadthFirstExecutor, column: list[Any], path_of: PathOf
    ) -> list[Any]:
        places = [place for place, value in enumerate(column) if type(value) not in ABSENT]
        values = [column[place] for place in places]
        completed = iter(())
        if values:
            kinds = set(map(type, values))
            completed = iter(await self.present(executor, values, kinds, lambda at: path_of(places[at])))
        return [self._gap(executor, value) if type(value) in ABSENT else next(completed) for value in column]

    def _gap(self, executor: BreadthFirstExecutor, value: Any) -> Any:
        if isinstance(value, Failure):
            return value
        if self.nullable:
            return None
        field = self.field
        return executor.failed_with(
            TypeError(f"Cannot return null for non-nullable field {field.parent_type}.{field.name}.")
        )


class Leaf(Completer):
    """A scalar or an enum."""

    def __init__(self, field: Field, nullable: bool, kind: GraphQLLeafType, native: Any) -> None:
        super().__init__(field, nullable)
        self.kind = kind
        self.unchanged = native or unchanged_by(kind)
        self.finished = finished_leaf(kind)

    def is_finished(self, column: list[Any]) -> bool:
        return self.unchanged is not None and self.unchanged(column, set(map(type, column)))

    async def present(
        self, executor: BreadthFirstExecutor, column: list[Any], kinds: set[type], path_of: PathOf
    ) -> list[Any]:
        if self.unchanged is not None and self.unchanged(column, kinds):
            return column
        try:
            completed = self.finished(column, kinds)
        except Exception:
            completed = []
        # A StopIteration inside of map() ends it, without a sound.
        if len(completed) != len(column) or not ABSENT.isdisjoint(map(type, completed)):
            completed = [self._single(executor, value) for value in column]
        return completed

    def _single(self, executor: BreadthFirstExecutor, value: Any) -> Any:
        try:
            return executor.complete_leaf_value(self.kind, value)
        except Exception as error:
            return executor.failed_with(error)
