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
    """The interaction template: what kind of interaction it is. Null on a line: that of the segment; on a segment:
    none, and it cannot be logged."""
    salesperson_id: GlobalId[models.Salesperson] | None = strawberry.UNSET
    """The salesperson who is responsible. Null on a line: that of the segment; on a segment: that of each contact."""
    cost: MoneyInput | None = strawberry.UNSET
    """What the interaction with each contact costs. Null on a line: as the segment says; on a segment: as the
    template says."""
    duration_minutes: int | None = strawberry.UNSET
    """How long the interaction with each contact takes, 0 to 527,040 minutes (a year). Null on a line: as the segment
    says; on a segment: as the template says."""
    information_flow: InformationFlow | None = strawberry.UNSET
    """Which way the information goes. Null on a line: as the segment says; on a segment: as the template says."""
    initiated_by: InitiatedBy | None = strawberry.UNSET
    """Who begins. Null on a line: as the segment says; on a segment: as the template says."""
    correspondence_type: CorrespondenceType | None = strawberry.UNSET
    """How the contact is written to. Null on a line: as for the segment; on a segment: as the contact wishes, or as
    the template says."""
    language: str | None = strawberry.UNSET
    """The language of the letter content, as BCP 47 writes it (en, de-CH). Null on a line: that of the contact if the
    template has it, else that of the segment; on a segment: the default language of the template."""
    occurred_at: datetime | None = strawberry.UNSET
    """When the interaction happens, 1900 to 2199. Null on a line: as the segment says; on a segment: at the moment of
    logging."""
    campaign_id: GlobalId[models.Campaign] | None = strawberry.UNSET
    """The campaign that the interaction is for. Null on a line: that of the segment; on a segment: that of the
    template."""
    is_campaign_target: bool | None = strawberry.UNSET
    """Whether the contact is a target of the campaign. Null on a line: as the segment says; on a segment: as the
    template says."""
    is_campaign_response: bool | None = strawberry.UNSET
    """Whether the interaction is a response to the campaign. Null on a line: as the segment says; on a segment: as
    the template says."""


@strawberry.input
class SegmentValues(SharedValues):
    """What a segment carries, and its lines inherit. What is left out stays, or is empty on a new segment; null
    empties it: then the template or the contact decides."""

    ignores_contact_correspondence_type: bool | None = strawberry.UNSET
    """Whether `correspondenceType` of the segment goes before the wish of the contact; null: as the template says."""


@strawberry.input
class SegmentLineValues(SharedValues):
    """What is personalized on a line of a segment. What is left out stays; null: the line inherits it again."""

    description: str | None = strawberry.UNSET
    """What the interaction is about, at most 100 characters. Null: as the segment says, or the template of the line
    if it has one of its own."""
    letter_content_id: GlobalId[models.LetterContent] | None = strawberry.UNSET
    """The letter content that this contact receives. Null: what the segment sends in the language, else what the
    template has."""
