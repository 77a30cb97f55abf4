"""Completing columns of lists, objects and abstract types: whatever has something inside."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import AsyncIterable, Mapping
from itertools import accumulate, chain, islice
from typing import Any

from graphql import (
    GraphQLAbstractType,
    GraphQLError,
    GraphQLObjectType,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)
from graphql.execution.executor import invalid_return_type_error
from graphql.pyutils import Path, is_iterable

from schema.execution.columns import Completer, Leaf, Origin, PathOf
from schema.execution.failures import Broken, Failure, attempted, located
from schema.execution.fields import Field, Level, Scope
from schema.execution.kinds import is_decided_by_class
from schema.execution.run import Run
from schema.execution.waiting import together


def completer_of(field: Field, kind: Any, native: Mapping[str, Any]) -> Completer:
    """How values of a field are completed for a type, which may be inside of that of the field."""
    nullable = not is_non_null_type(kind)
    kind = kind if nullable else kind.of_type
    if is_list_type(kind):
        return ListOf(field.origin, nullable, completer_of(field, kind.of_type, native))
    if is_leaf_type(kind):
        return Leaf(field.origin, nullable, kind, native.get(kind.name))
    return (AbstractOf if is_abstract_type(kind) else ObjectOf)(field, nullable, kind)


class ListOf(Completer):
    """A list: the items of all lists are one column, which is cut up again afterwards."""

    def __init__(self, origin: Origin, nullable: bool, item: Completer) -> None:
        super().__init__(origin, nullable)
        self.item = item

    def is_finished(self, column: list[Any]) -> bool:
        return set(map(type, column)) == {list} and not any(column)

    async def present(self, run: Run, column: list[Any], types: set[type], path_of: PathOf) -> list[Any]:
        lists = column if types == {list} else await self._lists(run, column)
        lengths = [0 if isinstance(each, Failure) else len(each) for each in lists]
        items = list(chain.from_iterable(each for each in lists if not isinstance(each, Failure)))
        completed = iter(await self.item.complete(run, items, _items_of(path_of, lengths)))
        return [
            each if isinstance(each, Failure) else list(islice(completed, length))
            for each, length in zip(lists, lengths, strict=True)
        ]

    def report_inside(self, run: Run, value: Any, path: Path) -> Any:
        items = []
        for place, item in enumerate(value):
            if isinstance(item, Broken):
                raise located(item, self.origin.nodes, path)
            items.append(self.item.report_failures(run, item, Path(path, place, None)))
        return items

    async def _lists(self, run: Run, column: list[Any]) -> list[Any]:
        streams = [each for each in column if run.is_async_iterable(each)]
        read = iter(())
        if streams:
            await run.waiting()
            read = iter(await together([_read(run, each) for each in streams]))
        return [next(read) if run.is_async_iterable(each) else self._list(run, each) for each in column]

    def _list(self, run: Run, value: Any) -> list[Any] | Failure:
        if not is_iterable(value):
            return run.failed_with(
                GraphQLError(f"Expected Iterable, but did not find one for field '{self.origin.label}'.")
            )
        items: list[Any] = []
        try:
            for item in value:
                items.append(item)
        except Exception as error:
            items.append(run.failed_with(error, Broken))
        return items


async def _read(run: Run, stream: AsyncIterable[Any]) -> list[Any]:
    items: list[Any] = []
    try:
        async for item in stream:
            items.append(item)
    except Exception as error:
        items.append(run.failed_with(error, Broken))
    return items


def _items_of(path_of: PathOf, lengths: list[int]) -> PathOf:
    """The paths of the items of many lists that stand behind each other in one column."""
    ends: list[int] = []

    def path_of_item(at: int) -> Path:
        if not ends:
            ends.extend(accumulate(lengths))
        outer = bisect_right(ends, at)
        return Path(path_of(outer), at - ends[outer] + lengths[outer], None)

    return path_of_item


class ObjectOf(Completer):
    """Objects of one type: their fields are the next level."""

    def __init__(self, field: Field, nullable: bool, kind: GraphQLObjectType) -> None:
        super().__init__(field.origin, nullable)
        self.field = field
        self.kind = kind
        self.by_class: dict[type, bool] | None = {} if is_decided_by_class(kind.is_type_of) else None

    @property
    def scope(self) -> Scope:
        """What is selected. It raises what graphql-core raises for a bad `@skip` or `@include`."""
        return self.field.scope_of(self.kind)

    async def present(self, run: Run, column: list[Any], types: set[type], path_of: PathOf) -> list[Any]:
        if self.kind.is_type_of is None or self._promised(column, types):
            return await self._rows(run, column, path_of)
        verdicts = await _verdicts(run, self.field, self.kind.is_type_of, column, path_of)
        right = [place for place, verdict in enumerate(verdicts) if verdict and not _failed(verdict)]
        values = [column[place] for place in right]
        rows = iter(await self._rows(run, values, lambda at: path_of(right[at])))
        return [
            next(rows) if verdict and not _failed(verdict) else self._wrong(run, value, verdict)
            for value, verdict in zip(column, verdicts, strict=True)
        ]

    async def _rows(self, run: Run, values: list[Any], path_of: PathOf) -> list[Any]:
        try:
            scope = self.scope
        except GraphQLError as error:
            return [run.failed_with(error) for _ in values]
        return await scope.rows(Level(run, values, path_of))

    def report_inside(self, run: Run, value: Any, path: Path) -> Any:
        return self.scope.report_failures(run, value, path)

    def _promised(self, column: list[Any], types: set[type]) -> bool:
        """Whether all objects are of classes that are known to be right."""
        if self.by_class is None:
            return False
        if not types <= self.by_class.keys():
            predicate: Any = self.kind.is_type_of
            some = {type(value): value for value in column}
            self.by_class |= {each: predicate(some[each], None) for each in types}
        return all(map(self.by_class.__getitem__, types))

    def _wrong(self, run: Run, value: Any, verdict: Any) -> Failure:
        if _failed(verdict):
            return run.failed_with(verdict)
        return run.failed_with(invalid_return_type_error(self.kind, value, self.field.details))


class AbstractOf(Completer):
    """Objects of an interface or a union: grouped by the type that each has."""

    def __init__(self, field: Field, nullable: bool, kind: GraphQLAbstractType) -> None:
        super().__init__(field.origin, nullable)
        self.field = field
        self.kind = kind

    async def present(self, run: Run, column: list[Any], types: set[type], path_of: PathOf) -> list[Any]:
        resolve_type = self.kind.resolve_type or run.type_resolver
        names = await _verdicts(run, self.field, resolve_type, column, path_of, self.kind)
        completed: list[Any] = [None] * len(column)
        groups: dict[GraphQLObjectType, list[int]] = {}
        for place, name in enumerate(names):
            try:
                groups.setdefault(self._kind_named(run, name, column[place], path_of, place), []).append(
                    place
                )
            except Exception as error:
                completed[place] = run.failed_with(error)
        rows_of = await run.together(
            [self._rows_of(run, kind, places, column, path_of) for kind, places in groups.items()]
        )
        for (kind, places), rows in zip(groups.items(), rows_of, strict=True):
            for place, row in zip(places, rows, strict=True):
                completed[place] = row
                run.row_types[id(row)] = kind
        return completed

    async def _rows_of(
        self,
        run: Run,
        kind: GraphQLObjectType,
        places: list[int],
        column: list[Any],
        path_of: PathOf,
    ) -> list[Any]:
        values = [column[place] for place in places]
        return await self._of(kind).present(
            run, values, set(map(type, values)), lambda at: path_of(places[at])
        )

    def report_inside(self, run: Run, value: Any, path: Path) -> Any:
        return self._of(run.row_types[id(value)]).report_inside(run, value, path)

    def _of(self, kind: GraphQLObjectType) -> ObjectOf:
        return ObjectOf(self.field, self.nullable, kind)

    def _kind_named(self, run: Run, name: Any, value: Any, path_of: PathOf, place: int) -> GraphQLObjectType:
        if _failed(name):
            raise name
        info = self.field.about(run, path_of(place))
        return run.ensure_valid_runtime_type(name, self.kind, self.field.details, info, value)


def _failed(verdict: Any) -> bool:
    return isinstance(verdict, Exception)


async def _verdicts(
    run: Run, field: Field, judge: Any, column: list[Any], path_of: PathOf, *more: Any
) -> list[Any]:
    """What a function of the schema says of each value; exceptions where it failed."""
    verdicts = [
        attempted(judge, value, field.about(run, path_of(place)), *more) for place, value in enumerate(column)
    ]
    return await run.awaited(verdicts)
