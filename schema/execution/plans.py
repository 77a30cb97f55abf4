"""Plans: the fields of an operation in the form in which they are run, kept for the next caller."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from threading import Lock
from typing import Any

from cachetools import LRUCache
from graphql import (
    FragmentSpreadNode,
    GraphQLField,
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

from schema.execution.composites import completer_of
from schema.execution.fields import Field, Scope, SelectedField
from schema.execution.resolving import field_for
from schema.execution.run import Run

MOST_CHARACTERS = 500_000
"""How much text of documents is kept, all together. Each character of it takes about a hundred bytes as a parsed
document, and as much again as a plan. A longer document is read and planned each time."""
MOST_ELSEWHERE = 50_000
"""The same for operations that do not come from a kept document."""
MOST_PLANS = 16
"""How many plans are kept for one operation: what `@skip` and `@include` get from variables makes the difference,
and what callers are not given of it."""


class Plan:
    """An operation, for given values of the variables that `@skip` and `@include` look at, and for what is closed.

    It knows no other variable and nothing else of the caller, since others will use it.
    """

    def __init__(self, run: Run, steering: Mapping[str, Any]) -> None:
        self.schema = run.schema
        self._native = run.native
        self._closing = run.closing
        self._fragments = run.fragments
        self._operation = run.operation
        self._hide_suggestions = run.hide_suggestions
        sources = {name: run.variable_values.sources[name] for name in steering}
        self._variables = VariableValues(sources, dict(steering))

    @cached_property
    def root(self) -> Scope:
        kind = self.schema.get_root_type(self._operation.operation)
        assert kind is not None, "only what is_planned gets a plan"
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
        fields = [
            self._field(kind, key, definition, details)
            for key, details in grouped.items()
            if (definition := self.schema.get_field(kind, details[0].node.name.value)) is not None
        ]
        return Scope(kind, fields)

    def _field(
        self, parent_type: GraphQLObjectType, key: str, definition: GraphQLField, details: FieldDetailsList
    ) -> Field:
        selected = SelectedField(self.schema, parent_type, key, definition, details, self.scope_below)
        field = field_for(selected, self._closing)
        field.completer = completer_of(field, definition.type, self._native)
        return field


class OperationPlans:
    """The plans of one operation, and what is known of it before its variables are: it is read once."""

    def __init__(self, run: Run) -> None:
        self.schema, self.operation = run.schema, run.operation  # kept: they are known by their id
        nodes = list(_selections(run))
        self.is_planned = (
            run.schema.get_root_type(self.operation.operation) is not None
            and not any(each.variable_signatures for each in run.fragments.values())
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

    def plan_for(self, run: Run) -> Plan | None:
        """The plan of the operation; nothing if it has to be left to graphql-core."""
        if not self.is_planned:
            return None
        if not self.steering and run.closing is None:
            if self._only is None:
                self._only = Plan(run, {})
            return self._only
        coerced = run.variable_values.coerced
        steering = {name: coerced[name] for name in self.steering if name in coerced}
        chosen = frozenset(steering.items()), run.closing
        with self._lock:
            if chosen not in self._plans:
                self._plans[chosen] = Plan(run, steering)
            return self._plans[chosen]


class PlanCache:
    """Plans of operations that come from somewhere else than a kept document, those longest unused going first.

    Safe to use from several threads.
    """

    def __init__(self) -> None:
        self._kept: LRUCache[Any, OperationPlans] = LRUCache(
            MOST_ELSEWHERE, getsizeof=lambda plans: _length(plans.operation)
        )
        self._lock = Lock()

    def of(self, run: Run) -> OperationPlans:
        with self._lock:
            key = (id(run.operation), id(run.schema), type(run))
            plans = self._kept.get(key)
            if plans is None:
                plans = OperationPlans(run)
                if _length(plans.operation) <= MOST_ELSEWHERE:
                    self._kept[key] = plans
            return plans


def _selections(run: Run) -> Iterator[SelectionNode]:
    """Every selection of the operation, and of all fragments of its document."""
    sets = [run.operation.selection_set]
    sets += [each.definition.selection_set for each in run.fragments.values()]
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
