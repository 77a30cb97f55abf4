"""Scalars and enums by the column: what is the answer already is left as it is, the rest is mapped at once."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from graphql import (
    GRAPHQL_MAX_INT,
    GRAPHQL_MIN_INT,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLLeafType,
    GraphQLString,
)

Finished = Callable[[list[Any], set[type]], list[Any]]
"""From a column and the types in it to what the answer holds. It may raise, or leave nulls: then each value
is serialized by itself, so that every error finds its place."""


Unchanged = Callable[[list[Any], set[type]], bool]
"""Whether serializing would change nothing of a column with values of these types, none of them missing."""


def finished_leaf(kind: GraphQLLeafType) -> Finished:
    """How columns of a scalar or an enum are serialized."""
    if isinstance(kind, GraphQLEnumType):
        return _enum(kind)
    serialize = kind.coerce_output_value
    return lambda column, types: list(map(serialize, column))


def unchanged_by(kind: GraphQLLeafType) -> Unchanged | None:
    """How to tell, for a built-in scalar, that a column is the answer already."""
    serialize = kind.coerce_output_value
    return _UNCHANGED.get(getattr(serialize, "__func__", serialize))


def _enum(kind: GraphQLEnumType) -> Finished:
    serialize = kind.coerce_output_value
    members = getattr(kind, "wrapped_cls", None)
    names = {} if members is None else {member: serialize(member) for member in members}

    def finished(column: list[Any], types: set[type]) -> list[Any]:
        return list(map(names.__getitem__ if types == {members} else serialize, column))

    return finished


def _is_text(column: list[Any], types: set[type]) -> bool:
    return types == {str}


def _is_boolean(column: list[Any], types: set[type]) -> bool:
    return types == {bool}


def _is_int(column: list[Any], types: set[type]) -> bool:
    return types == {int} and min(column) >= GRAPHQL_MIN_INT and max(column) <= GRAPHQL_MAX_INT


def _is_float(column: list[Any], types: set[type]) -> bool:
    return types == {float} and math.isfinite(sum(column))


_UNCHANGED = {
    GraphQLString.coerce_output_value: _is_text,
    GraphQLID.coerce_output_value: _is_text,
    GraphQLBoolean.coerce_output_value: _is_boolean,
    GraphQLInt.coerce_output_value: _is_int,
    GraphQLFloat.coerce_output_value: _is_float,
}
"""By the serializer of a built-in scalar: whether it would change nothing of a column."""
