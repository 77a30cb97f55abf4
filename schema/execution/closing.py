"""What a caller is not given of an operation that is run for them nevertheless."""

from __future__ import annotations

from typing import Any, Protocol

from graphql import FieldNode, GraphQLError, GraphQLField


class Closing(Protocol):
    """Which fields are null for a caller. It knows no caller: who are not given the same share a plan, by its hash."""

    def __hash__(self) -> int: ...

    def closes(self, definition: GraphQLField) -> bool:
        """Whether a field is null, whatever stands in the row."""
        ...

    def error(self, context: Any, definition: GraphQLField, node: FieldNode) -> GraphQLError:
        """Why, as the caller of this request is told."""
        ...
