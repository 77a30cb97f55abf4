"""What a segment and its lines say of an interaction: the inputs."""

from __future__ import annotations

from datetime import datetime

import strawberry

from db import models
from schema.graph.enums import CorrespondenceType, InformationFlow, InitiatedBy
from schema.graph.ids import GlobalId
from schema.graph.money import MoneyInput


@strawberry.input
class SharedValues:
    """What a segment and its lines have in common."""

    template_id: GlobalId[models.InteractionTemplate] | None = strawberry.UNSET
    """What kind of interaction it is."""
    salesperson_id: GlobalId[models.Salesperson] | None = strawberry.UNSET
    """Who is responsible."""
    cost: MoneyInput | None = strawberry.UNSET
    """What it costs for each contact."""
    duration_minutes: int | None = strawberry.UNSET
    """How long it takes for each contact, 0 to 527,040 minutes."""
    information_flow: InformationFlow | None = strawberry.UNSET
    """Which way the information goes."""
    initiated_by: InitiatedBy | None = strawberry.UNSET
    """Who begins."""
    correspondence_type: CorrespondenceType | None = strawberry.UNSET
    """How the contact is written to."""
    language: str | None = strawberry.UNSET
    """The language of the letter content, as BCP 47 writes it."""
    occurred_at: datetime | None = strawberry.UNSET
    """When it happens, 1900 to 2199; null: when the segment is logged."""
    campaign_id: GlobalId[models.Campaign] | None = strawberry.UNSET
    """The campaign that it is for."""
    is_campaign_target: bool | None = strawberry.UNSET
    """Whether the contact is a target of the campaign."""
    is_campaign_response: bool | None = strawberry.UNSET
    """Whether it is a response to the campaign."""


@strawberry.input
class SegmentValues(SharedValues):
    """What a segment carries. What is left out stays; null: from the template, or from the contact."""

    ignores_contact_correspondence_type: bool | None = strawberry.UNSET
    """Whether `correspondenceType` goes before the contact's own wish; null: as the template says."""


@strawberry.input
class SegmentLineValues(SharedValues):
    """What is personalized on a line. What is left out stays; null: the line inherits it again."""

    description: str | None = strawberry.UNSET
    """What the interaction is about, at most 100 characters."""
    letter_content_id: GlobalId[models.LetterContent] | None = strawberry.UNSET
    """What this contact receives in place of what the segment or the template sends."""
