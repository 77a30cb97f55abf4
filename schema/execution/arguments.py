"""The arguments of a planned field: compiled with the plan, kept with it where they can neither vary nor be changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from graphql import GraphQLField, ListValueNode, ObjectValueNode, Undefined, ValueNode, VariableNode
from graphql.execution.collect_fields import FieldDetails
from graphql.execution.values import get_argument_values

from schema.execution.coercing import Unusual
from schema.execution.literals import UNCHANGEABLE, Evaluate, argument
from schema.execution.run import Run


class Arguments:
    """What a field is given. `convert` turns coerced values into those that the resolver wants."""

    def __init__(
        self,
        definition: GraphQLField,
        details: FieldDetails,
        convert: Callable[..., dict[str, Any]] | None = None,
    ) -> None:
        self._definition = definition
        self._details = details
        self._convert = convert
        self._is_constant = not any(_varies(each.value) for each in details.node.arguments or ())
        self._kept: dict[str, Any] | None = None if definition.args or details.node.arguments else {}
        self._compiled = _compiled(definition, details)

    def given(self, run: Run, info: Any = None) -> dict[str, Any]:
        """The values by name. It raises what graphql-core raises for a bad one."""
        if self._kept is not None:
            return self._kept
        values = self._evaluated(run.variable_values.coerced)
        if values is None:
            values = get_argument_values(
                self._definition,
                self._details.node,
                run.variable_values,
                self._details.fragment_variable_values,
                run.hide_suggestions,
            )
        if self._convert is not None:
            values = self._convert(values, info)
        if self._is_constant and all(isinstance(value, UNCHANGEABLE) for value in values.values()):
            self._kept = values
        return values

    def _evaluated(self, variables: Mapping[str, Any]) -> dict[str, Any] | None:
        """The coerced values; nothing where something is wrong with one."""
        if self._compiled is None:
            return None
        values = {}
        try:
            for name, evaluate in self._compiled:
                value = evaluate(variables)
                if value is not Undefined:
                    values[name] = value
        except Exception:
            return None
        return values


def _compiled(definition: GraphQLField, details: FieldDetails) -> list[tuple[str, Evaluate]] | None:
    """Each argument by the name that the resolver knows it by; nothing if graphql-core has to be asked each time."""
    if details.fragment_variable_values is not None:
        return None
    nodes = {each.name.value: each.value for each in details.node.arguments or ()}
    try:
        return [
            (each.out_name or name, argument(nodes.get(name), each)) for name, each in definition.args.items()
        ]
    except (Unusual, TypeError):
        return None


def _varies(value: ValueNode) -> bool:
    """Whether a variable stands in a value."""
    if isinstance(value, ListValueNode):
        return any(map(_varies, value.values))
    if isinstance(value, ObjectValueNode):
        return any(_varies(each.value) for each in value.fields)
    return isinstance(value, VariableNode)
