"""What callers need, written where a type or a field is declared. schema/guards/scopes.py refuses what lacks it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, dataclass_transform

import strawberry
from strawberry.types.field import StrawberryField

from schema.graph.enums import Scope

T = TypeVar("T", bound=type)

Scopes = tuple[Scope, ...]
Needs = Scope | Scopes | None
"""A scope, all of several, or none: whoever may call at all may have it."""

ON_TYPE = "__needs__"
ON_FIELD = "needs"


@dataclass_transform(kw_only_default=True, field_specifiers=(strawberry.field, StrawberryField))
def object_type(*, needs: Needs) -> Callable[[T], T]:
    """Declare a type that is no node and no payload, and what it needs wherever an operation comes to it."""
    return lambda declared: with_needs(strawberry.type(declared), needs)


@dataclass_transform(kw_only_default=True, field_specifiers=(strawberry.field, StrawberryField))
def interface(*, needs: Needs) -> Callable[[T], T]:
    """Declare an interface: what it needs where only its own fields are selected."""
    return lambda declared: with_needs(strawberry.interface(declared), needs)


@dataclass_transform(kw_only_default=True, field_specifiers=(strawberry.field, StrawberryField))
def condition(*, needs: Needs) -> Callable[[T], T]:
    """Declare an input that chooses rows by what they hold, and what whoever gives it needs to know of them.

    Arguments of queries choose too, and need no declaration: they choose among the rows of their field, whose needs
    it has, and by ids of other nouns, whose needs are those of their types.
    """
    return lambda declared: with_needs(strawberry.input(declared), needs)


def field(*, needs: Needs, resolver: Callable[..., Any] | None = None) -> Any:
    """Declare a field of Query, or one that needs more than its type, as it says something of another noun."""
    return strawberry.field(resolver=resolver, metadata=metadata(needs))  # type: ignore[call-overload]


def metadata(needs: Needs) -> dict[str, Scopes]:
    """What a Strawberry field is given to say what it needs."""
    return {ON_FIELD: scopes(needs)}


def with_needs(declared: T, needs: Needs) -> T:
    setattr(declared, ON_TYPE, scopes(needs))
    return declared


def needs_of(declared: type | StrawberryField) -> Scopes | None:
    """What was written where a type or a field was declared; None if nothing was, whatever a type inherits."""
    if isinstance(declared, StrawberryField):
        return declared.metadata.get(ON_FIELD)
    return vars(declared).get(ON_TYPE)


def scopes(needs: Needs) -> Scopes:
    if needs is None:
        return ()
    return needs if isinstance(needs, tuple) else (needs,)
