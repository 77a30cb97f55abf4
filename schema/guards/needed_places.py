"""The places of an operation that need a scope: the fields that it selects, and the arguments that choose rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    Node,
    SelectionSetNode,
    get_named_type,
    is_non_null_type,
)

from schema.graph.enums import Scope
from schema.guards.conditions import in_argument
from schema.guards.scopes import needs_beyond_type, needs_of_type, needs_to_select


class Place(NamedTuple):
    """What needs a scope: a field, or an argument or field of an input by which rows are chosen."""

    name: str
    node: Node


Places = dict[Scope, Place]
"""The scopes that are needed, each with the first place that needs it."""


class Needed:
    """Goes once through everything that an operation selects, through each fragment once."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        selected: SelectionSetNode,
        root: GraphQLNamedType,
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._selected, self._root = selected, root
        self.by_fields: Places = {}
        self.by_arguments: Places = {}
        for field, definition in self._fields(selected, root, frozenset(), set()):
            _add(self.by_fields, needs_to_select(definition), Place(field.name.value, field))
            self._add_arguments(field, definition)

    def that_cannot_be_null(self, lacking: frozenset[Scope]) -> tuple[Scope, Place] | None:
        """The first field behind one of these scopes that must not be null, and is not within another one that is."""
        for field, definition in self._fields(self._selected, self._root, lacking, set()):
            missing = needs_beyond_type(definition) & lacking
            if missing and is_non_null_type(definition.type):
                return min(missing, key=needs_to_select(definition).index), Place(field.name.value, field)
        return None

    def _fields(
        self,
        selections: SelectionSetNode,
        parent: GraphQLNamedType,
        lacking: frozenset[Scope],
        seen: set[str],
    ) -> Iterator[tuple[FieldNode, GraphQLField]]:
        """All fields with their definitions, but none within what is closed: there nothing comes to be.

        Fields of introspection need nothing.
        """
        for selection in selections.selections:
            if isinstance(selection, FieldNode):
                name = selection.name.value
                if name.startswith("__"):
                    continue
                definition: GraphQLField = parent.fields[name]  # type: ignore[attr-defined]
                yield selection, definition
                if selection.selection_set is not None and lacking.isdisjoint(needs_beyond_type(definition)):
                    below = get_named_type(definition.type)
                    yield from self._fields(selection.selection_set, below, lacking, seen)
            else:
                inner, kind = self._of_fragment(selection, parent, seen)
                if inner is not None and lacking.isdisjoint(needs_of_type(kind)):
                    yield from self._fields(inner, kind, lacking, seen)

    def _of_fragment(
        self, selection: Node, parent: GraphQLNamedType, seen: set[str]
    ) -> tuple[SelectionSetNode | None, GraphQLNamedType]:
        """What is selected in a fragment, and of which type; nothing of one that was looked at before."""
        if isinstance(selection, FragmentSpreadNode):
            name = selection.name.value
            fragment = self._fragments[name]
            inner = None if name in seen else fragment.selection_set
            seen.add(name)
            return inner, self._schema.type_map[fragment.type_condition.name.value]
        assert isinstance(selection, InlineFragmentNode)
        condition = selection.type_condition
        return selection.selection_set, self._schema.type_map[condition.name.value] if condition else parent

    def _add_arguments(self, field: FieldNode, definition: GraphQLField) -> None:
        for each in field.arguments or ():
            written = each.name.value
            for chosen in in_argument(definition.args[written], written, each.value):
                _add(self.by_arguments, chosen.needs, Place(chosen.name, each))


def _add(places: Places, scopes: Iterable[Scope], place: Place) -> None:
    for scope in scopes:
        places.setdefault(scope, place)
