"""The ways to get the values of a field: the type's name, an attribute, a batch, or a resolver per object."""

from __future__ import annotations

import inspect
from abc import abstractmethod
from asyncio import ensure_future
from operator import attrgetter
from typing import Any

from strawberry.types import Info
from strawberry.types.field import StrawberryField

from schema.execution.arguments import Arguments
from schema.execution.batch import SHARED, one_for_each, waits
from schema.execution.closing import Closing
from schema.execution.failures import attempted
from schema.execution.fields import Field, Level, SelectedField
from schema.execution.inputs import Inputs
from schema.execution.watching import around_batch, is_watched


def field_for(selected: SelectedField, closing: Closing | None = None) -> Field:
    """The field in the cheapest way that gives what graphql-core would; nothing of one that is closed."""
    definition = selected.definition
    if closing is not None and closing.closes(definition):
        return Closed(selected, closing)
    declared = definition.extensions.get("strawberry-definition")
    if selected.details[0].node.name.value == "__typename":
        return TypeName(selected)
    strawberry_schema = selected.schema._strawberry_schema  # type: ignore[attr-defined]
    if (
        not isinstance(declared, StrawberryField)
        or declared.extensions
        or strawberry_schema.exception_handlers
    ):
        return Wrapped(selected)
    if declared.base_resolver is None and declared.default_resolver is getattr:
        return Attribute(selected, declared)
    if hasattr(getattr(declared.base_resolver, "wrapped_func", None), "batch"):
        return Batch(selected, declared)
    if definition.subscribe is None and declared.base_resolver is not None:
        return Single(selected, declared)
    return Wrapped(selected)


class TypeName(Field):
    """`__typename`: the same for all objects of a scope."""

    def start(self, level: Level) -> list[str]:
        return [self.parent_type.name] * len(level.parents)


class Closed(Field):
    """A field that is not given: nothing is read for it, and what is selected below it never runs."""

    def __init__(self, selected: SelectedField, closing: Closing) -> None:
        super().__init__(selected)
        self._closing = closing

    def start(self, level: Level) -> list[Any]:
        """Told at the first object alone: a list of a hundred rows has one error, not a hundred."""
        if not level.parents:
            return []
        error = self._closing.error(level.run.context_value, self.definition, self.nodes[0])
        return [level.run.failed_with(error), *[None] * (len(level.parents) - 1)]


class Attribute(Field):
    """A field without a resolver."""

    def __init__(self, selected: SelectedField, declared: StrawberryField) -> None:
        super().__init__(selected)
        self.reads = frozenset({declared.python_name})
        self._get = attrgetter(declared.python_name)

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

    def __init__(self, selected: SelectedField, declared: StrawberryField) -> None:
        super().__init__(selected)
        assert declared.base_resolver is not None
        converter = selected.schema._strawberry_schema.schema_converter  # type: ignore[attr-defined]
        self._declared = declared
        self._resolver = declared.base_resolver
        self._info_class: type[Info] = converter.config.info_class
        inputs = Inputs(declared.arguments, converter)
        self._arguments = Arguments(self.definition, self.details[0], inputs.converted)

    def _about(self, level: Level, place: int) -> Info:
        """What the resolver gets as `info`."""
        raw = self.about(level.run, self.path_at(level, place))
        return self._info_class(_raw_info=raw, _field=self._declared)


class Batch(Resolved):
    """A field with a batch resolver: one call for all objects."""

    def __init__(self, selected: SelectedField, declared: StrawberryField) -> None:
        super().__init__(selected, declared)
        resolve: Any = self._resolver.wrapped_func
        self._function, self._shared = resolve.batch, resolve.shared
        self.reads = None if resolve.reads is None else frozenset(resolve.reads)
        self._waits = waits(self._function, self._shared)
        self._takes_info = resolve.takes_info
        self._needs_info = self._takes_info or self._shared is not None or bool(self.definition.args)

    def start(self, level: Level) -> Any:
        if not level.parents:
            return []
        try:
            info = self._about(level, 0) if self._needs_info else None
            arguments = self._arguments.given(level.run, info)
        except Exception as error:
            return [error] * len(level.parents)
        return (self._values_later if self._waits else self._values)(level, info, arguments)

    def _values(self, level: Level, info: Info | None, arguments: dict[str, Any]) -> list[Any]:
        with around_batch(self.parent_type.name, self.name, len(level.parents)):
            try:
                if self._shared is not None:
                    arguments = arguments | {SHARED: self._shared_value(level, info)}
                return one_for_each(self._called(level, info, arguments), level.parents, self.name)
            except Exception as error:
                return [error] * len(level.parents)

    async def _values_later(self, level: Level, info: Info | None, arguments: dict[str, Any]) -> list[Any]:
        with around_batch(self.parent_type.name, self.name, len(level.parents)):
            try:
                if self._shared is not None:
                    value = self._shared_value(level, info)
                    arguments = arguments | {SHARED: await value if inspect.isawaitable(value) else value}
                values = self._called(level, info, arguments)
                values = await values if inspect.isawaitable(values) else values
                return one_for_each(values, level.parents, self.name)
            except Exception as error:
                return [error] * len(level.parents)

    def _called(self, level: Level, info: Info | None, arguments: dict[str, Any]) -> Any:
        if self._takes_info:
            return self._function(level.parents, info, **arguments)
        return self._function(level.parents, **arguments)

    def _shared_value(self, level: Level, info: Info | None) -> Any:
        """What fields of the level have in common; whoever comes first begins it."""
        if self._shared not in level.shared:
            value = self._shared(level.parents, info)
            level.shared[self._shared] = ensure_future(value) if inspect.isawaitable(value) else value
        return level.shared[self._shared]


class PerObject(Field):
    """A field that takes one call for each object."""

    reads = None

    def start(self, level: Level) -> Any:
        column = [attempted(self.value, level, place, parent) for place, parent in enumerate(level.parents)]
        run = level.run
        places = [place for place, value in enumerate(column) if run.is_to_await(value)]
        return run.awaited_at(places, column) if places else column

    @abstractmethod
    def value(self, level: Level, place: int, parent: Any) -> Any:
        """What the resolver gives for one object."""


class Single(Resolved, PerObject):
    """A field with an ordinary resolver."""

    def __init__(self, selected: SelectedField, declared: StrawberryField) -> None:
        super().__init__(selected, declared)
        resolver = self._resolver
        parents = (resolver.parent_parameter, resolver.root_parameter)
        self._parent_names = tuple(each.name for each in parents if each is not None)
        self._info_names = (resolver.info_parameter.name,) if resolver.info_parameter else ()
        self._is_method = resolver.self_parameter is not None
        roots = (self.schema.query_type, self.schema.mutation_type)
        self._is_root = self.parent_type in roots

    def value(self, level: Level, place: int, parent: Any) -> Any:
        if self._is_root and is_watched():
            return self._watched_value(level, place, parent)
        return self._value(level, place, parent)

    async def _watched_value(self, level: Level, place: int, parent: Any) -> Any:
        with around_batch(self.parent_type.name, self.name, 1):
            value = self._value(level, place, parent)
            return await value if inspect.isawaitable(value) else value

    def _value(self, level: Level, place: int, parent: Any) -> Any:
        info = self._about(level, place)
        context = dict.fromkeys(self._parent_names, parent) | dict.fromkeys(self._info_names, info)
        arguments = self._arguments.given(level.run, info) | context
        return self._resolver(*((parent,) if self._is_method else ()), **arguments)


class Wrapped(PerObject):
    """A field that is called as graphql-core calls it: with permissions or extensions around its resolver."""

    def __init__(self, selected: SelectedField) -> None:
        super().__init__(selected)
        self._arguments = Arguments(self.definition, self.details[0])

    def value(self, level: Level, place: int, parent: Any) -> Any:
        run = level.run
        resolve = self.definition.resolve or run.field_resolver
        info = self.about(run, self.path_at(level, place))
        return resolve(parent, info, **self._arguments.given(run))
