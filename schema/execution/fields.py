"""What all planned fields have in common: where they stand, how they are completed, what lies below them."""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from graphql import (
    GraphQLField,
    GraphQLObjectType,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)
from graphql.execution.collect_fields import FieldDetailsList
from graphql.pyutils import Path

from schema.execution.columns import Completer, Leaf
from schema.execution.composites import AbstractOf, ListOf, ObjectOf
from schema.execution.scopes import Level, Scope

if TYPE_CHECKING:
    from schema.execution.executor import BreadthFirstExecutor
    from schema.execution.plans import Plan


class Field(ABC):
    """A field at one place of a document. Its kinds, in `resolving`, differ in how they `start`."""

    reads: frozenset[str] | None = frozenset()
    """The attributes of the parents that it looks at; None if that cannot be known."""

    def __init__(
        self,
        plan: Plan,
        parent_type: GraphQLObjectType,
        key: str,
        definition: GraphQLField,
        details: FieldDetailsList,
    ) -> None:
        self.plan = plan
        self.parent_type = parent_type
        self.key = key
        self.definition = definition
        self.details = details
        self.nodes = [each.node for each in details]
        self.name = self.nodes[0].name.value
        self.derived: dict[Callable[..., Any], Any] = {}
        self.completer = self._completer_of(definition.type)
        self._scopes: dict[GraphQLObjectType, Scope] = {}

    @abstractmethod
    def start(self, level: Level) -> Any:
        """The column of values, or a coroutine of it where it has to be waited for."""

    def is_finished(self, started: Any) -> bool:
        """Whether what was started is the column as the answer holds it, with nothing left to do."""
        return type(started) is list and self.completer.is_finished(started)

    async def completed(self, level: Level, started: Any) -> list[Any]:
        """The column as the answer holds it."""
        if inspect.iscoroutine(started):
            await level.executor.waiting()
            started = await started
        return await self.completer.complete(level.executor, started, self._paths(level))

    def heal(self, executor: BreadthFirstExecutor, value: Any, path: Path | None) -> Any:
        return self.completer.heal(executor, value, Path(path, self.key, self.parent_type.name))

    def about(self, executor: BreadthFirstExecutor, path: Path) -> Any:
        """What is told as `info` of a value at a path: the path of the field, not of an item in its list."""
        while isinstance(path.key, int) and path.prev is not None:
            path = path.prev
        return executor.about(self, path)

    def scope_of(self, kind: GraphQLObjectType) -> Scope:
        """What is selected of objects of this type below the field; planned when it is first asked for."""
        if kind not in self._scopes:
            self._scopes[kind] = self.plan.scope_below(kind, self.details)
        return self._scopes[kind]

    def path_at(self, level: Level, place: int) -> Path:
        return Path(level.path_of(place), self.key, self.parent_type.name)

    def _paths(self, level: Level) -> Callable[[int], Path]:
        return lambda place: self.path_at(level, place)

    def _completer_of(self, kind: Any) -> Completer:
        nullable = not is_non_null_type(kind)
        kind = kind if nullable else kind.of_type
        if is_list_type(kind):
            return ListOf(self, nullable, self._completer_of(kind.of_type))
        if is_leaf_type(kind):
            return Leaf(self, nullable, kind, self.plan.native.get(kind.name))
        return (AbstractOf if is_abstract_type(kind) else ObjectOf)(self, nullable, kind)
