"""Literals of a document as functions of the variables: what graphql-core's `coerce_input_literal` does, compiled."""

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
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLLeafType,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    Undefined,
    ValueNode,
    VariableNode,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    is_required_argument,
)
from graphql.utilities.coerce_input_value import coerce_default_value

from schema.execution.coercing import InputField, Unusual, input_field, object_of

Evaluate = Callable[[dict[str, Any]], Any]
"""From the coerced variables to what a resolver gets; Undefined for a variable without a value. Any exception means
that graphql-core has to be asked, and will say what is wrong."""

UNCHANGEABLE = (
    *(NoneType, bool, int, float, str, bytes, Decimal, date, datetime, time, timedelta, UUID, Enum),
)  # fmt: skip
"""Types of values that can be kept for the next caller."""


def argument(node: ValueNode | None, definition: GraphQLArgument) -> Evaluate:
    """The value of an argument: its default where it is left out, by a variable without a value as well."""
    default = coerce_default_value(definition)
    if node is None:
        if is_required_argument(definition):
            raise Unusual
        return lambda variables: default
    evaluate = literal(node, definition.type)
    if not isinstance(node, VariableNode):
        return evaluate
    is_non_null = is_non_null_type(definition.type)

    def evaluated(variables: dict[str, Any]) -> Any:
        value = evaluate(variables)
        if value is Undefined:
            if is_non_null and default is Undefined:
                raise Unusual
            return default
        return value

    return evaluated


def literal(node: ValueNode, kind: GraphQLInputType) -> Evaluate:
    """A literal where a value of an input type is wanted. It raises `Unusual` for what cannot be right."""
    is_non_null = is_non_null_type(kind)
    if isinstance(node, VariableNode):
        return _variable(node.name.value, is_non_null)
    if isinstance(node, NullValueNode):
        if is_non_null:
            raise Unusual
        return lambda variables: None
    bare: Any = kind.of_type if is_non_null else kind
    if is_list_type(bare):
        return _list(node, bare.of_type)
    if is_input_object_type(bare):
        return _object(node, bare)
    return _leaf(node, bare)


def _variable(name: str, is_non_null: bool) -> Evaluate:
    def evaluated(variables: dict[str, Any]) -> Any:
        value = variables.get(name, Undefined)
        if value is None and is_non_null:
            raise Unusual
        return value

    return evaluated


def _list(node: ValueNode, item: GraphQLInputType) -> Evaluate:
    nodes = node.values if isinstance(node, ListValueNode) else (node,)
    evaluates = [literal(each, item) for each in nodes]
    nullable = not is_non_null_type(item)

    def evaluated(variables: dict[str, Any]) -> Any:
        values = [evaluate(variables) for evaluate in evaluates]
        if any(value is Undefined for value in values):
            if not nullable:
                raise Unusual
            values = [None if value is Undefined else value for value in values]
        return values

    return evaluated


def _object(node: ValueNode, kind: GraphQLInputObjectType) -> Evaluate:
    if not isinstance(node, ObjectValueNode):
        raise Unusual
    nodes = {each.name.value: each.value for each in node.fields}
    if not nodes.keys() <= kind.fields.keys():
        raise Unusual
    fields: list[tuple[InputField, Evaluate]] = []
    for name, field in kind.fields.items():
        known = input_field(name, field)
        if name in nodes:
            fields.append((known, literal(nodes[name], field.type)))
        elif known.is_required:
            raise Unusual
        elif known.default is not Undefined:
            fields.append((known, lambda variables: Undefined))

    def evaluated(variables: dict[str, Any]) -> Any:
        values = {}
        for (_, out_name, is_required, default), evaluate in fields:
            value = evaluate(variables)
            if value is Undefined:
                if is_required:
                    raise Unusual
                value = default
            if value is not Undefined:
                values[out_name] = value
        return object_of(kind, values, len(nodes))

    return evaluated


def _leaf(node: ValueNode, kind: GraphQLLeafType) -> Evaluate:
    if isinstance(node, ListValueNode | ObjectValueNode):
        raise Unusual  # variables may stand inside
    kept: list[Any] = []

    def evaluated(variables: dict[str, Any]) -> Any:
        if kept:
            return kept[0]
        if kind.coerce_input_literal is not None:
            value = kind.coerce_input_literal(node)  # type: ignore[arg-type]
        else:
            value = kind.parse_literal(node, variables)
        if value is Undefined:
            raise Unusual
        if isinstance(value, UNCHANGEABLE):
            kept.append(value)
        return value

    return evaluated
