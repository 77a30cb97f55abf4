"""Interactions and the comments on them: the types."""

from __future__ import annotations

from datetime import datetime

import strawberry
from strawberry.types import Info

from db import models
from db.interactions.completing import InteractionField
from db.interactions.correcting import CorrectedField, corrected_fields, corrected_values, find_corrections
from db.interactions.finding import find_comments
from db.interactions.postponing import fields_missing
from db.interactions.titles import titles_of
from db.sql.keyset_pages import Link
from schema.deliveries.counting import delivery_of_interactions
from schema.execution.batch import batch
from schema.graph.download_links import DownloadLink
from schema.graph.edges import to_many, to_one
from schema.graph.enums import (
    CorrespondenceType,
    Evaluation,
    InformationFlow,
    InitiatedBy,
    InteractionStatus,
    Scope,
)
from schema.graph.ids import Node, node
from schema.graph.money import Money, money_of
from schema.graph.needs import field, object_type
from schema.graph.paging import Connection
from schema.guards.available_actions import always_offered, offered
from schema.guards.plain_actions import InteractionCommentAction
from schema.interactions.actions import InteractionAction, actions_of
from schema.letter_contents.hard_copies import hard_copy_links
from schema.letter_contents.letters import Letter, letters_shown

strawberry.enum(InteractionField)
strawberry.enum(CorrectedField)


@node(models.InteractionComment, needs=Scope.INTERACTIONS_READ)
class InteractionComment(Node):
    """A note on an interaction."""

    revision: int
    """Grows with every change."""
    text: str
    """What was noted, at most 2,000 characters; it may go over several lines."""
    created_at: datetime
    """When it was noted."""
    updated_at: datetime
    """When its text was last changed."""
    available_actions: list[InteractionCommentAction] = always_offered(InteractionCommentAction)
    """What the caller can do with it now."""
    interaction: Interaction = to_one("interaction_id")
    """The interaction that it is about."""
    author: models.KnownCaller | None = to_one("author_id")
    """Who noted it. Null: it was before authors were kept."""


@object_type(needs=Scope.INTERACTIONS_READ)
class CorrectedValues:
    """What an entry of the log said in the fields that were corrected; null in all others, whatever it says there."""

    description: str | None
    """What it is about; null: this was not corrected."""
    occurred_at: datetime | None
    """When it happened; null: this was not corrected."""
    duration_minutes: int | None
    """How long it took, in minutes; null among the corrected fields: unknown."""
    cost: Money | None = money_of("cost")
    """What it cost; null among the corrected fields: unknown."""
    evaluation: Evaluation | None
    """How it went; null among the corrected fields: not evaluated."""
    information_flow: InformationFlow | None
    """Which way the information went; null among the corrected fields: unknown."""
    initiated_by: InitiatedBy | None
    """Who began; null among the corrected fields: unknown."""
    attempt_failed: bool | None
    """Whether the contact was not reached; null: this was not corrected."""


@node(models.InteractionCorrection, needs=Scope.INTERACTIONS_READ)
class InteractionCorrection(Node):
    """That an entry of the log was corrected: what it said before, and since. It never changes."""

    reason: str | None
    """Why it was corrected, at most 200 characters; null: nobody said."""
    created_at: datetime
    """When it was corrected."""
    interaction: Interaction = to_one("interaction_id")
    """The entry of the log."""
    corrected_by: models.KnownCaller | None = to_one("corrected_by_id")
    """Who corrected it. Null: it was before authors were kept."""

    @strawberry.field
    @batch(reads="after")
    def fields(parents: list[models.InteractionCorrection]) -> list[list[CorrectedField]]:
        """The fields that were corrected."""
        return [corrected_fields(parent.after) for parent in parents]

    @strawberry.field
    @batch(reads="before")
    def before(parents: list[models.InteractionCorrection]) -> list[CorrectedValues]:
        """What it said in these fields before."""
        return [corrected_values(parent.before) for parent in parents]  # type: ignore[misc]

    @strawberry.field
    @batch(reads="after")
    def after(parents: list[models.InteractionCorrection]) -> list[CorrectedValues]:
        """What it said in these fields afterwards."""
        return [corrected_values(parent.after) for parent in parents]  # type: ignore[misc]


@node(models.Interaction, needs=Scope.INTERACTIONS_READ)
class Interaction(Node):
    """A letter, a call or a meeting with a contact: postponed, logged or canceled. It keeps its id."""

    revision: int
    """Grows with every change; give it as `expectedRevision` to change only what you have seen."""
    status: InteractionStatus
    """Where it stands."""
    contact_name: str | None = field(needs=Scope.CONTACTS_READ)
    """The name of whom it was with, if that contact was deleted since: the contact is then the company, or null. Null
    if nobody was deleted, or the caller may not see the name."""
    description: str | None
    """What it is about, at most 100 characters; null while a postponed interaction does not say."""
    occurred_at: datetime | None
    """When it happened; null while a postponed interaction does not say."""
    duration_minutes: int | None
    """How long it took, in minutes; null: unknown."""
    cost: Money | None = money_of("cost")
    """What it cost; null: unknown."""
    evaluation: Evaluation | None
    """How it went; null: not evaluated."""
    information_flow: InformationFlow | None
    """Which way the information went; null: unknown."""
    initiated_by: InitiatedBy | None
    """Who began; null: unknown."""
    attempt_failed: bool
    """Whether the contact was not reached."""
    language: str | None
    """The language of its letter content, as BCP 47 writes it; null: none was given, nor has the template one."""
    remind_at: datetime | None
    """When to come back to a postponed interaction; null: no moment was named, or it is not postponed any more."""
    logged_at: datetime | None
    """When it was logged; null while it is not."""
    canceled_at: datetime | None
    """When it was canceled; null while it is not."""
    created_at: datetime
    """When it was created."""
    updated_at: datetime
    """When it was last changed."""
    created_by: models.KnownCaller | None = to_one("created_by_id")
    """Who created it. Null: nobody asked for it, or it was before authors were kept."""
    logged_by: models.KnownCaller | None = to_one("logged_by_id")
    """Who logged it; null while it is not. Null too: it was before authors were kept."""
    canceled_by: models.KnownCaller | None = to_one("canceled_by_id")
    """Who canceled it; null while it is not. Null too: it was before authors were kept."""
    contact: models.Contact | None = to_one("contact_id")
    """Whom it was with; of a deleted person the company. Null if that is gone too or never was, if the caller may not
    see the contact, and while a postponed interaction does not say."""
    company: models.Contact | None = to_one("company_id")
    """The company that it counts towards; null: none, or the caller may not see it."""
    salesperson: models.Salesperson | None = to_one("salesperson_id")
    """Who is responsible; null while a postponed interaction does not say."""
    template: models.InteractionTemplate | None = to_one("template_id")
    """What kind of interaction it is; null while a postponed interaction does not say."""
    interaction_group: models.InteractionGroup | None = to_one("interaction_group_id")
    """The group of its template when it was logged; null while it is postponed."""
    segment: models.Segment | None = to_one("segment_id")
    """The segment whose logging made it; null: none, or it was deleted."""
    letter_content: models.LetterContent | None = to_one("letter_content_id")
    """What its letter is made from; null: there is no letter."""

    @strawberry.field
    @batch(reads="id")
    async def letter(parents: list[models.Interaction], info: Info) -> list[Letter | None]:
        """The letter to the contact, sent or meant; it never changes. Null without content, and while postponed.

        Letter content that makes no letter for this contact is an error here, and costs no other letter.
        """
        return await letters_shown(parents, info)

    @field(needs=Scope.CONTACTS_READ)
    @batch(reads=("id", "letter_content_id", "status"))
    async def hard_copy_link(parents: list[models.Interaction], info: Info) -> list[DownloadLink | None]:
        """The letter as a PDF file. Null without a letter, and while it is postponed."""
        return await hard_copy_links(parents, info)

    campaign: models.Campaign | None = to_one("campaign_id")
    """The campaign that it is for; null: none."""
    campaign_entry: models.CampaignEntry | None = to_one("campaign_entry_id")
    """What it counts towards the campaign with; null while it is postponed, and if that was deleted."""
    comments: Connection[InteractionComment] = to_many(find_comments, Link("interaction_id"))
    """The notes on it, the oldest first."""
    corrections: Connection[InteractionCorrection] = to_many(find_corrections, Link("interaction_id"))
    """How it was corrected since it was logged, the oldest first. Evaluating it alone leaves no correction."""
    delivery: models.Delivery | None = delivery_of_interactions()
    """What became of the message to the contact; null if none was to be sent."""

    @strawberry.field
    @batch(reads="correspondence_type")
    def correspondence_type(parents: list[models.Interaction], info: Info) -> list[CorrespondenceType]:
        """How the contact was written to; NONE while a postponed interaction does not say."""
        return [parent.correspondence_type or CorrespondenceType.NONE for parent in parents]

    @strawberry.field
    @batch(reads="is_campaign_target")
    def is_campaign_target(parents: list[models.Interaction], info: Info) -> list[bool]:
        """Whether the contact is a target of the campaign; false while a postponed interaction does not say."""
        return [bool(parent.is_campaign_target) for parent in parents]

    @strawberry.field
    @batch(reads="is_campaign_response")
    def is_campaign_response(parents: list[models.Interaction], info: Info) -> list[bool]:
        """Whether it is a response to the campaign; false while a postponed interaction does not say."""
        return [bool(parent.is_campaign_response) for parent in parents]

    @field(needs=(Scope.CONTACTS_READ, Scope.SETUP_READ))
    @batch(
        reads=(
            "status",
            "description",
            "information_flow",
            "template_id",
            "salesperson_id",
            "contact_id",
            "contact_name",
        )
    )
    async def title(parents: list[models.Interaction], info: Info) -> list[str]:
        """A line for lists: "template - by salesperson", or "template - from contact" when inbound."""
        return await titles_of(parents)

    @strawberry.field
    @batch(reads=("status", "contact_id", "template_id", "salesperson_id", "description"))
    async def missing_fields(parents: list[models.Interaction], info: Info) -> list[list[InteractionField]]:
        """What is still needed before a postponed interaction can be resumed; empty for others."""
        return await fields_missing(parents)

    @strawberry.field
    @batch(reads=("status", "segment_id", "campaign_entry_id"))
    async def available_actions(
        parents: list[models.Interaction], info: Info
    ) -> list[list[InteractionAction]]:
        """What can be done with it now."""
        return offered(await actions_of(parents), info)
