"""What an operation may cost at most: how many nodes it can give and how many pages it reads, known before it runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
    is_object_type,
)

from schema.execution.preparing import Refusing
from schema.graph.context import Context
from schema.graph.paging import DEFAULT_PAGE_SIZE
from schema.guards.introspection_costs import ROOTS, introspection_cost
from schema.guards.limits import exceeded

MUTATION = 10
"""What each mutation costs in addition to what it answers."""
PAGE = 1
"""What a page costs in addition to its nodes."""
NODE = 1
LIST = 10
"""How many a list that is no page is taken to hold."""
LARGEST_PAGE = 1_000
"""No server gives more; a larger page is refused."""


class Size(NamedTuple):
    """How long a list is: as the first variable says that is not null, or else so long."""

    known: int
    variables: tuple[str, ...] = ()

    def given(self, variables: Mapping[str, Any]) -> int:
        for name in self.variables:
            if (value := variables.get(name)) is not None:
                return len(value) if isinstance(value, list) else min(max(value, 0), LARGEST_PAGE)
        return self.known


class Cost:
    """What a selection costs: a number, and what depends on variables."""

    __slots__ = ("fixed", "open")

    def __init__(self) -> None:
        self.fixed = 0
        self.open: list[tuple[Size, Cost]] = []

    def add(self, size: Size, cost: Cost) -> None:
        if not size.variables and not cost.open:
            self.fixed += size.known * cost.fixed
        elif cost.open or cost.fixed:
            self.open.append((size, cost))

    def given(self, variables: Mapping[str, Any], known: dict[int, int]) -> int:
        """The number for these variables. What several fragments lead to is added up once."""
        if not self.open:
            return self.fixed
        if (total := known.get(id(self))) is None:
            total = self.fixed
            for size, cost in self.open:
                total += size.given(variables) * cost.given(variables, known)
            known[id(self)] = total
        return total


SINGLE = Size(1)


def check_for(
    schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], operation: OperationDefinitionNode
) -> Refusing:
    """Tells the context what is run and what it may cost, and refuses what may cost too much."""
    name = operation.name.value if operation.name else None
    kind = operation.operation.value
    cost = cost_of(schema, fragments, operation)

    def check(context: Context, variables: Mapping[str, Any]) -> GraphQLError | None:
        context.operation_name, context.operation_kind = name, kind
        asked = cost.given(variables, {}) if cost.open else cost.fixed
        context.cost = requested = asked + context.input_cost
        if requested > context.max_cost:
            return exceeded("cost", requested, context.max_cost, "MAX_COST")
        return None

    return check


def cost_of(
    schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], operation: OperationDefinitionNode
) -> Cost:
    root = schema.get_root_type(operation.operation)
    assert root is not None, "validation has looked"
    each = MUTATION if operation.operation is OperationType.MUTATION else 0
    return _Costs(schema, fragments).of(operation.selection_set, root, SINGLE, each)


class _Costs:
    """Adds up; each fragment once for each length of page that it is spread in."""

    def __init__(self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self._schema = schema
        self._fragments = fragments
        self._known: dict[tuple[str, Size], Cost] = {}

    def of(self, selections: SelectionSetNode, kind: GraphQLNamedType, page: Size, each: int = 0) -> Cost:
        """`page` is how many a list directly in here holds; `each` is what every field here costs in addition."""
        total = Cost()
        for node in selections.selections:
            if isinstance(node, FieldNode):
                total.fixed += each
                self._add_field(total, node, kind, page)
            elif isinstance(node, InlineFragmentNode):
                inside = (
                    self._schema.get_type(node.type_condition.name.value) if node.type_condition else kind
                )
                assert inside is not None
                total.add(SINGLE, self.of(node.selection_set, inside, page, each))
            elif isinstance(node, FragmentSpreadNode):
                total.add(SINGLE, self._of_fragment(node.name.value, page, each))
        return total

    def _of_fragment(self, name: str, page: Size, each: int) -> Cost:
        if (name, page) not in self._known:
            fragment = self._fragments[name]
            kind = self._schema.get_type(fragment.type_condition.name.value)
            assert kind is not None
            self._known[name, page] = self.of(fragment.selection_set, kind, page, each)
        return self._known[name, page]

    def _add_field(self, total: Cost, node: FieldNode, parent: GraphQLNamedType, page: Size) -> None:
        field = self._schema.get_field(parent, node.name.value)  # type: ignore[arg-type]
        if field is None or node.selection_set is None:
            return
        if node.name.value in ROOTS:
            total.fixed += introspection_cost(self._schema, self._fragments, node)
            return
        kind = get_named_type(field.type)
        if _is_connection(kind):
            below = self.of(node.selection_set, kind, _page(node))
            below.fixed += PAGE
            total.add(SINGLE, below)
            return
        below = self.of(node.selection_set, kind, SINGLE)
        below.fixed += NODE if _is_node(kind) else 0
        total.add(
            _length(node, field, page) if is_list_type(get_nullable_type(field.type)) else SINGLE, below
        )


def _is_connection(kind: GraphQLNamedType) -> bool:
    return is_object_type(kind) and "pageInfo" in kind.fields


def _is_node(kind: GraphQLNamedType) -> bool:
    """A type of rows; or one that stands for several types."""
    return is_composite_type(kind) and ("id" in getattr(kind, "fields", {"id": None}))


def _page(node: FieldNode) -> Size:
    return _size([_argument(node, "first"), _argument(node, "last")], DEFAULT_PAGE_SIZE)


def _length(node: FieldNode, field: GraphQLField, page: Size) -> Size:
    """As long as the list of ids that is asked for, or as the page that it belongs to."""
    if "ids" in field.args and (value := _argument(node, "ids")) is not None:
        return _size([value], LIST)
    return Size(LIST) if page is SINGLE else page


def _size(values: Sequence[ValueNode | None], otherwise: int) -> Size:
    """What these arguments say, or this if none of them is given."""
    for value in values:
        if isinstance(value, IntValueNode):
            otherwise = min(max(int(value.value), 0), LARGEST_PAGE)
        elif isinstance(value, ListValueNode):
            otherwise = len(value.values)
    return Size(otherwise, tuple(each.name.value for each in values if isinstance(each, VariableNode)))


def _argument(node: FieldNode, name: str) -> ValueNode | None:
    return next((each.value for each in node.arguments or () if each.name.value == name), None)
