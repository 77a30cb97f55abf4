"""The variables of an operation: their types are looked up once, their values coerced for each caller."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLError, GraphQLSchema, OperationDefinitionNode, Undefined, is_non_null_type
from graphql.execution.get_variable_signature import GraphQLVariableSignature, get_variable_signature
from graphql.execution.values import (
    VariableValues,
    VariableValueSource,
    get_variable_values,
    input_is_nested_too_deeply,
)
from graphql.utilities import coerce_input_value

from schema.execution.failures import NotRun
from schema.execution.paths import with_path_in_variable

MOST_ERRORS = 50
"""How many errors of variables are reported, as graphql-core has it."""


class Variables:
    """All that an operation declares. What is wrong with a value is left to graphql-core to say."""

    def __init__(self, schema: GraphQLSchema, operation: OperationDefinitionNode) -> None:
        self._schema = schema
        self._definitions = operation.variable_definitions or ()
        self._signatures = [get_variable_signature(schema, each) for each in self._definitions]

    def coerced(self, given: dict[str, Any]) -> VariableValues:
        """Their values. It raises what is wrong with those that were given."""
        values = VariableValues({}, {})
        for signature in self._signatures:
            if not _add(values, signature, given):
                return self._by_graphql_core(given)
        return values

    def _by_graphql_core(self, given: dict[str, Any]) -> VariableValues:
        """The same, where a default is wanted or something is wrong."""
        values = get_variable_values(
            self._schema, self._definitions, given, max_errors=MOST_ERRORS, hide_suggestions=True
        )
        if isinstance(values, list):
            raise NotRun([with_path_in_variable(error) for error in values])
        return values


def _add(
    values: VariableValues, signature: GraphQLVariableSignature | GraphQLError, given: dict[str, Any]
) -> bool:
    """Add the value of a variable; or do not, where it is wrong, or its default is wanted."""
    if isinstance(signature, GraphQLError):
        return False
    name, kind = signature.name, signature.type
    if name not in given:
        values.sources[name] = VariableValueSource(signature)
        return signature.default is None and not is_non_null_type(kind)
    value = given[name]
    coerced = _coerced(value, kind)
    values.sources[name] = VariableValueSource(signature, value)
    values.coerced[name] = coerced
    return coerced is not Undefined


def _coerced(value: Any, kind: Any) -> Any:
    """Undefined if it is wrong. Strawberry raises for a `@oneOf` input with more keys than one."""
    if input_is_nested_too_deeply(value, kind):
        return Undefined
    try:
        return coerce_input_value(value, kind)
    except GraphQLError:
        return Undefined
