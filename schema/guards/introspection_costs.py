"""What it costs to ask for the schema: by how much of it is asked for, since all of it is a large answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionSetNode,
)

WRAPPED = 0.5
"""How many types there are in a type on an average: a list or what may not be null holds another one."""
ROOTS = ("__schema", "__type")


def introspection_cost(
    schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], node: FieldNode
) -> int:
    """Of one of the two fields of a query that show the schema: each type, field and argument is a node."""
    objects = _Objects(_lengths(schema), fragments).below(node.selection_set, node.name.value)
    return 1 + int(objects)


class _Objects:
    """Counts what a selection shows on an average; each fragment once for each field that it is spread below."""

    def __init__(
        self, lengths: Mapping[tuple[str, bool], float], fragments: Mapping[str, FragmentDefinitionNode]
    ):
        self._lengths = lengths
        self._fragments = fragments
        self._known: dict[tuple[str, str], float] = {}

    def below(self, selections: SelectionSetNode | None, field: str) -> float:
        total = 0.0
        for node in selections.selections if selections else ():
            if isinstance(node, FieldNode):
                if node.selection_set is not None:
                    name = node.name.value
                    times = self._lengths.get((name, field == "types"), 1.0)
                    total += times * (1 + self.below(node.selection_set, name))
            elif isinstance(node, InlineFragmentNode):
                total += self.below(node.selection_set, field)
            elif isinstance(node, FragmentSpreadNode):
                total += self._of_fragment(node.name.value, field)
        return total

    def _of_fragment(self, name: str, field: str) -> float:
        if (name, field) not in self._known:
            self._known[name, field] = self.below(self._fragments[name].selection_set, field)
        return self._known[name, field]


@cache
def _lengths(schema: GraphQLSchema) -> dict[tuple[str, bool], float]:
    """How long each list of an introspection is: below `types` on an average, else as of a type that others name.

    The more fields a type has, the more others name it, so the second is an average weighed by length.
    """
    kinds = list(schema.type_map.values())
    fields = [getattr(kind, "fields", {}) for kind in kinds]
    arguments = [len(getattr(field, "args", ())) for each in fields for field in each.values()]
    lists = {
        "fields": list(map(len, fields)),
        "inputFields": list(map(len, fields)),
        "enumValues": [len(getattr(kind, "values", ())) for kind in kinds],
        "interfaces": [len(getattr(kind, "interfaces", ())) for kind in kinds],
        "possibleTypes": [len(getattr(kind, "types", ())) for kind in kinds],
        "args": arguments,
    }
    lengths = {("types", False): float(len(kinds)), ("directives", False): float(len(schema.directives))}
    for name, each in lists.items():
        lengths[name, True], lengths[name, False] = _average(each), _weighed(each)
    lengths["args", False] = lengths["args", True] = _average(arguments)
    return lengths | {("ofType", False): WRAPPED, ("ofType", True): WRAPPED}


def _average(lengths: Sequence[int]) -> float:
    return sum(lengths) / max(len(lengths), 1)


def _weighed(lengths: Iterable[int]) -> float:
    counted = list(lengths)
    return sum(each * each for each in counted) / max(sum(counted), 1)
