"""Looking ahead: what is selected below a field, so that no more is loaded than the answer needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from graphql import GraphQLError, is_abstract_type, is_object_type
from graphql.type import get_named_type
from strawberry.types import Info

from schema.execution.fields import Field, Scope

T = TypeVar("T")


class Selection:
    """What is selected of the objects at one place; of all that is below a field if it stands there twice."""

    def __init__(self, scopes: Iterable[Scope] | None) -> None:
        self._scopes = None if scopes is None else list(scopes)

    @property
    def reads(self) -> frozenset[str] | None:
        """The attributes of the objects that are needed; None if it may be any."""
        needed: frozenset[str] = frozenset()
        for field in self._fields:
            if field.reads is None:
                return None
            needed |= field.reads
        return None if self._scopes is None else needed

    def __contains__(self, name: str) -> bool:
        """Whether a field, by its name in the schema, is selected; it may be if nothing is known."""
        return self._scopes is None or any(field.name == name for field in self._fields)

    def below(self, name: str) -> Selection:
        """What is selected below a field, by its name in the schema."""
        if self._scopes is None:
            return self
        return Selection(
            scope for field in self._fields if field.name == name for scope in _scopes_below(field)
        )

    def of(self, kind: str) -> Selection:
        """What is selected of objects of one type, where an interface or a union stands."""
        if self._scopes is None:
            return self
        return Selection(scope for scope in self._scopes if scope.kind.name == kind)

    def __or__(self, other: Selection) -> Selection:
        if self._scopes is None or other._scopes is None:
            return EVERYTHING
        return Selection([*self._scopes, *other._scopes])

    @property
    def _fields(self) -> Iterable[Field]:
        return (field for scope in self._scopes or () for field in scope.fields)


EVERYTHING = Selection(None)
"""What has to be assumed where nothing is known: under another executor."""


def from_selection(info: Info, work: Callable[[Selection], T]) -> T:
    """What a function makes of the selection below the field; called once for each plan, then kept."""
    field: Field | None = getattr(info._raw_info, "field", None)
    if field is None:
        return work(EVERYTHING)
    if work not in field.derived:
        try:
            field.derived[work] = work(Selection(_scopes_below(field)))
        except GraphQLError:  # a bad @skip or @include somewhere below; it is reported where it stands
            field.derived[work] = work(EVERYTHING)
    return field.derived[work]


def _scopes_below(field: Field) -> list[Scope]:
    kind = get_named_type(field.definition.type)
    if is_object_type(kind):
        return [field.scope_of(kind)]
    if is_abstract_type(kind):
        return [field.scope_of(each) for each in field.schema.get_possible_types(kind)]
    return []
