"""Values that could not be had: they travel in a column, and find their place only if there are any."""

from __future__ import annotations

from typing import Any

from graphql import FieldNode, GraphQLError, located_error
from graphql.pyutils import Path


class Failure:
    """What stands in a column where a value could not be had. It knows no path: `report_failures` gives it one."""

    __slots__ = ("error",)

    def __init__(self, error: Exception) -> None:
        self.error = error


class Broken(Failure):
    """The last item of a list that broke off while it was read: the list as a whole has failed."""

    __slots__ = ()


class NotRun(Exception):
    """Why nothing of an operation is run."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        self.errors = errors


class Nulled(Exception):
    """On its way up from a position that cannot be null to the next one that can."""

    def __init__(self, error: GraphQLError) -> None:
        self.error = error


def located(failure: Failure, nodes: list[FieldNode], path: Path) -> Nulled:
    """The failure with the place in the document and in the answer that it belongs to."""
    return Nulled(located_error(failure.error, nodes, path.as_list()))


def attempted(function: Any, *arguments: Any) -> Any:
    """What a function returns, or the exception that it raises."""
    try:
        return function(*arguments)
    except Exception as error:
        return error
