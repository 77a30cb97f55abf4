"""How much an operation may bring along: each text, list and nesting is measured before anything is done with it.

What stands in a document is measured once, when the operation is prepared; the values of variables in every
request, by the places at which the variables are used. A place has its own limit, or the one of all of its kind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
)

from schema.execution.preparing import Refusing
from schema.graph.context import Context
from schema.guards.input_places import Place, place_of
from schema.guards.measuring import Measuring, TooMuch, Variable


def check_for(
    schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], operation: OperationDefinitionNode
) -> Refusing | None:
    """Measures the variables of an operation before they are looked at, and tells the context what they cost."""
    try:
        uses = _Uses(schema, fragments).of_operation(operation)
        _measure_defaults(operation, uses)
    except _Written as written:
        refusal = written.error
        return lambda context, variables: refusal
    return _check_of(uses) if uses else None


Use = tuple[str, Place]
"""A variable, and a place at which it stands."""


def _check_of(uses: Counter[Use]) -> Refusing:
    places = [(name, place, times) for (name, place), times in uses.items()]

    def check(context: Context, variables: Mapping[str, Any]) -> GraphQLError | None:
        cost = 0
        for name, place, times in places:
            value = variables.get(name)
            if value is None or value.__class__ is int:  # most are; nothing of them is to be measured
                continue
            measuring = Measuring()
            try:
                measuring.measure(value, place)
            except TooMuch as too_much:
                return too_much.told_of(f"${name}")
            cost += measuring.cost * times
        context.input_cost = cost
        return None

    return check


class _Written(Exception):
    """A value that is written in the document is over a limit."""

    def __init__(self, error: GraphQLError) -> None:
        self.error = error

    def stands_within(self, key: str) -> None:
        """Its path leads through this field."""
        extensions = self.error.extensions or {}
        self.error.extensions = {**extensions, "path": [key, *extensions["path"]]}


def _measure_defaults(operation: OperationDefinitionNode, uses: Counter[Use]) -> None:
    for each in operation.variable_definitions or ():
        if each.default_value is not None:
            name = each.variable.name.value
            for used, place in uses:
                if used == name:
                    _measured(each.default_value, place, f"${name}")


def _measured(written: ValueNode, place: Place, name: str) -> list[Use]:
    measuring = Measuring()
    try:
        measuring.measure(_plain(written), place)
    except TooMuch as too_much:
        raise _Written(too_much.told_of(name)) from None
    return measuring.variables


def _plain(node: ValueNode) -> Any:
    """A value as JSON has it. A number stays the text that it is: Python reads no more than 4,300 digits."""
    if isinstance(node, VariableNode):
        return Variable(node.name.value)
    if isinstance(node, ListValueNode):
        return [_plain(each) for each in node.values]
    if isinstance(node, ObjectValueNode):
        return {each.name.value: _plain(each.value) for each in node.fields}
    return None if isinstance(node, NullValueNode) else str(getattr(node, "value", ""))


class _Uses:
    """Finds the uses of variables; each fragment is walked once, and counts as often as it is spread."""

    def __init__(self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self._schema = schema
        self._fragments = fragments
        self._known: dict[str, Counter[Use]] = {}

    def of_operation(self, operation: OperationDefinitionNode) -> Counter[Use]:
        root = self._schema.get_root_type(operation.operation)
        assert root is not None, "validation has looked"
        return self._of(operation.selection_set, root)

    def _of(self, selections: SelectionSetNode | None, kind: GraphQLNamedType) -> Counter[Use]:
        found: Counter[Use] = Counter()
        for node in selections.selections if selections else ():
            if isinstance(node, FieldNode):
                found.update(self._of_field(node, kind))
            elif isinstance(node, FragmentSpreadNode):
                found.update(self._of_fragment(node.name.value))
            else:
                assert isinstance(node, InlineFragmentNode)
                inside = self._named(node.type_condition.name.value) if node.type_condition else kind
                found.update(self._of(node.selection_set, inside))
        return found

    def _of_field(self, node: FieldNode, parent: GraphQLNamedType) -> Counter[Use]:
        field = self._schema.get_field(parent, node.name.value)  # type: ignore[arg-type]
        if field is None:
            return Counter()
        found: Counter[Use] = Counter()
        try:
            for each in node.arguments or ():
                name = each.name.value
                found.update(_measured(each.value, place_of(field.args[name]), name))
            found.update(self._of(node.selection_set, get_named_type(field.type)))
        except _Written as written:
            written.stands_within((node.alias or node.name).value)
            raise
        return found

    def _of_fragment(self, name: str) -> Counter[Use]:
        if name not in self._known:
            fragment = self._fragments[name]
            self._known[name] = self._of(
                fragment.selection_set, self._named(fragment.type_condition.name.value)
            )
        return self._known[name]

    def _named(self, name: str) -> GraphQLNamedType:
        kind = self._schema.get_type(name)
        assert kind is not None, "validation has looked"
        return kind
