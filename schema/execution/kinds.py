"""What the Python type of a value tells of it, found out once for each type."""

from __future__ import annotations

from types import GeneratorType, NoneType
from typing import Any, TypeVar

from graphql.pyutils import Undefined

from schema.execution.failures import Broken, Failure

C = TypeVar("C", bound=type)
F = TypeVar("F")

ABSENT = frozenset({NoneType, type(Undefined), Failure, Broken})
"""The types of what stands in a column for a value that is not there."""

_never_awaited: list[type] = []


class _Unsettled(dict[type, bool]):
    """Whether values of a type need a closer look: exceptions, and what may have to be awaited."""

    def __missing__(self, kind: type) -> bool:
        plain = issubclass(kind, tuple(_never_awaited)) and not issubclass(kind, Exception)
        unsettled = not plain and (
            issubclass(kind, Exception)
            or kind is GeneratorType
            or hasattr(kind, "__await__")
            or any("__getattr__" in vars(each) for each in kind.__mro__)
        )
        self[kind] = unsettled
        return unsettled


UNSETTLED = _Unsettled()


def never_awaited(kind: C) -> C:
    """Objects of this class are values, even if they could be awaited, as the models of some libraries can."""
    _never_awaited.append(kind)
    UNSETTLED.clear()
    return kind


def decided_by_class(predicate: F) -> F:
    """Promise that an `is_type_of` looks at nothing but the class of an object: it is asked once per class."""
    predicate.decided_by_class = True  # type: ignore[attr-defined]
    return predicate


def is_decided_by_class(predicate: Any) -> bool:
    return getattr(getattr(predicate, "__func__", predicate), "decided_by_class", False)
