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
    """Which text. Every form that is given must match, and null asks nothing. Upper and lower case do not matter,
    unless the field says otherwise."""

    eq: Annotated[str, AtMost(LONGEST_TEXT)] | None = strawberry.UNSET
    """Exactly this text, at most 250 characters."""
    in_: list[Annotated[str, AtMost(LONGEST_TEXT)]] | None = strawberry.field(
        name="in", default=strawberry.UNSET
    )
    """One of these texts, at most 1,000 of at most 250 characters each; an empty list matches nothing."""
    contains: Annotated[str, AtMost(LONGEST_TEXT)] | None = strawberry.UNSET
    """A text with this anywhere inside, at most 250 characters."""
    starts_with: Annotated[str, AtMost(LONGEST_TEXT)] | None = strawberry.UNSET
    """A text that begins with this, at most 250 characters."""
    is_null: bool | None = strawberry.UNSET
    """True: there is no text; false: there is one."""


@strawberry.input
class IdWhere:
    """Which nodes, by their ids. Every form that is given must match, and null asks nothing."""

    eq: GlobalId[OfField] | None = strawberry.UNSET
    """Exactly the node with this id."""
    in_: list[GlobalId[OfField]] | None = strawberry.field(name="in", default=strawberry.UNSET)
    """One of the nodes with these ids, at most 1,000; an empty list matches nothing."""
    is_null: bool | None = strawberry.UNSET
    """True: there is no such node at all; false: there is one."""


class WhichIds(Generic[OfNode]):
    """Ids of one noun as a condition: `WhichIds[models.Contact]`. To Strawberry all are `IdWhere`."""

    def __class_getitem__(cls, of: type[Model]) -> Any:
        return Annotated[IdWhere, ids_of(of)]


@strawberry.input
class DateTimeWhere:
    """Which moment. Every bound that is given must hold, and null asks nothing."""

    from_: datetime | None = strawberry.field(name="from", default=strawberry.UNSET)
    """At this moment or later."""
    until: datetime | None = strawberry.UNSET
    """Earlier than this moment, which is itself left out."""
    on: date | None = strawberry.UNSET
    """On this day, from midnight to midnight in UTC."""
    is_null: bool | None = strawberry.UNSET
    """True: there is no moment; false: there is one."""


@strawberry.input
class RowWhere:
    """What can be asked of everything that is created and changed."""

    created_at: DateTimeWhere | None = strawberry.UNSET
    """By the moment at which it was created."""
    updated_at: DateTimeWhere | None = strawberry.UNSET
    """By the moment at which it was last changed."""


@strawberry.input
class CodeWhere(RowWhere):
    """What can be asked of everything that has a code and a description."""

    code: StringWhere | None = strawberry.UNSET
    """By code."""
    description: StringWhere | None = strawberry.UNSET
    """By description."""


@strawberry.input
class DateTimeRangeInput:
    """A stretch of time. A bound that is left out or null does not limit it, where the field does not ask for both."""

    from_: datetime | None = strawberry.field(name="from", default=strawberry.UNSET)
    """The first moment, which belongs to the range. Left out or null: from the beginning."""
    until: datetime | None = strawberry.UNSET
    """The end: moments before this one belong to the range, this one does not. Left out or null: without end."""
