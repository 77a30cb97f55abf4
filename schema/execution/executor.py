"""The breadth-first executor: each field once per level, over all objects of the level."""

from __future__ import annotations

import logging
from typing import Any

from graphql import ExecutionResult, GraphQLError, OperationType
from graphql.execution.executor import SELECTIONS_NESTED_TOO_DEEPLY

from schema.execution.failures import Nulled
from schema.execution.fields import Level
from schema.execution.plans import OperationPlans, Plan, PlanCache
from schema.execution.run import Run
from schema.execution.waiting import begin

logger = logging.getLogger(__name__)

_plan_cache = PlanCache()


class BreadthFirstExecutor(Run):
    """Give it to a Strawberry schema: `Schema(..., execution_context_class=BreadthFirstExecutor)`.

    The answer is the one that graphql-core gives. Where several errors lie under one position that became
    null, and resolvers wait for something, another one of them may be reported.
    """

    plans: OperationPlans | None = None
    """The plans of the operation, if whoever made this executor keeps them."""

    def execute_operation(self, serially: bool | None = None) -> Any:
        plan = self._plan()
        if plan is None:
            return super().execute_operation(serially)
        self._is_stepped = True
        try:
            return begin(self._run(plan, self._is_serial() if serially is None else serially))
        finally:
            self._is_stepped = False

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
        plan = (self.plans or _plan_cache.of(self)).plan_for(self) if self._can_be_planned() else None
        if plan is None and self.closing is not None:
            raise RuntimeError("graphql-core would give what is closed: it knows no plan")
        return plan

    def _is_serial(self) -> bool:
        return self.operation.operation is OperationType.MUTATION

    async def _run(self, plan: Plan, serially: bool) -> ExecutionResult:
        self.has_failures = False
        self.row_types = {}
        data = None
        try:
            level = Level(self, [self.root_value], lambda place: None)
            if serially:
                data = await plan.root.row_serially(level)
            else:
                [row] = await plan.root.rows(level)
                data = plan.root.report_failures(self, row, None) if self.has_failures else row
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
