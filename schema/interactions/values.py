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
    """What is said of an interaction. What has no value when it is logged comes from the template. A change leaves
    what is left out as it is; null clears, or is refused where the field says so."""

    contact_id: GlobalId[models.Contact] | None = strawberry.UNSET
    """The contact, if the source does not name it; left out or null: not yet known, and needed before it is logged."""
    template_id: GlobalId[models.InteractionTemplate] | None = strawberry.UNSET
    """The interaction template: what kind of interaction it is. Left out or null: not yet known, and needed before it
    is logged."""
    salesperson_id: GlobalId[models.Salesperson] | None = strawberry.UNSET
    """The salesperson who is responsible, not a blocked one. Without one: that of the source, else the caller's own,
    else that of the contact, else the default of marketing setup."""
    description: str | None = strawberry.UNSET
    """What the interaction is about, at most 100 characters; without one: that of the template in the language of the
    contact."""
    occurred_at: datetime | None = strawberry.UNSET
    """When the interaction happens, 1900 to 2199. Left out where it is logged: the moment of logging; null is refused
    there."""
    duration_minutes: int | None = strawberry.UNSET
    """How long the interaction takes, 0 to 527,040 minutes (a year); without one: as long as the template says."""
    cost: MoneyInput | None = strawberry.UNSET
    """What the interaction costs; without it: what the template says."""
    evaluation: Evaluation | None = strawberry.UNSET
    """How the interaction went; left out or null: not evaluated."""
    information_flow: InformationFlow | None = strawberry.UNSET
    """Which way the information goes; without it: as the template says."""
    initiated_by: InitiatedBy | None = strawberry.UNSET
    """Who begins; without it: as the template says."""
    correspondence_type: CorrespondenceType | None = strawberry.UNSET
    """How the contact is written to; without it: as the template says. EMAIL becomes NONE for a contact without an
    e-mail address."""
    attempt_failed: bool | None = strawberry.UNSET
    """Whether the contact was not reached; null is refused. Left out for a new interaction: false."""
    language: str | None = strawberry.UNSET
    """The language of its letter content, as BCP 47 writes it (en, de-CH). Without one: that of the contact if the
    template has it, else the default language of the template."""
    letter_content_id: GlobalId[models.LetterContent] | None = strawberry.UNSET
    """The letter content that the contact receives. Without one: that of the template in the language of the
    interaction."""
    remind_at: datetime | None = strawberry.UNSET
    """When to come back to a postponed interaction, 1900 to 2199; left out or null: no reminder."""
    campaign_id: GlobalId[models.Campaign] | None = strawberry.UNSET
    """The campaign that the interaction is for, towards which it counts once it is logged; without one: that of the
    template."""
    is_campaign_target: bool | None = strawberry.UNSET
    """Whether the contact is a target of the campaign; without a value: as the template says."""
    is_campaign_response: bool | None = strawberry.UNSET
    """Whether the interaction is a response to the campaign; without a value: as the template says."""
