"""The variables of an operation: their types are compiled once, their values coerced for each caller."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from graphql import (
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    Undefined,
    is_non_null_type,
)
from graphql.execution.get_variable_signature import GraphQLVariableSignature, get_variable_signature
from graphql.execution.values import (
    VariableValues,
    VariableValueSource,
    get_variable_values,
    input_is_nested_too_deeply,
)

from schema.execution.coercing import Coerce, Coercion, Unusual
from schema.execution.literals import Evaluate, literal

MOST_ERRORS = 50
"""How many errors of variables are told, as graphql-core has it."""


class Variable(NamedTuple):
    """One variable that an operation declares."""

    signature: GraphQLVariableSignature
    coerce: Coerce
    nests: bool
    """Whether values of its type may nest without an end."""
    default: Evaluate | None


class Variables:
    """All that an operation declares."""

    def __init__(self, schema: GraphQLSchema, operation: OperationDefinitionNode) -> None:
        self._schema = schema
        self._definitions = operation.variable_definitions or ()
        try:
            self._variables: list[Variable] | None = list(map(self._variable, self._definitions))
        except (Unusual, TypeError):
            self._variables = None

    def coerced(self, given: Mapping[str, Any]) -> VariableValues | list[GraphQLError]:
        """Their values, or what is wrong with those that were given."""
        if self._variables is not None:
            try:
                return _coerced(self._variables, given)
            except Exception:
                pass  # graphql-core says what is wrong
        return get_variable_values(
            self._schema, self._definitions, dict(given), max_errors=MOST_ERRORS, hide_suggestions=True
        )

    def _variable(self, definition: Any) -> Variable:
        signature = get_variable_signature(self._schema, definition)
        if isinstance(signature, GraphQLError):
            raise Unusual
        coercion = Coercion()
        coerce = coercion.of(signature.type)
        node = definition.default_value
        default = literal(node, signature.type) if node else None
        return Variable(signature, coerce, coercion.is_recursive, default)


def _coerced(variables: list[Variable], given: Mapping[str, Any]) -> VariableValues:
    sources: dict[str, VariableValueSource] = {}
    coerced: dict[str, Any] = {}
    for signature, coerce, nests, default in variables:
        name = signature.name
        value = given.get(name, Undefined)
        if value is Undefined:
            sources[name] = VariableValueSource(signature)
            if default is not None:
                coerced[name] = default({})
            elif is_non_null_type(signature.type):
                raise Unusual
            continue
        sources[name] = VariableValueSource(signature, value)
        if nests and input_is_nested_too_deeply(value, signature.type):
            raise Unusual
        coerced[name] = coerce(value)
    return VariableValues(sources, coerced)
