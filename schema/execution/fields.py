"""What a plan is made of: fields, and scopes that hold the fields selected of one object type."""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema
from graphql.execution.collect_fields import FieldDetailsList
from graphql.pyutils import Path
from strawberry.schema.schema import _OperationContextAwareGraphQLResolveInfo

from schema.execution.columns import Completer, Origin, PathOf
from schema.execution.run import Run

Row = dict[str, Any]


class Level:
    """Objects of one type at one place of the document, and what their fields share."""

    __slots__ = ("parents", "path_of", "run", "shared")

    def __init__(self, run: Run, parents: list[Any], path_of: PathOf) -> None:
        self.run = run
        self.parents = parents
        self.path_of = path_of
        self.shared: dict[Callable[..., Any], Any] = {}


class SelectedField(NamedTuple):
    """A field as it is selected at one place of a document."""

    schema: GraphQLSchema
    parent_type: GraphQLObjectType
    key: str
    definition: GraphQLField
    details: FieldDetailsList
    plan_below: Callable[[GraphQLObjectType, FieldDetailsList], Scope]
    """Plans what is selected of a type below the field."""


class Field(ABC):
    """A field at one place of a document. Its kinds, in `resolving`, differ in how they `start`."""

    reads: frozenset[str] | None = frozenset()
    """The attributes of the parents that it looks at; None if that cannot be known."""

    completer: Completer
    """How its values become what the answer holds. The plan sets it: a completer of objects knows its field."""

    def __init__(self, selected: SelectedField) -> None:
        self.schema = selected.schema
        self.parent_type = selected.parent_type
        self.key = selected.key
        self.definition = selected.definition
        self.details = selected.details
        self.nodes = [each.node for each in self.details]
        self.name = self.nodes[0].name.value
        self.origin = Origin(f"{self.parent_type}.{self.name}", self.nodes)
        self.derived: dict[Callable[..., Any], Any] = {}
        """What functions made of the selection below the field, see `from_selection`."""
        self._plan_below = selected.plan_below
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
            await level.run.waiting()
            started = await started
        return await self.completer.complete(level.run, started, lambda place: self.path_at(level, place))

    def report_failures(self, run: Run, value: Any, path: Path | None) -> Any:
        return self.completer.report_failures(run, value, Path(path, self.key, self.parent_type.name))

    def about(self, run: Run, path: Path) -> PlannedResolveInfo:
        """What resolvers get of a value at a path: the path of the field, not of an item in its list."""
        while isinstance(path.key, int) and path.prev is not None:
            path = path.prev
        info = PlannedResolveInfo._make(
            run.build_resolve_info(self.definition, self.nodes, self.parent_type, path)
        )
        info.field = self
        return info

    def scope_of(self, kind: GraphQLObjectType) -> Scope:
        """What is selected of objects of this type below the field; planned when it is first wanted."""
        if kind not in self._scopes:
            self._scopes[kind] = self._plan_below(kind, self.details)
        return self._scopes[kind]

    def path_at(self, level: Level, place: int) -> Path:
        return Path(level.path_of(place), self.key, self.parent_type.name)


class PlannedResolveInfo(_OperationContextAwareGraphQLResolveInfo):
    """What graphql-core gives to a resolver, and the planned field besides."""

    field: Field


class Scope:
    """The fields that are selected of an object type, each resolved over all objects at once."""

    def __init__(self, kind: GraphQLObjectType, fields: list[Field]) -> None:
        self.kind = kind
        self.fields = fields

    @cached_property
    def rows_from(self) -> Callable[[list[list[Any]]], list[Row]]:
        return rows_with(tuple(field.key for field in self.fields))

    async def rows(self, level: Level) -> list[Row]:
        """What the answer holds for each object. What has to be waited for is waited for at once."""
        columns: list[Any] = [field.start(level) for field in self.fields]
        places = [place for place, field in enumerate(self.fields) if not field.is_finished(columns[place])]
        if len(places) == 1:
            [place] = places
            columns[place] = await self.fields[place].completed(level, columns[place])
        elif places:
            completed = await level.run.together(
                [self.fields[place].completed(level, columns[place]) for place in places]
            )
            for place, column in zip(places, completed, strict=True):
                columns[place] = column
        return self.rows_from(columns) if columns else [{} for _ in level.parents]

    async def row_serially(self, level: Level) -> Row:
        """The same for one object whose fields have effects: each is done before the next begins."""
        run = level.run
        row: Row = {}
        for field in self.fields:
            [value] = await field.completed(level, field.start(level))
            row[field.key] = field.report_failures(run, value, None) if run.has_failures else value
            run.has_failures = False
        return row

    def report_failures(self, run: Run, row: Row, path: Path | None) -> Row:
        return {field.key: field.report_failures(run, row[field.key], path) for field in self.fields}


@lru_cache(maxsize=1000)
def rows_with(keys: tuple[str, ...]) -> Callable[[list[list[Any]]], list[Row]]:
    """A function from columns to rows with these keys.

    Written out as a dict display, the fastest way to make a dict; keys are names that GraphQL's grammar let
    pass, letters, digits and `_`, and stand in it as quoted text.
    """
    names = [f"value_{place}" for place in range(len(keys))]
    row = ", ".join(f"{key!r}: {name}" for key, name in zip(keys, names, strict=True))
    return eval(f"lambda columns: [{{{row}}} for {', '.join(names)}, in zip(*columns, strict=True)]")
