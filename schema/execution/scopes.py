"""A scope: one object type with what is selected of it. A level: the objects of a scope at one place."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from graphql import GraphQLObjectType
from graphql.pyutils import Path

if TYPE_CHECKING:
    from schema.execution.columns import PathOf
    from schema.execution.executor import BreadthFirstExecutor
    from schema.execution.fields import Field

Row = dict[str, Any]


class Level:
    """Objects of one type at one place of the document, and what their fields share."""

    __slots__ = ("executor", "parents", "path_of", "shared")

    def __init__(self, executor: BreadthFirstExecutor, parents: list[Any], path_of: PathOf) -> None:
        self.executor = executor
        self.parents = parents
        self.path_of = path_of
        self.shared: dict[Callable[..., Any], Any] = {}


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
            completed = await level.executor.together(
                [self.fields[place].completed(level, columns[place]) for place in places]
            )
            for place, column in zip(places, completed, strict=True):
                columns[place] = column
        return self.rows_from(columns) if columns else [{} for _ in level.parents]

    async def row_in_turn(self, level: Level) -> Row:
        """The same for one object whose fields have effects: each is done before the next begins."""
        executor = level.executor
        row: Row = {}
        for field in self.fields:
            [value] = await field.completed(level, field.start(level))
            row[field.key] = field.heal(executor, value, None) if executor.has_failures else value
            executor.has_failures = False
        return row

    def heal(self, executor: BreadthFirstExecutor, row: Row, path: Path | None) -> Row:
        return {field.key: field.heal(executor, row[field.key], path) for field in self.fields}


@lru_cache(maxsize=1000)
def rows_with(keys: tuple[str, ...]) -> Callable[[list[list[Any]]], list[Row]]:
    """A function from columns to rows with these keys.

    Written out as a dict display, the fastest way to make a dict; keys are names that GraphQL's grammar let
    pass, letters, digits and `_`, and stand in it as quoted text.
    """
    names = [f"value_{place}" for place in range(len(keys))]
    row = ", ".join(f"{key!r}: {name}" for key, name in zip(keys, names, strict=True))
    return eval(f"lambda columns: [{{{row}}} for {', '.join(names)}, in zip(*columns, strict=True)]")
