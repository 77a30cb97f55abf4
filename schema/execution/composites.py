"""Completing columns of lists, objects and abstract types: whatever has something inside."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import AsyncIterable
from itertools import accumulate, chain, islice
from typing import TYPE_CHECKING, Any

from graphql import GraphQLAbstractType, GraphQLError, GraphQLObjectType
from graphql.execution.executor import invalid_return_type_error
from graphql.pyutils import Path, is_iterable

from schema.execution.columns import Completer, PathOf
from schema.execution.failures import Broken, Failure, attempted, located
from schema.execution.kinds import is_decided_by_class
from schema.execution.scopes import Level, Scope
from schema.execution.waiting import together

if TYPE_CHECKING:
    from schema.execution.executor import BreadthFirstExecutor
    from schema.execution.fields import Field


class ListOf(Completer):
    """A list: the items of all lists are one column, which is cut up again afterwards."""

    def __init__(self, field: Field, nullable: bool, item: Completer) -> None:
        super().__init__(field, nullable)
        self.item = item

    def is_finished(self, column: list[Any]) -> bool:
        return set(map(type, column)) == {list} and not any(column)

    async def present(
        self, executor: BreadthFirstExecutor, column: list[Any], kinds: set[type], path_of: PathOf
    ) -> list[Any]:
        lists = column if kinds == {list} else await self._lists(executor, column)
        lengths = [0 if isinstance(each, Failure) else len(each) for each in lists]
        items = list(chain.from_iterable(each for each in lists if not isinstance(each, Failure)))
        completed = iter(await self.item.complete(executor, items, _items_of(path_of, lengths)))
        return [
            each if isinstance(each, Failure) else list(islice(completed, length))
            for each, length in zip(lists, lengths, strict=True)
        ]

    def mend(self, executor: BreadthFirstExecutor, value: Any, path: Path) -> Any:
        healed = []
        for place, item in enumerate(value):
            if isinstance(item, Broken):
                raise located(item, self.field.nodes, path)
            healed.append(self.item.heal(executor, item, Path(path, place, None)))
        return healed

    async def _lists(self, executor: BreadthFirstExecutor, column: list[Any]) -> list[Any]:
        streams = [each for each in column if executor.is_async_iterable(each)]
        read = iter(())
        if streams:
            await executor.waiting()
            read = iter(await together([_read(executor, each) for each in streams]))
        return [
            next(read) if executor.is_async_iterable(each) else self._list(executor, each) for each in column
        ]

    def _list(self, executor: BreadthFirstExecutor, value: Any) -> list[Any] | Failure:
        if not is_iterable(value):
            where = f"{self.field.parent_type}.{self.field.name}"
            return executor.failed_with(
                GraphQLError(f"Expected Iterable, but did not find one for field '{where}'.")
            )
        items: list[Any] = []
        try:
            for item in value:
                items.append(item)
        except Exception as error:
            items.append(executor.failed_with(error, Broken))
        return items


async def _read(executor: BreadthFirstExecutor, stream: AsyncIterable[Any]) -> list[Any]:
    items: list[Any] = []
    try:
        async for item in stream:
            items.append(item)
    except Exception as error:
        items.append(executor.failed_with(error, Broken))
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
        super().__init__(field, nullable)
        self.kind = kind
        self.by_class: dict[type, bool] | None = {} if is_decided_by_class(kind.is_type_of) else None

    @property
    def scope(self) -> Scope:
        """What is selected. It raises what graphql-core raises for a bad `@skip` or `@include`."""
        return self.field.scope_of(self.kind)

    async def present(
        self, executor: BreadthFirstExecutor, column: list[Any], kinds: set[type], path_of: PathOf
    ) -> list[Any]:
        if self.kind.is_type_of is None or self._promised(column, kinds):
            return await self._rows(executor, column, path_of)
        verdicts = await _verdicts(executor, self.field, self.kind.is_type_of, column, path_of)
        right = [place for place, verdict in enumerate(verdicts) if verdict and not _failed(verdict)]
        values = [column[place] for place in right]
        rows = iter(await self._rows(executor, values, lambda at: path_of(right[at])))
        return [
            next(rows) if verdict and not _failed(verdict) else self._wrong(executor, value, verdict)
            for value, verdict in zip(column, verdicts, strict=True)
        ]

    async def _rows(self, executor: BreadthFirstExecutor, values: list[Any], path_of: PathOf) -> list[Any]:
        try:
            scope = self.scope
        except GraphQLError as error:
            return [executor.failed_with(error) for _ in values]
        return await scope.rows(Level(executor, values, path_of))

    def mend(self, executor: BreadthFirstExecutor, value: Any, path: Path) -> Any:
        return self.scope.heal(executor, value, path)

    def _promised(self, column: list[Any], kinds: set[type]) -> bool:
        """Whether all objects are of classes that are known to be right."""
        if self.by_class is None:
            return False
        if not kinds <= self.by_class.keys():
            predicate: Any = self.kind.is_type_of
            some = {type(value): value for value in column}
            self.by_class |= {each: predicate(some[each], None) for each in kinds}
        return all(map(self.by_class.__getitem__, kinds))

    def _wrong(self, executor: BreadthFirstExecutor, value: Any, verdict: Any) -> Failure:
        if _failed(verdict):
            return executor.failed_with(verdict)
        return executor.failed_with(invalid_return_type_error(self.kind, value, self.field.details))


class AbstractOf(Completer):
    """Objects of an interface or a union: grouped by the type that each has."""

    def __init__(self, field: Field, nullable: bool, kind: GraphQLAbstractType) -> None:
        super().__init__(field, nullable)
        self.kind = kind

    async def present(
        self, executor: BreadthFirstExecutor, column: list[Any], kinds: set[type], path_of: PathOf
    ) -> list[Any]:
        resolve_type = self.kind.resolve_type or executor.type_resolver
        names = await _verdicts(executor, self.field, resolve_type, column, path_of, self.kind)
        completed: list[Any] = [None] * len(column)
        groups: dict[GraphQLObjectType, list[int]] = {}
        for place, name in enumerate(names):
            try:
                groups.setdefault(self._kind_named(executor, name, column[place], path_of, place), []).append(
                    place
                )
            except Exception as error:
                completed[place] = executor.failed_with(error)
        rows_of = await executor.together(
            [self._rows_of(executor, kind, places, column, path_of) for kind, places in groups.items()]
        )
        for (kind, places), rows in zip(groups.items(), rows_of, strict=True):
            for place, row in zip(places, rows, strict=True):
                completed[place] = row
                executor.kinds_of_rows[id(row)] = kind
        return completed

    async def _rows_of(
        self,
        executor: BreadthFirstExecutor,
        kind: GraphQLObjectType,
        places: list[int],
        column: list[Any],
        path_of: PathOf,
    ) -> list[Any]:
        values = [column[place] for place in places]
        return await self._of(kind).present(
            executor, values, set(map(type, values)), lambda at: path_of(places[at])
        )

    def mend(self, executor: BreadthFirstExecutor, value: Any, path: Path) -> Any:
        return self._of(executor.kinds_of_rows[id(value)]).mend(executor, value, path)

    def _of(self, kind: GraphQLObjectType) -> ObjectOf:
        return ObjectOf(self.field, self.nullable, kind)

    def _kind_named(
        self, executor: BreadthFirstExecutor, name: Any, value: Any, path_of: PathOf, place: int
    ) -> GraphQLObjectType:
        if _failed(name):
            raise name
        about = self.field.about(executor, path_of(place))
        return executor.ensure_valid_runtime_type(name, self.kind, self.field.details, about, value)


def _failed(verdict: Any) -> bool:
    return isinstance(verdict, Exception)


async def _verdicts(
    executor: BreadthFirstExecutor, field: Field, ask: Any, column: list[Any], path_of: PathOf, *more: Any
) -> list[Any]:
    """What is said of each value; exceptions where asking failed."""
    said = [
        attempted(ask, value, field.about(executor, path_of(place)), *more)
        for place, value in enumerate(column)
    ]
    return await executor.awaited(said)
