"""Whether a caller may run an operation: found out before anything of it runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
)

from db.callers import Caller, Scope
from schema.execution.preparing import Check
from schema.graph.errors import forbidden
from schema.guards.scopes import FIELDS, MUTATIONS, QUERIES, scopes, scopes_of_type

Needs = dict[Scope, FieldNode]
"""The scopes that selections need, each with the first field that needs it."""

ROOTS = {"Query": QUERIES, "Mutation": MUTATIONS}


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


def may_run(caller: Caller, mutation: str) -> bool:
    """Whether a caller may run a mutation."""
    return caller.scopes.issuperset(scopes(MUTATIONS[mutation]))


def may_read(caller: Caller, noun: str) -> bool:
    """Whether a caller may see nodes of a type at all."""
    return caller.scopes.issuperset(scopes_of_type(noun))


def _refusal(
    needed: frozenset[Scope], needs: Needs, context: Any, variables: Mapping[str, Any]
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
        self._known: dict[str, Needs] = {}

    def needs(self, selections: SelectionSetNode, parent: GraphQLNamedType) -> Needs:
        found: Needs = {}
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

    def _of_field(self, field: FieldNode, parent: GraphQLNamedType) -> Needs:
        """Fields of introspection need nothing."""
        name = field.name.value
        if name.startswith("__"):
            return {}
        kind = get_named_type(parent.fields[name].type)  # type: ignore[attr-defined]
        its_own = scopes(ROOTS.get(parent.name, {}).get(name) or FIELDS.get(f"{parent.name}.{name}"))
        needs = _all_by(field, (*its_own, *scopes_of_type(parent.name), *scopes_of_type(kind.name)))
        if field.selection_set is not None:
            _add(needs, self.needs(field.selection_set, kind))
        return needs

    def _of_fragment(self, name: str) -> Needs:
        if name not in self._known:
            self._known[name] = {}
            fragment = self._fragments[name]
            kind = self._schema.type_map[fragment.type_condition.name.value]
            self._known[name] = self.needs(fragment.selection_set, kind)
        return self._known[name]


def _all_by(field: FieldNode, needed: Iterable[Scope]) -> Needs:
    return dict.fromkeys(needed, field)


def _add(needs: Needs, further: Needs) -> None:
    for scope, field in further.items():
        needs.setdefault(scope, field)
