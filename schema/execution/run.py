"""One operation while it runs: what it waits for, what failed in it, what its resolvers are given as `info`."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import Any, ClassVar

from graphql import GraphQLObjectType
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from schema.execution.closing import Closing
from schema.execution.failures import Failure
from schema.execution.kinds import UNSETTLED
from schema.execution.waiting import first_wait, settled, stepped, together


class Run(StrawberryGraphQLCoreExecutionContext):
    """What fields and completers need of the operation that they run in. Its executor is built on it."""

    native: ClassVar[Mapping[str, Callable[[list[Any], set[type]], bool]]] = {}
    """Scalars whose values whoever writes the answer can write as they are, by name: a function that says so
    of a column and the set of Python types in it."""

    has_failures: bool
    """Whether a failure stands in a column that has not been looked through for failures yet."""

    closing: Closing | None = None
    """What the caller is not given of the operation; None if it is all open."""

    row_types: dict[int, GraphQLObjectType]
    """The type of each row that was completed for an interface or a union, by the id of the row."""

    _is_stepped = False
    """Whether this is driven by `send`, up to the first wait, and not awaited."""

    def failed_with(self, error: Exception, kind: type[Failure] = Failure) -> Failure:
        """What to put into a column for a value that could not be had."""
        self.has_failures = True
        return kind(error)

    async def waiting(self) -> None:
        """Comes before anything is waited for: whoever steps this by hand gets it back."""
        if self._is_stepped:
            await first_wait()

    async def together(self, coroutines: list[Coroutine[Any, Any, Any]]) -> list[Any]:
        """The results of all. Each is stepped up to where it has to wait; those that do wait at once."""
        outer, self._is_stepped = self._is_stepped, True
        try:
            results, left = stepped(coroutines)
        finally:
            self._is_stepped = outer
        if left:
            await self.waiting()
            for place, result in zip(left, await together(list(left.values())), strict=True):
                results[place] = result
        return results

    def is_to_await(self, value: Any) -> bool:
        return UNSETTLED[type(value)] and self.is_awaitable(value)

    async def awaited(self, column: list[Any]) -> list[Any]:
        """The column with the results of what it has to wait for, exceptions among them."""
        places = [place for place, value in enumerate(column) if self.is_to_await(value)]
        return await self.awaited_at(places, column) if places else column

    async def awaited_at(self, places: list[int], column: list[Any]) -> list[Any]:
        """The same, if it is known where in the column something has to be waited for."""
        await self.waiting()
        return await settled(column, places)

    async def settled(self, column: list[Any]) -> list[Any]:
        """The same, with failures for exceptions."""
        return [
            self.failed_with(value) if isinstance(value, Exception) else value
            for value in await self.awaited(column)
        ]
