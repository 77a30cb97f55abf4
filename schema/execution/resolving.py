"""The ways to get the values of a field: the type's name, an attribute, a batch, or a resolver per object."""

from __future__ import annotations

import inspect
from abc import abstractmethod
from asyncio import ensure_future
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from graphql import GraphQLField, GraphQLObjectType
from graphql.execution.collect_fields import FieldDetailsList
from strawberry.types.field import StrawberryField

from schema.execution.arguments import Arguments
from schema.execution.batch import SHARED, one_for_each, waits
from schema.execution.failures import attempted
from schema.execution.fields import Field
from schema.execution.inputs import Inputs
from schema.execution.scopes import Level
from schema.execution.watching import around_batch, is_watched

if TYPE_CHECKING:
    from schema.execution.plans import Plan


class TypeName(Field):
    """`__typename`: the same for all objects of a scope."""

    def start(self, level: Level) -> list[str]:
        return [self.parent_type.name] * len(level.parents)


class Attribute(Field):
    """A field without a resolver."""

    def __init__(self, *place: Any, strawberry_field: StrawberryField) -> None:
        super().__init__(*place)
        self.reads = frozenset({strawberry_field.python_name})
        self._get = attrgetter(strawberry_field.python_name)

    def start(self, level: Level) -> list[Any]:
        column: list[Any] = []
        values = map(self._get, level.parents)
        wanted = len(level.parents)
        while True:
            try:
                column.extend(values)  # what came before an exception stays
                if len(column) == wanted:
                    return column
                # a StopIteration, which ends map() without a sound
                column.append(attempted(self._get, level.parents[len(column)]))
            except Exception as error:
                column.append(error)


class Resolved(Field):
    """A field with a resolver of its own that nothing is wrapped around."""

    def __init__(self, *place: Any, strawberry_field: StrawberryField) -> None:
        super().__init__(*place)
        assert strawberry_field.base_resolver is not None
        converter = self.plan.strawberry_schema.schema_converter
        self._field = strawberry_field
        self._resolver = strawberry_field.base_resolver
        self._make_about = converter.config.info_class
        inputs = Inputs(strawberry_field.arguments, converter)
        self._arguments = Arguments(self.definition, self.details[0], inputs.converted)

    def _about(self, level: Level, place: int) -> Any:
        """What the resolver is told as `info`."""
        raw = level.executor.about(self, self.path_at(level, place))
        return self._make_about(_raw_info=raw, _field=self._field)


class Batch(Resolved):
    """A field with a batch resolver: one call for all objects."""

    def __init__(self, *place: Any, strawberry_field: StrawberryField) -> None:
        super().__init__(*place, strawberry_field=strawberry_field)
        resolve: Any = self._resolver.wrapped_func
        self._function, self._shared = resolve.batch, resolve.shared
        self.reads = None if resolve.reads is None else frozenset(resolve.reads)
        self._waits = waits(self._function, self._shared)
        self._is_told = resolve.is_told
        self._needs_about = self._is_told or self._shared is not None or bool(self.definition.args)

    def start(self, level: Level) -> Any:
        if not level.parents:
            return []
        try:
            about = self._about(level, 0) if self._needs_about else None
            arguments = self._arguments.given(level.executor, about)
            if self._waits:
                return self._awaited(level, about, arguments)
            if self._shared is not None:
                arguments = arguments | {SHARED: self._shared_value(level, about)}
            return one_for_each(self._called(level, about, arguments), level.parents, self.name)
        except Exception as error:
            return [error] * len(level.parents)

    async def _awaited(self, level: Level, about: Any, arguments: dict[str, Any]) -> list[Any]:
        try:
            if self._shared is not None:
                value = self._shared_value(level, about)
                arguments = arguments | {SHARED: await value if inspect.isawaitable(value) else value}
            values = self._called(level, about, arguments)
            values = await values if inspect.isawaitable(values) else values
            return one_for_each(values, level.parents, self.name)
        except Exception as error:
            return [error] * len(level.parents)

    def _called(self, level: Level, about: Any, arguments: dict[str, Any]) -> Any:
        if self._is_told:
            return self._function(level.parents, about, **arguments)
        return self._function(level.parents, **arguments)

    def _shared_value(self, level: Level, about: Any) -> Any:
        """What fields of the level have in common; whoever comes first begins it."""
        if self._shared not in level.shared:
            value = self._shared(level.parents, about)
            level.shared[self._shared] = ensure_future(value) if inspect.isawaitable(value) else value
        return level.shared[self._shared]


class PerObject(Field):
    """A field that takes one call for each object."""

    reads = None

    def start(self, level: Level) -> Any:
        column = [attempted(self.value, level, place, parent) for place, parent in enumerate(level.parents)]
        executor = level.executor
        places = [place for place, value in enumerate(column) if executor.is_to_await(value)]
        return executor.awaited_at(places, column) if places else column

    @abstractmethod
    def value(self, level: Level, place: int, parent: Any) -> Any:
        """What the resolver gives for one object."""


class Single(Resolved, PerObject):
    """A field with an ordinary resolver."""

    def __init__(self, *place: Any, strawberry_field: StrawberryField) -> None:
        super().__init__(*place, strawberry_field=strawberry_field)
        resolver = self._resolver
        told = (resolver.parent_parameter, resolver.root_parameter)
        self._parent_names = tuple(each.name for each in told if each is not None)
        self._about_names = (resolver.info_parameter.name,) if resolver.info_parameter else ()
        self._is_method = resolver.self_parameter is not None

    def value(self, level: Level, place: int, parent: Any) -> Any:
        about = self._about(level, place)
        told = dict.fromkeys(self._parent_names, parent) | dict.fromkeys(self._about_names, about)
        arguments = self._arguments.given(level.executor, about) | told
        return self._resolver(*((parent,) if self._is_method else ()), **arguments)


class Wrapped(PerObject):
    """A field that is called as graphql-core calls it: with permissions or extensions around its resolver."""

    def __init__(self, *place: Any) -> None:
        super().__init__(*place)
        self._arguments = Arguments(self.definition, self.details[0])

    def value(self, level: Level, place: int, parent: Any) -> Any:
        executor = level.executor
        resolve = self.definition.resolve or executor.field_resolver
        about = executor.about(self, self.path_at(level, place))
        return resolve(parent, about, **self._arguments.given(executor))


class WatchedBatch(Batch):
    """The same, with somebody who is told of the call."""

    def start(self, level: Level) -> Any:
        if self._waits or not level.parents:
            return super().start(level)
        with around_batch(self.parent_type.name, self.name, len(level.parents)):
            return super().start(level)

    async def _awaited(self, level: Level, about: Any, arguments: dict[str, Any]) -> list[Any]:
        with around_batch(self.parent_type.name, self.name, len(level.parents)):
            return await super()._awaited(level, about, arguments)


class WatchedSingle(Single):
    """The same for a query or a mutation, which has no parents but one."""

    def value(self, level: Level, place: int, parent: Any) -> Any:
        return self._watched(super().value, level, place, parent)

    async def _watched(self, value: Callable[..., Any], level: Level, place: int, parent: Any) -> Any:
        with around_batch(self.parent_type.name, self.name, 1):
            found = value(level, place, parent)
            return await found if inspect.isawaitable(found) else found


def planned(
    plan: Plan,
    parent_type: GraphQLObjectType,
    key: str,
    definition: GraphQLField,
    details: FieldDetailsList,
) -> Field:
    """The field in the cheapest way that gives what graphql-core would."""
    place = (plan, parent_type, key, definition, details)
    declared = definition.extensions.get("strawberry-definition")
    if details[0].node.name.value == "__typename":
        return TypeName(*place)
    if not isinstance(declared, StrawberryField) or declared.extensions or plan.has_exception_handlers:
        return Wrapped(*place)
    if declared.base_resolver is None and declared.default_resolver is getattr:
        return Attribute(*place, strawberry_field=declared)
    if hasattr(getattr(declared.base_resolver, "wrapped_func", None), "batch"):
        return (WatchedBatch if is_watched() else Batch)(*place, strawberry_field=declared)
    if definition.subscribe is None and declared.base_resolver is not None:
        is_to_watch = is_watched() and parent_type in (plan.schema.query_type, plan.schema.mutation_type)
        return (WatchedSingle if is_to_watch else Single)(*place, strawberry_field=declared)
    return Wrapped(*place)
