"""Whether a caller may run an operation: found out before anything of it runs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLInputType,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    is_input_type,
    type_from_ast,
)

from db.callers import Scope
from schema.execution.preparing import Check
from schema.graph.errors import forbidden
from schema.guards.conditions import asks, in_argument, in_variable
from schema.guards.scopes import needs_to_select


class Variable(NamedTuple):
    """A variable of an operation that may hold what needs a scope."""

    name: str
    type: GraphQLInputType
    node: Node


class Place(NamedTuple):
    """What needs a scope: a field, or an argument or field of an input by which rows are chosen."""

    name: str
    node: Node


NeededBy = dict[Scope, Place]
"""The scopes that selections need, each with the first place that needs it."""


def check_for(
    schema: GraphQLSchema,
    fragments: Mapping[str, FragmentDefinitionNode],
    operation: OperationDefinitionNode,
) -> Check | None:
    """What is asked for every caller of an operation; nothing if it needs no scope."""
    root = schema.get_root_type(operation.operation)
    assert root is not None
    needs = _Walk(schema, fragments).needs(operation.selection_set, root)
    variables = _asking(schema, operation)
    return partial(_refusal, frozenset(needs), needs, variables) if needs or variables else None


def may_run(schema: GraphQLSchema, scopes: frozenset[Scope], mutation: str) -> bool:
    """Whether these scopes are enough to run a mutation."""
    assert schema.mutation_type is not None
    return scopes.issuperset(needs_to_select(schema.mutation_type.fields[mutation]))


def _asking(schema: GraphQLSchema, operation: OperationDefinitionNode) -> list[Variable]:
    """The variables of which the value says what is needed."""
    found = []
    for each in operation.variable_definitions or ():
        kind = type_from_ast(schema, each.type)
        if is_input_type(kind) and asks(kind):
            found.append(Variable(each.variable.name.value, kind, each))
    return found


def _refusal(
    needed: frozenset[Scope],
    needs: NeededBy,
    asking: list[Variable],
    context: Any,
    variables: Mapping[str, Any],
) -> GraphQLError | None:
    allowed = context.caller.scopes
    if not needed <= allowed:
        return _forbidden(context, *next(each for each in needs.items() if each[0] not in allowed))
    for name, kind, node in asking:
        for chosen in in_variable(kind, variables.get(name)):
            if not allowed.issuperset(chosen.needs):
                missing = next(each for each in chosen.needs if each not in allowed)
                return _forbidden(context, missing, Place(chosen.name, node))
    return None


def _forbidden(context: Any, scope: Scope, place: Place) -> GraphQLError:
    message = (
        f"`{place.name}` needs the scope {scope}, which you do not have as {context.caller.role}."
        f" Leave the {'field' if isinstance(place.node, FieldNode) else 'argument'} out,"
        " or ask an administrator for the right."
    )
    return forbidden(message, place.node, scope.value)


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
        needs = dict.fromkeys(needs_to_select(definition), Place(name, field))
        for each in field.arguments or ():
            written = each.name.value
            for chosen in in_argument(definition.args[written], written, each.value):
                _add(needs, dict.fromkeys(chosen.needs, Place(chosen.name, each)))
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
    for scope, place in further.items():
        needs.setdefault(scope, place)
