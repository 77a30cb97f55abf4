"""The tables of the interaction log and of the comments on its entries."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint

from db.models.carrying import CarryingRow, carrying_constraints
from db.models.fields import Moment
from db.models.row import Row
from db.models.vocabulary import one_of


class InteractionStatus(StrEnum):
    """Where an interaction stands."""

    POSTPONED = "POSTPONED"
    """Begun, to be finished later. Counts nowhere."""
    LOGGED = "LOGGED"
    """Done, an entry of the log."""
    CANCELED = "CANCELED"
    """Marked as a mistake. Stays in the log and counts nowhere."""


class Evaluation(StrEnum):
    """How the interaction went."""

    VERY_POSITIVE = "VERY_POSITIVE"
    """Went very well."""
    POSITIVE = "POSITIVE"
    """Went well."""
    NEUTRAL = "NEUTRAL"
    """Neither well nor badly."""
    NEGATIVE = "NEGATIVE"
    """Went badly."""
    VERY_NEGATIVE = "VERY_NEGATIVE"
    """Went very badly."""


class Interaction(CarryingRow):
    status = fields.CharEnumField(InteractionStatus, max_length=20)
    contact = fields.ForeignKeyField(
        "touchbase.Contact", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    company = fields.ForeignKeyField(
        "touchbase.Contact", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    contact_name = fields.CharField(max_length=100, null=True)
    interaction_group = fields.ForeignKeyField(
        "touchbase.InteractionGroup", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    segment = fields.ForeignKeyField(
        "touchbase.Segment", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    segment_line = fields.ForeignKeyField(
        "touchbase.SegmentLine", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    campaign_entry = fields.ForeignKeyField(
        "touchbase.CampaignEntry", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    contact_id: int | None
    company_id: int | None
    interaction_group_id: int | None
    segment_id: int | None
    segment_line_id: int | None
    campaign_entry_id: int | None
    description = fields.CharField(max_length=100, null=True)
    evaluation = fields.CharEnumField(Evaluation, max_length=20, null=True)
    attempt_failed = fields.BooleanField(default=False)
    letter_content = fields.ForeignKeyField(
        "touchbase.LetterContent", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    letter_content_id: int | None
    merge_values = fields.TextField(null=True)
    remind_at = Moment(null=True)
    logged_at = Moment(null=True)
    canceled_at = Moment(null=True)
    created_by = fields.ForeignKeyField(
        "touchbase.KnownCaller", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    created_by_id: int | None
    logged_by = fields.ForeignKeyField(
        "touchbase.KnownCaller", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    logged_by_id: int | None
    canceled_by = fields.ForeignKeyField(
        "touchbase.KnownCaller", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    canceled_by_id: int | None

    class Meta:
        table = "interaction"
        indexes = [
            Index(fields=("updated_at", "id"), name="interaction_by_change"),
            Index(fields=("logged_at", "id"), name="interaction_by_log"),
            Index(fields=("occurred_at", "id"), name="interaction_by_moment"),
            Index(fields=("created_at", "id"), name="interaction_by_creation"),
            Index(fields=("contact_id", "occurred_at", "id"), name="interaction_by_contact"),
            Index(fields=("company_id", "occurred_at", "id"), name="interaction_by_company"),
            Index(fields=("salesperson_id", "occurred_at", "id"), name="interaction_by_salesperson"),
            Index(fields=("template_id", "occurred_at", "id"), name="interaction_by_template"),
            Index(fields=("interaction_group_id", "occurred_at", "id"), name="interaction_by_group"),
            Index(fields=("segment_id", "occurred_at", "id"), name="interaction_by_segment"),
        ]
        constraints = [
            *carrying_constraints("interaction"),
            one_of("status", InteractionStatus, "interaction_status_known"),
            one_of("evaluation", Evaluation, "interaction_evaluation_known"),
            CheckConstraint(
                check="status = 'POSTPONED' OR (logged_at IS NOT NULL AND occurred_at IS NOT NULL"
                " AND template_id IS NOT NULL AND salesperson_id IS NOT NULL AND description IS NOT NULL)",
                name="interaction_logged_whole",
            ),
            CheckConstraint(
                check="(status = 'CANCELED') = (canceled_at IS NOT NULL)",
                name="interaction_canceled_at_a_moment",
            ),
        ]


class InteractionComment(Row):
    interaction = fields.ForeignKeyField(
        "touchbase.Interaction", related_name=False, on_delete=fields.CASCADE
    )
    interaction_id: int
    text = fields.CharField(max_length=2000)
    author = fields.ForeignKeyField(
        "touchbase.KnownCaller", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    author_id: int | None

    class Meta:
        table = "interaction_comment"
        indexes = [Index(fields=("interaction_id", "id"), name="comment_by_interaction")]


class InteractionCorrection(Row):
    """What an entry of the log said before somebody corrected it, and what it says since. It is never changed.

    `before` and `after` hold JSON: the fields that differ, as their columns keep them.
    """

    interaction = fields.ForeignKeyField(
        "touchbase.Interaction", related_name=False, on_delete=fields.CASCADE
    )
    interaction_id: int
    corrected_by = fields.ForeignKeyField(
        "touchbase.KnownCaller", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    corrected_by_id: int | None
    reason = fields.CharField(max_length=200, null=True)
    before = fields.TextField()
    after = fields.TextField()

    class Meta:
        table = "interaction_correction"
        indexes = [Index(fields=("interaction_id", "id"), name="correction_by_interaction")]
