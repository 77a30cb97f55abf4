"""The tables of campaigns, their statuses and their entries."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint

from db.models.fields import Moment, OrderedText
from db.models.row import Row


class CampaignStatus(Row):
    code = OrderedText(max_length=20, unique=True)
    description = fields.CharField(max_length=100)
    description_folded = OrderedText(max_length=300, db_default="")

    class Meta:
        table = "campaign_status"
        indexes = [
            Index(fields=("description_folded", "id"), name="campaign_status_by_description"),
            Index(fields=("created_at", "id"), name="campaign_status_by_creation"),
            Index(fields=("updated_at", "id"), name="campaign_status_by_change"),
        ]


class Campaign(Row):
    number = OrderedText(max_length=20, unique=True)
    description = fields.CharField(max_length=100)
    description_folded = OrderedText(max_length=300)
    starts_on = fields.DateField(null=True)
    ends_on = fields.DateField(null=True)
    salesperson = fields.ForeignKeyField(
        "touchbase.Salesperson", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    status = fields.ForeignKeyField(
        "touchbase.CampaignStatus", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    salesperson_id: int | None
    status_id: int | None

    class Meta:
        table = "campaign"
        indexes = [
            Index(fields=("updated_at", "id"), name="campaign_by_change"),
            Index(fields=("description_folded", "id"), name="campaign_by_description"),
            Index(fields=("created_at", "id"), name="campaign_by_creation"),
            Index(fields=("salesperson_id", "number", "id"), name="campaign_by_salesperson"),
            Index(fields=("status_id", "number", "id"), name="campaign_by_status"),
        ]
        constraints = [CheckConstraint(check="starts_on <= ends_on", name="campaign_ends_after_it_starts")]


class CampaignEntry(Row):
    """What counts towards a campaign: a logged segment, or the interactions that no segment logged.

    Interactions of their own join the entry of their campaign that says `takes_more`: there is one at most.
    """

    campaign = fields.ForeignKeyField("touchbase.Campaign", related_name=False, on_delete=fields.RESTRICT)
    campaign_id: int
    description = fields.CharField(max_length=100)
    occurred_at = Moment()
    segment = fields.ForeignKeyField(
        "touchbase.Segment", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    salesperson = fields.ForeignKeyField(
        "touchbase.Salesperson", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    segment_id: int | None
    salesperson_id: int | None
    is_stand_alone = fields.BooleanField(default=False)
    takes_more = fields.BooleanField(default=False)
    canceled_at = Moment(null=True)
    canceled_by = fields.ForeignKeyField(
        "touchbase.KnownCaller", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    canceled_by_id: int | None

    class Meta:
        table = "campaign_entry"
        unique_together = (("campaign_id", "segment_id"),)
        indexes = [
            Index(fields=("campaign_id", "occurred_at", "id"), name="campaign_entry_by_campaign"),
            Index(fields=("segment_id", "occurred_at", "id"), name="campaign_entry_by_segment"),
            Index(fields=("salesperson_id", "id"), name="campaign_entry_by_salesperson"),
        ]
        constraints = [
            CheckConstraint(
                check="NOT is_stand_alone OR segment_id IS NULL", name="campaign_entry_of_a_segment_or_alone"
            ),
            CheckConstraint(
                check="NOT takes_more OR (is_stand_alone AND canceled_at IS NULL)",
                name="campaign_entry_takes_more_alone",
            ),
        ]

    @property
    def is_canceled(self) -> bool:
        return self.canceled_at is not None
