"""The columns that segments, their lines and interactions have in common."""

from __future__ import annotations

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint

from db.models.fields import Moment, MoneyField
from db.models.row import Row
from db.models.vocabulary import CorrespondenceType, InformationFlow, InitiatedBy, not_negative, one_of


class CarryingRow(Row):
    """A row with values of an interaction. Null in a segment or a line means that the value is inherited."""

    template = fields.ForeignKeyField(
        "touchbase.InteractionTemplate", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    template_id: int | None
    salesperson = fields.ForeignKeyField(
        "touchbase.Salesperson", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    salesperson_id: int | None
    cost = MoneyField(null=True)
    duration_minutes = fields.IntField(null=True)
    information_flow = fields.CharEnumField(InformationFlow, max_length=20, null=True)
    initiated_by = fields.CharEnumField(InitiatedBy, max_length=20, null=True)
    correspondence_type = fields.CharEnumField(CorrespondenceType, max_length=20, null=True)
    language = fields.CharField(max_length=35, null=True)
    occurred_at = Moment(null=True)
    campaign = fields.ForeignKeyField(
        "touchbase.Campaign", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    campaign_id: int | None
    is_campaign_target = fields.BooleanField(null=True)
    is_campaign_response = fields.BooleanField(null=True)

    class Meta:
        abstract = True


def carrying_constraints(prefix: str) -> list[CheckConstraint]:
    """The constraints on these columns, for every table that has them."""
    return [
        not_negative(f"{prefix}_not_negative"),
        one_of("information_flow", InformationFlow, f"{prefix}_flow_known"),
        one_of("initiated_by", InitiatedBy, f"{prefix}_initiator_known"),
        one_of("correspondence_type", CorrespondenceType, f"{prefix}_correspondence_known"),
    ]
