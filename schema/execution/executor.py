"""The breadth-first executor: each field once per level, over all objects of the level."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from graphql import ExecutionResult, GraphQLError, OperationType
from graphql.execution.executor import SELECTIONS_NESTED_TOO_DEEPLY
from graphql.pyutils import Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from schema.execution.failures import Failure, Nulled
from schema.execution.kinds import ODD
from schema.execution.plans import Outline, Outlines, Plan
from schema.execution.scopes import Level
from schema.execution.selections import PlannedResolveInfo
from schema.execution.waiting import begin, first_wait, settled, stepped, together

if TYPE_CHECKING:
    from schema.execution.fields import Field

logger = logging.getLogger(__name__)

_outlines = Outlines()


class BreadthFirstExecutor(StrawberryGraphQLCoreExecutionContext):
    """Give it to a Strawberry schema: `Schema(..., execution_context_class=BreadthFirstExecutor)`.

    The answer is the one that graphql-core gives. Where several errors lie under one position that became
    null, and resolvers wait for something, another one of them may be reported.
    """

    native: ClassVar[Mapping[str, Callable[[list[Any], set[type]], bool]]] = {}
    """Scalars whose values whoever writes the answer can write as they are, by name: a function that says so
    of a column and the set of Python types in it."""

    outline: Outline | None = None
    """What is known of the operation, if whoever made this executor knows it."""

    _by_hand = False

    def execute_operation(self, serially: bool | None = None) -> Any:
        plan = self._plan()
        if plan is None:
            return super().execute_operation(serially)
        self._by_hand = True
        try:
            return begin(self._run(plan, self._is_serial() if serially is None else serially))
        finally:
            self._by_hand = False

    async def executed(self) -> ExecutionResult:
        """The result, for a caller that waits in any case."""
        plan = self._plan()
        if plan is not None:
            try:
                return await self._run(plan, self._is_serial())
            finally:
                # They hold the executor and it holds them: without them all of it is given back at once,
                # and the garbage collector finds nothing to do.
                self.async_helpers = None  # type: ignore[assignment]
        result: Any = super().execute_operation()
        return await result if self.is_awaitable(result) else result

    def _plan(self) -> Plan | None:
        return (self.outline or _outlines.of(self)).plan_for(self) if self._can_be_planned() else None

    def _is_serial(self) -> bool:
        return self.operation.operation is OperationType.MUTATION

    async def _run(self, plan: Plan, serially: bool) -> ExecutionResult:
        self.has_failures = False
        self.kinds_of_rows: dict[int, Any] = {}
        data = None
        try:
            level = Level(self, [self.root_value], lambda place: None)
            if serially:
                data = await plan.root.row_in_turn(level)
            else:
                [row] = await plan.root.rows(level)
                data = plan.root.heal(self, row, None) if self.has_failures else row
        except Nulled as nulled:
            self.collected_errors.add(nulled.error, None)
        except RecursionError:
            self.collected_errors.add(GraphQLError(SELECTIONS_NESTED_TOO_DEEPLY, self.operation), None)
        except GraphQLError as error:
            self.collected_errors.add(error, None)
        return ExecutionResult(data, self.collected_errors.errors or None)

    def _can_be_planned(self) -> bool:
        """Whether nothing is wanted that only graphql-core does: hooks around resolvers, signals, no bubbling."""
        hooked = self.middleware_manager is not None and self.middleware_manager.middlewares
        if hooked:
            logger.debug("extensions with a resolve hook keep this operation from running breadth-first")
        return not hooked and self.error_propagation and self.abort_signal is None and self.hooks is None

    # What completers and fields ask of the run that they belong to.

    def failed_with(self, error: Exception, kind: type[Failure] = Failure) -> Failure:
        """What to put into a column for a value that could not be had."""
        self.has_failures = True
        return kind(error)

    async def waiting(self) -> None:
        """Comes before anything is waited for: whoever steps this by hand gets it back."""
        if self._by_hand:
            await first_wait()

    async def together(self, coroutines: list[Coroutine[Any, Any, Any]]) -> list[Any]:
        """The results of all. Each is stepped up to where it has to wait; those that do wait at once."""
        outer, self._by_hand = self._by_hand, True
        try:
            results, left = stepped(coroutines)
        finally:
            self._by_hand = outer
        if left:
            await self.waiting()
            for place, result in zip(left, await together(list(left.values())), strict=True):
                results[place] = result
        return results

    def is_to_await(self, value: Any) -> bool:
        return ODD[type(value)] and self.is_awaitable(value)

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

    def about(self, field: Field, path: Path) -> PlannedResolveInfo:
        """What a resolver is told: graphql-core's own, and the field that was planned."""
        told = self.build_resolve_info(field.definition, field.nodes, field.parent_type, path)
        planned = PlannedResolveInfo._make(told)
        planned.field = field
        return planned
