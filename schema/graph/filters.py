"""Conditions that every noun shares."""

from __future__ import annotations

from datetime import date, datetime

import strawberry


@strawberry.input
class StringWhere:
    """Which text; every form that is given must match. Upper and lower case do not matter."""

    eq: str | None = strawberry.UNSET
    """Exactly this."""
    in_: list[str] | None = strawberry.field(name="in", default=strawberry.UNSET)
    """One of these; an empty list matches nothing."""
    contains: str | None = strawberry.UNSET
    """This anywhere inside."""
    starts_with: str | None = strawberry.UNSET
    """This at the beginning."""
    is_null: bool | None = strawberry.UNSET
    """Empty, or not."""


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
class DateTimeRange:
    """A stretch of time; a bound that is left out does not limit it."""

    from_: datetime | None = strawberry.field(name="from", default=strawberry.UNSET)
    """From this moment on."""
    until: datetime | None = strawberry.UNSET
    """Before this moment."""
