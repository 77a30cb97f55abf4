"""Conditions that every noun shares."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Generic, TypeVar

import strawberry
from tortoise.models import Model

from schema.graph.at_most import AtMost
from schema.graph.ids import GlobalId, OfField, ids_of

MOST_BRANCHES = 100
LONGEST_TEXT = 250

OfNode = TypeVar("OfNode")


@strawberry.input
class StringWhere:
    """Which text, at most 250 characters of it; all forms that are given must match. The case does not matter."""

    eq: Annotated[str, AtMost(LONGEST_TEXT)] | None = strawberry.UNSET
    """Exactly this."""
    in_: list[Annotated[str, AtMost(LONGEST_TEXT)]] | None = strawberry.field(
        name="in", default=strawberry.UNSET
    )
    """One of these, at most 1,000; an empty list matches nothing."""
    contains: Annotated[str, AtMost(LONGEST_TEXT)] | None = strawberry.UNSET
    """This anywhere inside."""
    starts_with: Annotated[str, AtMost(LONGEST_TEXT)] | None = strawberry.UNSET
    """This at the beginning."""
    is_null: bool | None = strawberry.UNSET
    """Empty, or not."""


@strawberry.input
class IdWhere:
    """Which nodes, by their ids; all forms that are given must match."""

    eq: GlobalId[OfField] | None = strawberry.UNSET
    """Exactly this one."""
    in_: list[GlobalId[OfField]] | None = strawberry.field(name="in", default=strawberry.UNSET)
    """One of these, at most 1,000; an empty list matches nothing."""
    is_null: bool | None = strawberry.UNSET
    """With none at all (true), or with any (false)."""


class WhichIds(Generic[OfNode]):
    """Ids of one noun as a condition: `WhichIds[models.Contact]`. To Strawberry all are `IdWhere`."""

    def __class_getitem__(cls, of: type[Model]) -> Any:
        return Annotated[IdWhere, ids_of(of)]


@strawberry.input
class DateTimeWhere:
    """Which moment; every bound that is given must hold."""

    from_: datetime | None = strawberry.field(name="from", default=strawberry.UNSET)
    """At this moment or later."""
    until: datetime | None = strawberry.UNSET
    """Before this moment."""
    on: date | None = strawberry.UNSET
    """On this day in UTC."""
    is_null: bool | None = strawberry.UNSET
    """Without a moment, or with one."""


@strawberry.input
class RowWhere:
    """What can be asked of everything that is created and changed."""

    created_at: DateTimeWhere | None = strawberry.UNSET
    """By the moment of creation."""
    updated_at: DateTimeWhere | None = strawberry.UNSET
    """By the moment of the last change."""


@strawberry.input
class CodeWhere(RowWhere):
    """What can be asked of everything that has a code and a description."""

    code: StringWhere | None = strawberry.UNSET
    """By code."""
    description: StringWhere | None = strawberry.UNSET
    """By description."""


@strawberry.input
class DateTimeRangeInput:
    """A stretch of time; a bound that is left out does not limit it."""

    from_: datetime | None = strawberry.field(name="from", default=strawberry.UNSET)
    """From this moment on."""
    until: datetime | None = strawberry.UNSET
    """Before this moment."""
