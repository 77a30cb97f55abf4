"""Plans: the fields of an operation in the form in which they are run, kept for the next caller."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any

from cachetools import LRUCache
from graphql import (
    FragmentSpreadNode,
    GraphQLObjectType,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
)
from graphql.execution.collect_fields import (
    FieldDetailsList,
    GroupedFieldSet,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues
from strawberry.schema.schema import Schema

from schema.execution.resolving import planned
from schema.execution.scopes import Scope

if TYPE_CHECKING:
    from schema.execution.executor import BreadthFirstExecutor

MOST_CHARACTERS = 500_000
"""How much text of documents is kept, all together. Each character of it takes about a hundred bytes as a parsed
document, and as much again as a plan. A longer document is read and planned each time."""
MOST_ELSEWHERE = 50_000
"""The same for operations that do not come from a kept document."""
MOST_PLANS = 16
"""How many plans are kept for one operation: what `@skip` and `@include` get from variables makes the difference."""


class Plan:
    """An operation, for given values of the variables that `@skip` and `@include` look at.

    It knows no other variable and nothing else of the caller, since others will use it.
    """

    def __init__(self, executor: BreadthFirstExecutor, steering: Mapping[str, Any]) -> None:
        self.schema = executor.schema
        self.strawberry_schema: Schema = executor.schema._strawberry_schema  # type: ignore[attr-defined]
        self.has_exception_handlers = bool(self.strawberry_schema.exception_handlers)
        self.native = executor.native
        self._fragments = executor.fragments
        self._operation = executor.operation
        self._hide_suggestions = executor.hide_suggestions
        sources = {name: executor.variable_values.sources[name] for name in steering}
        self._variables = VariableValues(sources, dict(steering))

    @cached_property
    def root(self) -> Scope:
        kind = self.schema.get_root_type(self._operation.operation)
        assert kind is not None, "is_planned() has looked"
        collected = collect_fields(
            self.schema, self._fragments, self._variables, kind, self._operation, self._hide_suggestions
        )
        return self._scope(kind, collected.grouped_field_set)

    def scope_below(self, kind: GraphQLObjectType, details: FieldDetailsList) -> Scope:
        """What is selected of a type below a field."""
        collected = collect_subfields(
            self.schema,
            self._fragments,
            self._variables,
            self._operation,
            kind,
            details,
            self._hide_suggestions,
        )
        return self._scope(kind, collected.grouped_field_set)

    def _scope(self, kind: GraphQLObjectType, grouped: GroupedFieldSet) -> Scope:
        found = [
            (key, self.schema.get_field(kind, details[0].node.name.value), details)
            for key, details in grouped.items()
        ]
        return Scope(
            kind,
            [
                planned(self, kind, key, definition, details)
                for key, definition, details in found
                if definition is not None
            ],
        )


class Outline:
    """What is known of an operation before its variables are: it is read once. It keeps the plans."""

    def __init__(self, executor: BreadthFirstExecutor) -> None:
        self.schema, self.operation = executor.schema, executor.operation  # kept: they are known by their id
        nodes = list(_selections(executor))
        self.is_planned = (
            executor.schema.get_root_type(self.operation.operation) is not None
            and not any(each.variable_signatures for each in executor.fragments.values())
            and not any(_names_directive(node, "defer", "stream") for node in nodes)
        )
        self.steering = frozenset(
            argument.value.name.value
            for node in nodes
            for directive in node.directives or ()
            if directive.name.value in ("skip", "include")
            for argument in directive.arguments or ()
            if isinstance(argument.value, VariableNode)
        )
        self._plans: LRUCache[Any, Plan] = LRUCache(MOST_PLANS)
        self._only: Plan | None = None
        self._lock = Lock()

    def plan_for(self, executor: BreadthFirstExecutor) -> Plan | None:
        """The plan of the operation; nothing if it has to be left to graphql-core."""
        if not self.is_planned:
            return None
        if not self.steering:
            if self._only is None:
                self._only = Plan(executor, {})
            return self._only
        coerced = executor.variable_values.coerced
        steering = {name: coerced[name] for name in self.steering if name in coerced}
        chosen = frozenset(steering.items())
        with self._lock:
            if chosen not in self._plans:
                self._plans[chosen] = Plan(executor, steering)
            return self._plans[chosen]


class Outlines:
    """Those of operations that come from somewhere else than a kept document, those longest unused going first.

    Safe to use from several threads.
    """

    def __init__(self) -> None:
        self._outlines: LRUCache[Any, Outline] = LRUCache(
            MOST_ELSEWHERE, getsizeof=lambda outline: _length(outline.operation)
        )
        self._lock = Lock()

    def of(self, executor: BreadthFirstExecutor) -> Outline:
        with self._lock:
            key = (id(executor.operation), id(executor.schema), type(executor))
            outline = self._outlines.get(key)
            if outline is None:
                outline = Outline(executor)
                if _length(outline.operation) <= MOST_ELSEWHERE:
                    self._outlines[key] = outline
            return outline


def _selections(executor: BreadthFirstExecutor) -> Iterator[SelectionNode]:
    """Every selection of the operation, and of all fragments of its document."""
    sets = [executor.operation.selection_set]
    sets += [each.definition.selection_set for each in executor.fragments.values()]
    while sets:
        for node in sets.pop().selections:
            yield node
            if not isinstance(node, FragmentSpreadNode):
                below: SelectionSetNode | None = getattr(node, "selection_set", None)
                sets += [below] if below else []


def _names_directive(node: SelectionNode, *names: str) -> bool:
    return any(directive.name.value in names for directive in node.directives or ())


def _length(operation: OperationDefinitionNode) -> int:
    """The length of the document that an operation stands in."""
    return len(operation.loc.source.body) if operation.loc else 1_000
