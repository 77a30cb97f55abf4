"""Operations of kept documents: what is the same for every caller is prepared for all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    default_field_resolver,
    default_type_resolver,
)
from graphql.execution.collect_fields import FragmentDetails
from graphql.execution.values import VariableValues
from strawberry.execution import optimized_is_awaitable

from schema.execution.closing import Closing
from schema.execution.executor import BreadthFirstExecutor
from schema.execution.failures import NotRun
from schema.execution.plans import OperationPlans
from schema.execution.variables import Variables

Refusing = Callable[[Any, Mapping[str, Any]], GraphQLError | None]
Check = Refusing | Callable[[Any, Mapping[str, Any]], GraphQLError | Closing | None]
"""Whether a caller may run an operation: the context of the request and the variables go in, why not comes out.

What comes out may be a `Closing` too: then it is run, without some of its fields. An early check gets the variables as
they were sent, before anything is done with them; any other what they came to."""
LastCheck = Callable[[Any, VariableValues], list[GraphQLError] | None]
"""What is wrong with the arguments of an operation that the caller may run, besides their types."""
Checks = Sequence[
    Callable[[GraphQLSchema, Mapping[str, FragmentDefinitionNode], OperationDefinitionNode], Check | None]
]
"""Each looks at an operation with its fragments, and makes the check that every caller of it has to pass, if any."""
LastChecks = Sequence[
    Callable[[GraphQLSchema, Mapping[str, FragmentDefinitionNode], OperationDefinitionNode], LastCheck | None]
]


_DEFAULTS = {
    "field_resolver": default_field_resolver,
    "type_resolver": default_type_resolver,
    "subscribe_field_resolver": default_field_resolver,
    "is_awaitable": optimized_is_awaitable,
}


class PreparedOperation:
    """Makes executors of an operation: what graphql-core's `Executor.build` finds in the document is found once."""

    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        kind: type[BreadthFirstExecutor],
        checks: Checks = (),
        early_checks: Checks = (),
        last_checks: LastChecks = (),
    ) -> None:
        fragments = _fragments(document)
        self._kind = kind
        self._shared: dict[str, Any] = {
            "schema": schema,
            "operation": operation,
            "fragment_definitions": fragments,
            "fragments": {name: FragmentDetails(each, None) for name, each in fragments.items()},
            **_DEFAULTS,
        }
        self._variables = Variables(schema, operation)
        self._checks = _made(checks, schema, fragments, operation)
        self._early_checks = _made(early_checks, schema, fragments, operation)
        self._last_checks: list[LastCheck] = _made(last_checks, schema, fragments, operation)
        self._plans: OperationPlans | None = None

    def executor_for(
        self,
        root_value: Any,
        context_value: Any,
        variables: dict[str, Any] | None,
        operation_extensions: dict[str, Any] | None,
    ) -> BreadthFirstExecutor | list[GraphQLError]:
        """An executor for one caller, or what is wrong with the variables, or why the operation is not run."""
        try:
            values, closing = self._allowed(context_value, variables or {})
        except NotRun as refusal:
            return refusal.errors
        executor = self._kind(
            **self._shared,
            root_value=root_value,
            context_value=context_value,
            variable_values=values,
            operation_extensions=operation_extensions,
        )
        executor.plans = self._plans = self._plans or OperationPlans(executor)
        executor.closing = closing
        return executor

    def _allowed(self, context: Any, variables: dict[str, Any]) -> tuple[VariableValues, Closing | None]:
        """The variables, and what is not given of the operation. It raises if it is not run."""
        _checked(self._early_checks, context, variables)
        values = self._variables.coerced(variables)
        closing = _checked(self._checks, context, values.coerced)
        for check in self._last_checks:
            if errors := check(context, values):
                raise NotRun(errors)
        return values, closing


def _fragments(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    return {
        each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
    }


def _made(
    checks: Checks | LastChecks,
    schema: GraphQLSchema,
    fragments: Mapping[str, FragmentDefinitionNode],
    operation: OperationDefinitionNode,
) -> list[Any]:
    return [check for each in checks if (check := each(schema, fragments, operation)) is not None]


def _checked(checks: list[Check], context: Any, variables: Mapping[str, Any]) -> Closing | None:
    """What is not given of an operation. It raises if the operation is not run."""
    closing = None
    for check in checks:
        found = check(context, variables)
        if isinstance(found, GraphQLError):
            raise NotRun([found])
        assert found is None or closing is None, "only one check closes fields"
        closing = closing or found
    return closing
