"""Where something stands in a request: from the field on in a document, from the variable on in its value."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graphql import (
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    ListValueNode,
    Node,
    ObjectFieldNode,
    VariableDefinitionNode,
)

_IN_VARIABLE = re.compile(r"Variable '\$(\w+)' has invalid (?:default )?value(?: at )?((?:\.\w+|\[\d+\])*)")
"""How graphql-core says where in a variable something is wrong."""
_STEP = re.compile(r"\w+")


def with_path_in(document: DocumentNode, error: GraphQLError) -> GraphQLError:
    """The error with the path of the first place in the document that it names, in its extensions."""
    if error.nodes and (path := _path_to(document, error.nodes[0])):
        error.extensions = {**(error.extensions or {}), "path": path}
    return error


def with_path_in_variable(error: GraphQLError) -> GraphQLError:
    """The same for what is wrong with the value of a variable: `["$input", "lines", "3"]`."""
    if (found := _IN_VARIABLE.match(error.message)) is not None:
        path = [f"${found[1]}", *_STEP.findall(found[2])]
        error.extensions = {**(error.extensions or {}), "path": path}
    return error


def _path_to(document: DocumentNode, wanted: Node) -> list[str]:
    """Empty if it is about nothing that has a name."""
    waiting: list[tuple[Node, list[str]]] = [(document, [])]
    while waiting:
        node, path = waiting.pop()
        if node is wanted:
            return path
        waiting.extend((inner, path + step) for inner, step in _within(node))
    return []


def _within(node: Node) -> Iterator[tuple[Node, list[str]]]:
    """The nodes in a node, each with the step that leads to it."""
    for key in node.keys:
        inner = getattr(node, key, None)
        if isinstance(inner, Node):
            yield inner, _step(inner)
        elif isinstance(inner, list | tuple):
            numbered = isinstance(node, ListValueNode)
            for place, each in enumerate(inner):
                yield each, [str(place)] if numbered else _step(each)


def _step(node: Node) -> list[str]:
    if isinstance(node, FieldNode):
        return [(node.alias or node.name).value]
    if isinstance(node, ArgumentNode | ObjectFieldNode):
        return [node.name.value]
    if isinstance(node, VariableDefinitionNode):
        return [f"${node.variable.name.value}"]
    if isinstance(node, FragmentDefinitionNode):
        return [f"...{node.name.value}"]
    return [f"@{node.name.value}"] if isinstance(node, DirectiveNode) else []
