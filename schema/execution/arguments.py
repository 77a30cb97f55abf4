"""The arguments of a planned field: coerced once per plan where they can neither vary nor be changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from types import NoneType
from typing import TYPE_CHECKING, Any
from uuid import UUID

from graphql import GraphQLField, ListValueNode, ObjectValueNode, ValueNode, VariableNode
from graphql.execution.collect_fields import FieldDetails
from graphql.execution.values import get_argument_values

if TYPE_CHECKING:
    from schema.execution.executor import BreadthFirstExecutor

_UNCHANGEABLE = (
    *(NoneType, bool, int, float, str, bytes, Decimal, date, datetime, time, timedelta, UUID, Enum),
)  # fmt: skip


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

    def given(self, executor: BreadthFirstExecutor, about: Any = None) -> dict[str, Any]:
        """The values by name. It raises what graphql-core raises for a bad one."""
        if self._kept is not None:
            return self._kept
        values = get_argument_values(
            self._definition,
            self._details.node,
            executor.variable_values,
            self._details.fragment_variable_values,
            executor.hide_suggestions,
        )
        if self._convert is not None:
            values = self._convert(values, about)
        if self._is_constant and all(isinstance(value, _UNCHANGEABLE) for value in values.values()):
            self._kept = values
        return values


def _varies(value: ValueNode) -> bool:
    """Whether a variable stands in a value."""
    if isinstance(value, ListValueNode):
        return any(map(_varies, value.values))
    if isinstance(value, ObjectValueNode):
        return any(_varies(each.value) for each in value.fields)
    return isinstance(value, VariableNode)
