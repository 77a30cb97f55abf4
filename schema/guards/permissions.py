"""Whether a caller may run an operation, and what of a query is null for them: found out before anything of it runs.

A mutation runs as a whole or not at all. In a query a field behind a scope that the caller lacks is null, with an error
of its own. Where it must not be null the query is refused, since a null would take along what is around it. So it is
for an argument that chooses rows by a noun which the caller may not read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from cachetools import LRUCache
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLField,
    GraphQLInputType,
    GraphQLSchema,
    Node,
    OperationDefinitionNode,
    OperationType,
    is_input_type,
    type_from_ast,
)

from schema.execution.preparing import Check
from schema.graph.enums import Scope
from schema.graph.errors import lacking
from schema.guards.conditions import asks, in_variable
from schema.guards.needed_places import Needed, Place
from schema.guards.scopes import needs_beyond_type, needs_to_select

MOST_KEPT = 16
"""For how many sets of missing scopes it is kept what they do to an operation."""


class Variable(NamedTuple):
    """A variable of an operation that may hold what needs a scope."""

    name: str
    type: GraphQLInputType
    node: Node


class Missing(NamedTuple):
    """A scope that is missing, and the place because of which nothing runs."""

    scope: Scope
    place: Place


@dataclass(frozen=True)
class Closed:
    """Scopes that the caller of a query lacks: what needs one of them is null. A `Closing` of the executor."""

    scopes: frozenset[Scope]

    def closes(self, definition: GraphQLField) -> bool:
        return not self.scopes.isdisjoint(needs_beyond_type(definition))

    def error(self, context: Any, definition: GraphQLField, node: FieldNode) -> GraphQLError:
        scope = next(each for each in needs_to_select(definition) if each in self.scopes)
        return lacking(context.caller, node.name.value, node, scope)


def check_for(
    schema: GraphQLSchema,
    fragments: Mapping[str, FragmentDefinitionNode],
    operation: OperationDefinitionNode,
) -> Check | None:
    """What is asked for every caller of an operation; nothing if it needs no scope."""
    root = schema.get_root_type(operation.operation)
    assert root is not None
    needed = Needed(schema, fragments, operation.selection_set, root)
    scopes = frozenset(needed.by_fields) | frozenset(needed.by_arguments)
    variables = _asking(schema, operation)
    if not (scopes or variables):
        return None
    is_query = operation.operation is OperationType.QUERY
    return partial(_answer, scopes, _Outcomes(needed, is_query), variables)


def may_run(schema: GraphQLSchema, scopes: frozenset[Scope], mutation: str) -> bool:
    """Whether these scopes are enough to run a mutation."""
    assert schema.mutation_type is not None
    return scopes.issuperset(needs_to_select(schema.mutation_type.fields[mutation]))


class _Outcomes:
    """What missing scopes do to an operation: found out once for each set of them."""

    def __init__(self, needed: Needed, is_query: bool) -> None:
        self._needed = needed
        self._is_query = is_query
        self._kept: LRUCache[frozenset[Scope], Missing | Closed] = LRUCache(MOST_KEPT)

    def of(self, missing: frozenset[Scope]) -> Missing | Closed:
        if (known := self._kept.get(missing)) is None:
            known = self._kept[missing] = self._found(missing)
        return known

    def _found(self, missing: frozenset[Scope]) -> Missing | Closed:
        needed = self._needed
        for places in (needed.by_arguments,) if self._is_query else (needed.by_fields, needed.by_arguments):
            if found := [each for each in places.items() if each[0] in missing]:
                return Missing(*found[0])
        refusing = needed.that_cannot_be_null(missing)
        return Missing(*refusing) if refusing else Closed(missing)


def _asking(schema: GraphQLSchema, operation: OperationDefinitionNode) -> list[Variable]:
    """The variables of which the value says what is needed."""
    found = []
    for each in operation.variable_definitions or ():
        kind = type_from_ast(schema, each.type)
        if is_input_type(kind) and asks(kind):
            found.append(Variable(each.variable.name.value, kind, each))
    return found


def _answer(
    needed: frozenset[Scope],
    outcomes: _Outcomes,
    asking: list[Variable],
    context: Any,
    variables: Mapping[str, Any],
) -> GraphQLError | Closed | None:
    allowed = context.caller.scopes
    found = None if needed <= allowed else outcomes.of(needed - allowed)
    if isinstance(found, Missing):
        return lacking(context.caller, *found.place, found.scope)
    for name, kind, node in asking:
        for chosen in in_variable(kind, variables.get(name)):
            if not allowed.issuperset(chosen.needs):
                scope = next(each for each in chosen.needs if each not in allowed)
                return lacking(context.caller, chosen.name, node, scope)
    return found
