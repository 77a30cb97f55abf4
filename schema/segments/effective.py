"""What a line of a segment stands for: each kind of value, with where it comes from."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import strawberry

from db import models
from schema.graph.enums import CorrespondenceType, InformationFlow, InitiatedBy
from schema.graph.money import Money
from schema.graph.needs import object_type


@strawberry.enum
class ValueOrigin(StrEnum):
    """Where an effective value comes from."""

    LINE = "LINE"
    """Personalized for this contact."""
    SEGMENT = "SEGMENT"
    """From the segment."""
    TEMPLATE = "TEMPLATE"
    """From the interaction template."""
    CONTACT = "CONTACT"
    """From the contact."""
    SETUP = "SETUP"
    """From marketing setup."""


@object_type(needs=None)
class EffectiveTemplate:
    """The template of a line, and where it comes from."""

    value: models.InteractionTemplate | None
    """The template; null if neither the line nor the segment names one."""
    origin: ValueOrigin
    """Where it comes from."""


@object_type(needs=None)
class EffectiveSalesperson:
    """The salesperson of a line, and where that comes from."""

    value: models.Salesperson | None
    """The salesperson; null if the line, the segment and the contact name none."""
    origin: ValueOrigin
    """Where it comes from."""


@object_type(needs=None)
class EffectiveLetterContent:
    """The letter content of a line, and where it comes from."""

    value: models.LetterContent | None
    """The letter content; null if neither the line, the segment nor the template has any in this language."""
    origin: ValueOrigin
    """Where it comes from."""


@object_type(needs=None)
class EffectiveText:
    """A text of a line, and where it comes from."""

    value: str | None
    """The text; null: there is none."""
    origin: ValueOrigin
    """Where it comes from."""


@object_type(needs=None)
class EffectiveMinutes:
    """A duration of a line, and where it comes from."""

    value: int | None
    """The duration in minutes; null: unknown."""
    origin: ValueOrigin
    """Where it comes from."""


@object_type(needs=None)
class EffectiveMoney:
    """A cost of a line, and where it comes from."""

    value: Money | None
    """The cost; null: unknown."""
    origin: ValueOrigin
    """Where it comes from."""


@object_type(needs=None)
class EffectiveCorrespondenceType:
    """How the contact of a line is written to, and where that comes from."""

    value: CorrespondenceType
    """The way; NONE also where an e-mail was meant and the contact has no address."""
    origin: ValueOrigin
    """Where it comes from."""


@object_type(needs=None)
class EffectiveInformationFlow:
    """Which way the information of a line goes, and where that comes from."""

    value: InformationFlow | None
    """Which way the information goes; null if nothing says so."""
    origin: ValueOrigin
    """Where it comes from."""


@object_type(needs=None)
class EffectiveInitiatedBy:
    """Who begins, and where that comes from."""

    value: InitiatedBy | None
    """Who begins; null: unknown."""
    origin: ValueOrigin
    """Where it comes from."""


@object_type(needs=None)
class EffectiveDateTime:
    """When the interaction of a line happens, and where that comes from."""

    value: datetime | None
    """The moment; null: when the segment is logged."""
    origin: ValueOrigin
    """Where it comes from."""


@object_type(needs=None)
class EffectiveCampaign:
    """The campaign of a line, and where it comes from."""

    value: models.Campaign | None
    """The campaign; null if the line, the segment and the template name none."""
    origin: ValueOrigin
    """Where it comes from."""


@object_type(needs=None)
class EffectiveFlag:
    """Whether something holds of a line, and where that comes from."""

    value: bool | None
    """Whether it holds; null if the line has no template and neither it nor the segment says."""
    origin: ValueOrigin
    """Where it comes from."""
