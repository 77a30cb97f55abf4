"""What is said of an interaction: the input."""

from __future__ import annotations

from datetime import datetime

import strawberry

from db import models
from schema.graph.enums import CorrespondenceType, Evaluation, InformationFlow, InitiatedBy
from schema.graph.ids import GlobalId
from schema.graph.money import MoneyInput


@strawberry.input
class InteractionValues:
    """What is said of an interaction. What is left out comes from the template when it is logged."""

    contact_id: GlobalId[models.Contact] | None = strawberry.UNSET
    """The contact, if the source does not name it."""
    template_id: GlobalId[models.InteractionTemplate] | None = strawberry.UNSET
    """What kind of interaction it is."""
    salesperson_id: GlobalId[models.Salesperson] | None = strawberry.UNSET
    """Who is responsible. Left out: the source's, the caller's, the contact's, or the default of the setup."""
    description: str | None = strawberry.UNSET
    """What it is about, at most 100 characters."""
    occurred_at: datetime | None = strawberry.UNSET
    """When it happens, 1900 to 2199. Left out: now."""
    duration_minutes: int | None = strawberry.UNSET
    """How long it takes, 0 to 527,040 minutes."""
    cost: MoneyInput | None = strawberry.UNSET
    """What it costs."""
    evaluation: Evaluation | None = strawberry.UNSET
    """How it went."""
    information_flow: InformationFlow | None = strawberry.UNSET
    """Which way the information goes."""
    initiated_by: InitiatedBy | None = strawberry.UNSET
    """Who begins."""
    correspondence_type: CorrespondenceType | None = strawberry.UNSET
    """How the contact is written to. EMAIL becomes NONE for a contact without an address."""
    attempt_failed: bool | None = strawberry.UNSET
    """Whether the contact was not reached."""
    language: str | None = strawberry.UNSET
    """The language of its letter content, as BCP 47 writes it. Left out: the contact's if the template has it."""
    letter_content_id: GlobalId[models.LetterContent] | None = strawberry.UNSET
    """What the contact receives. Left out: the letter content of the template in this language."""
    remind_at: datetime | None = strawberry.UNSET
    """When to come back to a postponed interaction."""
    campaign_id: GlobalId[models.Campaign] | None = strawberry.UNSET
    """The campaign that it is for. It counts towards it once it is logged."""
    is_campaign_target: bool | None = strawberry.UNSET
    """Whether the contact is a target of the campaign."""
    is_campaign_response: bool | None = strawberry.UNSET
    """Whether it is a response to the campaign."""
