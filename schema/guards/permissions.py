"""Whether a caller may run an operation: found out before anything of it runs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
)

from db.callers import Scope
from schema.execution.preparing import Check
from schema.graph.errors import forbidden
from schema.guards.scopes import needs_to_select

NeededBy = dict[Scope, FieldNode]
"""The scopes that selections need, each with the first field that needs it."""


def check_for(
    schema: GraphQLSchema,
    fragments: Mapping[str, FragmentDefinitionNode],
    operation: OperationDefinitionNode,
) -> Check | None:
    """What is asked for every caller of an operation; nothing if it needs no scope."""
    root = schema.get_root_type(operation.operation)
    assert root is not None
    needs = _Walk(schema, fragments).needs(operation.selection_set, root)
    return partial(_refusal, frozenset(needs), needs) if needs else None


def may_run(schema: GraphQLSchema, scopes: frozenset[Scope], mutation: str) -> bool:
    """Whether these scopes are enough to run a mutation."""
    assert schema.mutation_type is not None
    return scopes.issuperset(needs_to_select(schema.mutation_type.fields[mutation]))


def _refusal(
    needed: frozenset[Scope], needs: NeededBy, context: Any, variables: Mapping[str, Any]
) -> GraphQLError | None:
    if needed <= context.caller.scopes:
        return None
    scope, field = next(each for each in needs.items() if each[0] not in context.caller.scopes)
    message = (
        f"`{field.name.value}` needs the scope {scope}, which you do not have as {context.caller.role}."
        " Leave the field out, or ask an administrator for the right."
    )
    return forbidden(message, field, scope.value)


class _Walk:
    """Goes once through everything that an operation selects, through each fragment once."""

    def __init__(self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self._schema = schema
        self._fragments = fragments
        self._known: dict[str, NeededBy] = {}

    def needs(self, selections: SelectionSetNode, parent: GraphQLNamedType) -> NeededBy:
        found: NeededBy = {}
        for selection in selections.selections:
            if isinstance(selection, FieldNode):
                needed = self._of_field(selection, parent)
            elif isinstance(selection, FragmentSpreadNode):
                needed = self._of_fragment(selection.name.value)
            else:
                assert isinstance(selection, InlineFragmentNode)
                condition = selection.type_condition
                kind = self._schema.type_map[condition.name.value] if condition else parent
                needed = self.needs(selection.selection_set, kind)
            _add(found, needed)
        return found

    def _of_field(self, field: FieldNode, parent: GraphQLNamedType) -> NeededBy:
        """Fields of introspection need nothing."""
        name = field.name.value
        if name.startswith("__"):
            return {}
        definition: GraphQLField = parent.fields[name]  # type: ignore[attr-defined]
        needs = dict.fromkeys(needs_to_select(definition), field)
        if field.selection_set is not None:
            _add(needs, self.needs(field.selection_set, get_named_type(definition.type)))
        return needs

    def _of_fragment(self, name: str) -> NeededBy:
        if name not in self._known:
            self._known[name] = {}
            fragment = self._fragments[name]
            kind = self._schema.type_map[fragment.type_condition.name.value]
            self._known[name] = self.needs(fragment.selection_set, kind)
        return self._known[name]


def _add(needs: NeededBy, further: NeededBy) -> None:
    for scope, field in further.items():
        needs.setdefault(scope, field)
