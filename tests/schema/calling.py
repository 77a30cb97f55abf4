"""Documents as callers with few rights send them, and the least that an input can say."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLType,
    get_nullable_type,
    is_required_input_field,
)
from strawberry.types import ExecutionResult
from strawberry.utils.str_converters import to_camel_case

from db.callers import SCOPES_OF, Caller, CallerKind, Role, Scope, call_as
from schema import schema
from schema.graph.context import Context
from schema.graph.ids import nouns_of_ids
from schema.graph.uploads import SentFile
from tests.conftest import NOW
from tests.schema.asking import ANY_COST

Ids = Mapping[str, str]
"""An id for each noun."""


def a_caller(
    role: Role,
    *,
    salesperson_id: int | None = None,
    sees_only_own: bool = False,
    scopes: frozenset[Scope] | None = None,
) -> Caller:
    allowed = SCOPES_OF[role] if scopes is None else scopes
    return Caller(CallerKind.API_KEY, "key:test", "Test", role, allowed, salesperson_id, sees_only_own)


async def answered(document: str, caller: Caller, **variables: Any) -> ExecutionResult:
    """What a caller is answered."""
    call_as(caller)
    try:
        context = Context(now=NOW, caller=caller, max_cost=ANY_COST)
        return await schema.execute(document, variable_values=variables, context_value=context)
    finally:
        call_as(None)


async def data_for(caller: Caller, document: str, **variables: Any) -> dict[str, Any]:
    """The data of an operation that has no errors."""
    result = await answered(document, caller, **variables)
    assert not result.errors, result.errors
    assert result.data is not None
    return result.data


def code_of(result: ExecutionResult) -> str | None:
    """The code of the one error of an answer without data."""
    if not result.errors:
        return None
    assert result.data is None and len(result.errors) == 1, result
    return (result.errors[0].extensions or {}).get("code")


def document_of(mutation: str) -> str:
    """The mutation, with nothing in its answer that needs a scope but why it was refused."""
    kind = mutation[0].upper() + mutation[1:]
    return (
        f"mutation ($input: {kind}Input!) {{ {mutation}(input: $input) {{ userErrors {{ code message }} }} }}"
    )


def least_input(mutation: str, ids: Ids = {}) -> dict[str, Any]:  # noqa: B006
    """An input with what is required, and ids of these nouns in it."""
    kind = schema._schema.type_map[f"{mutation[0].upper()}{mutation[1:]}Input"]
    assert isinstance(kind, GraphQLInputObjectType)
    return least_of(kind, ids)


def least_of(kind: GraphQLInputObjectType, ids: Ids = {}) -> dict[str, Any]:  # noqa: B006
    nouns = nouns_by_field(kind)
    if kind.extensions["strawberry-definition"].is_one_of:
        name, field = next(iter(kind.fields.items()))
        return {name: _value(nouns.get(name), field.type, ids)}
    return {
        name: _value(nouns.get(name), field.type, ids)
        for name, field in kind.fields.items()
        if is_required_input_field(field) or (_is_list(field) and nouns.get(name) in ids)
    }


def nouns_by_field(kind: GraphQLInputObjectType) -> dict[str, str]:
    """The noun whose ids a field of an input takes, by the name that clients know the field by."""
    declared = kind.extensions["strawberry-definition"].origin
    return {to_camel_case(name): noun for name, noun in nouns_of_ids(declared).items()}


def _is_list(field: GraphQLInputField) -> bool:
    """Lists of ids are often optional where one of several is asked for."""
    return isinstance(get_nullable_type(field.type), GraphQLList)


def _value(noun: str | None, kind: GraphQLType, ids: Ids) -> Any:
    kind = get_nullable_type(kind)  # type: ignore[arg-type]
    if isinstance(kind, GraphQLList):
        return [_value(noun, kind.of_type, ids)]
    if isinstance(kind, GraphQLNonNull):
        return _value(noun, kind.of_type, ids)
    if isinstance(kind, GraphQLInputObjectType):
        return least_of(kind, ids)
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    return _leaf(noun, str(kind), ids)


def _leaf(noun: str | None, kind: str, ids: Ids) -> Any:
    values = {"Int": 1, "Boolean": True, "Date": "2026-01-01", "DateTime": "2026-01-01T00:00:00Z"}
    if kind == "Upload":
        return SentFile("Offer.pdf", "application/pdf", BytesIO(b"Offer"))
    if kind == "ID":
        return ids.get(noun or "", "nobody")
    return values.get(kind, "1")
