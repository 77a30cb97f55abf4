"""What a document may hold, counted in one walk before it is validated: some rules of validation are quadratic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

MOST_COUNTED = 2**53
"""A fragment that spreads others twice, and so on, comes to numbers that no client can read."""
TYPES_AT_ONCE = 10
"""So many types may have one field as often as one type may. Clients ask for a few fields of every type, once."""
MOST_STEPS = 5_000
"""How many fields are looked at to find those that are repeated."""


@dataclass(frozen=True)
class Limits:
    """How much of each a document may hold."""

    document_size: int = 20_000
    tokens: int = 800
    depth: int = 20
    aliases: int = 100
    root_fields: int = 30
    directives: int = 50
    repeated_fields: int = 10

    def broken_by(self, document: DocumentNode) -> GraphQLError | None:
        """The first limit that a document is over."""
        walk = _Walk(document)
        counted = walk.counted()
        for limit, value in counted._asdict().items():
            if value > getattr(self, limit):
                return self.exceeded(limit, value)
        repeated = walk.repeated(self.repeated_fields)
        return self.exceeded("repeated_fields", repeated) if repeated > self.repeated_fields else None

    def exceeded(self, limit: str, value: int) -> GraphQLError:
        return exceeded(limit, value, getattr(self, limit), f"MAX_{limit.upper()}")


MESSAGES = {
    "document_size": "The document has {value} characters, {maximum} are allowed. Send values as variables.",
    "tokens": "The document has more than {maximum} tokens. Ask for less at a time.",
    "depth": "The document is {value} levels deep, {maximum} are allowed. Nest less.",
    "aliases": "The document has {value} aliases, {maximum} are allowed. Ask for less at a time.",
    "root_fields": "An operation has {value} fields at its top, {maximum} are allowed. Send several operations.",
    "directives": "The document has {value} directives, {maximum} are allowed.",
    "repeated_fields": "One field is selected {value} times in one place, {maximum} are allowed. Select it once.",
    "cost": "The operation may cost {value}, {maximum} is allowed. Ask for smaller pages, or for fewer of them.",
}


def exceeded(limit: str, value: int, maximum: int, setting: str) -> GraphQLError:
    """The error for a limit, with its numbers and the setting that a server has for it."""
    value = min(value, MOST_COUNTED)
    return GraphQLError(
        MESSAGES[limit].format(value=value, maximum=maximum),
        extensions={
            "code": "LIMIT_EXCEEDED",
            "limit": limit.replace("_", " "),
            "value": value,
            "maximum": maximum,
            "setting": setting,
        },
    )


class Counted(NamedTuple):
    """What a selection holds, with all that its fragments hold, as often as they are spread."""

    depth: int = 0
    aliases: int = 0
    directives: int = 0
    root_fields: int = 0


class _Walk:
    """One document; each of its fragments is walked once."""

    def __init__(self, document: DocumentNode) -> None:
        self._definitions = document.definitions
        self._operations = [each for each in self._definitions if isinstance(each, OperationDefinitionNode)]
        self._fragments = {
            each.name.value: each for each in self._definitions if isinstance(each, FragmentDefinitionNode)
        }
        self._known: dict[str, Counted] = {}

    def counted(self) -> Counted:
        """The deepest and widest operation, and the aliases and directives of all."""
        found = [self._of(each.selection_set) for each in self._operations] or [Counted()]
        for name in self._fragments:
            self._of_fragment(name)  # one that nobody spreads is validated all the same
        unused = self._known.values()
        return Counted(
            max(each.depth for each in (*found, *unused)),
            max(sum(each.aliases for each in found), *(each.aliases for each in unused), 0),
            sum(each.directives for each in found) + sum(_directives(each) for each in self._definitions),
            max(each.root_fields for each in found),
        )

    def _of(self, selections: SelectionSetNode | None) -> Counted:
        depth = aliases = directives = fields = 0
        for node in selections.selections if selections else ():
            directives += len(node.directives or ())
            if isinstance(node, FieldNode):
                below = self._of(node.selection_set)
                depth = max(depth, below.depth + 1)
                aliases += node.alias is not None
                fields += 1
            else:
                below = self._spread(node)
                depth = max(depth, below.depth)
                fields += below.root_fields
            aliases += below.aliases
            directives += below.directives
        return Counted(depth, aliases, directives, fields)

    def _spread(self, node: object) -> Counted:
        if isinstance(node, InlineFragmentNode):
            return self._of(node.selection_set)
        assert isinstance(node, FragmentSpreadNode)
        return self._of_fragment(node.name.value)

    def _of_fragment(self, name: str) -> Counted:
        if name not in self._known:
            self._known[name] = Counted()  # of one that leads back to itself; validation refuses it
            if name in self._fragments:
                self._known[name] = self._of(self._fragments[name].selection_set)
        return self._known[name]

    def repeated(self, most: int) -> int:
        """How often one key stands in one place of one type, when all that is merged there is taken together.

        It ends at the first that is over the limit, and after so many steps, as over it.
        """
        highest = steps = 0
        seen: set[frozenset[int]] = set()
        waiting = [[each.selection_set] for each in (*self._operations, *self._fragments.values())]
        while waiting:
            merged = waiting.pop()
            key = frozenset(map(id, merged))
            if key in seen:
                continue
            seen.add(key)
            below: dict[str, dict[str, list[FieldNode]]] = {}
            for node, kind in self._fields(merged):
                below.setdefault((node.alias or node.name).value, {}).setdefault(kind, []).append(node)
                steps += 1
            highest = max(highest, *map(_most_of_a_type, below.values()), 0)
            if highest > most:
                return highest
            if steps > MOST_STEPS:
                return steps
            waiting += [sets for kinds in below.values() for sets in _selected_below(kinds)]
        return highest

    def _fields(self, merged: Sequence[SelectionSetNode]) -> Iterable[tuple[FieldNode, str]]:
        """Each field, with the type in whose condition it stands: `` where there is none."""
        spread: set[str] = set()
        sets = [(each, "") for each in merged]
        while sets:
            selected, kind = sets.pop()
            for node in selected.selections:
                if isinstance(node, FieldNode):
                    yield node, kind
                elif isinstance(node, InlineFragmentNode):
                    inside = node.type_condition.name.value if node.type_condition else kind
                    sets.append((node.selection_set, inside))
                elif isinstance(node, FragmentSpreadNode) and node.name.value not in spread:
                    spread.add(node.name.value)
                    if (fragment := self._fragments.get(node.name.value)) is not None:
                        sets.append((fragment.selection_set, fragment.type_condition.name.value))


ByType = Mapping[str, Sequence[FieldNode]]
"""The fields of one key, by the type in whose condition they stand; what stands in none belongs to every type."""


def _of_each_type(fields: ByType) -> Iterable[Sequence[FieldNode]]:
    """What is merged: an object has one type, so fields of different ones never come together."""
    shared = fields.get("", ())
    yield from ((*shared, *own) for kind, own in fields.items() if kind)
    if len(fields) == 1 and shared:
        yield shared


def _most_of_a_type(fields: ByType) -> int:
    """Of the fullest type; of all together no more than TYPES_AT_ONCE times as many, since validation compares all."""
    together = sum(map(len, fields.values()))
    return max(-(-together // TYPES_AT_ONCE), *map(len, _of_each_type(fields)))


def _selected_below(fields: ByType) -> Iterable[list[SelectionSetNode]]:
    for nodes in _of_each_type(fields):
        if selected := [node.selection_set for node in nodes if node.selection_set]:
            yield selected


def _directives(definition: object) -> int:
    """Those of a definition itself and of its variables."""
    variables = getattr(definition, "variable_definitions", None) or ()
    return sum(len(getattr(each, "directives", None) or ()) for each in (definition, *variables))
