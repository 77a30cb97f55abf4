"""The arguments of a planned field: coerced by graphql-core, kept where they are constant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from types import NoneType
from typing import Any
from uuid import UUID

from graphql import (
    GraphQLArgument,
    GraphQLField,
    ListValueNode,
    ObjectValueNode,
    Undefined,
    ValueNode,
    VariableNode,
    is_required_argument,
)
from graphql.execution.collect_fields import FieldDetails
from graphql.execution.values import get_argument_values
from graphql.utilities.coerce_input_value import coerce_default_value, coerce_input_literal

from schema.execution.run import Run

UNCHANGEABLE = (
    *(NoneType, bool, int, float, str, bytes, Decimal, date, datetime, time, timedelta, UUID, Enum),
)  # fmt: skip
"""Types of values that can be kept for the next caller."""


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
        written = {each.name.value: each.value for each in details.node.arguments or ()}
        self._written = [
            (argument.out_name or name, argument.type, written[name])
            for name, argument in definition.args.items()
            if name in written
        ]
        left_out = {name: each for name, each in definition.args.items() if name not in written}
        self._defaults = None if details.fragment_variable_values else _defaults(left_out)
        self.is_constant = not any(map(_varies, written.values()))
        self._kept: dict[str, Any] | None = None if definition.args or written else {}

    def given(self, run: Run, info: Any = None) -> dict[str, Any]:
        """The values by name. It raises what graphql-core raises for a bad one."""
        if self._kept is not None:
            return self._kept
        values = self._coerced(run)
        if self._convert is not None:
            values = self._convert(values, info)
        if self.is_constant and all(isinstance(value, UNCHANGEABLE) for value in values.values()):
            self._kept = values
        return values

    def _coerced(self, run: Run) -> dict[str, Any]:
        """What graphql-core makes of them, which is told only of those that are written in the document."""
        if self._defaults is not None:
            values = dict(self._defaults)
            for name, kind, node in self._written:
                value = values[name] = coerce_input_literal(node, kind, run.variable_values)
                if value is Undefined:
                    break
            else:
                return values
        return get_argument_values(
            self._definition,
            self._details.node,
            run.variable_values,
            self._details.fragment_variable_values,
            run.hide_suggestions,
        )


def _defaults(left_out: dict[str, GraphQLArgument]) -> dict[str, Any] | None:
    """The values of arguments that a document leaves out; nothing if something is wrong with one."""
    if any(map(is_required_argument, left_out.values())):
        return None
    try:
        values = {each.out_name or name: coerce_default_value(each) for name, each in left_out.items()}
    except TypeError:
        return None
    return {name: value for name, value in values.items() if value is not Undefined}


def _varies(value: ValueNode) -> bool:
    """Whether a variable stands in a value."""
    if isinstance(value, ListValueNode):
        return any(map(_varies, value.values))
    if isinstance(value, ObjectValueNode):
        return any(_varies(each.value) for each in value.fields)
    return isinstance(value, VariableNode)
