"""What a field says of its arguments besides their types, so that they are looked at before anything runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from strawberry.types.field import StrawberryField

from schema.graph.context import Context

T = TypeVar("T")

Check = Callable[[Context, Mapping[str, Any]], Any]
"""Takes the arguments that were given by their Python names, and raises `InvalidArgument` for a wrong one."""

CHECK = "__check_of_arguments__"
"""On a resolver: its check."""


def checks_arguments(check: Check) -> Callable[[T], T]:
    """Mark a resolver with the check that its arguments have to pass. `schema/guards/arguments.py` asks it."""

    def mark(resolver: T) -> T:
        setattr(resolver, CHECK, check)
        return resolver

    return mark


def check_of(field: StrawberryField) -> Check | None:
    resolver: Any = field.base_resolver and field.base_resolver.wrapped_func
    return getattr(resolver, CHECK, None)
