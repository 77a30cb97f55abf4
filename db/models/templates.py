"""The tables of interaction groups, interaction templates and their languages."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index

from db.models.fields import MoneyField, OrderedText
from db.models.row import Row
from db.models.vocabulary import (
    CorrespondenceType,
    InformationFlow,
    InitiatedBy,
    not_negative,
    one_of,
)


class InteractionGroup(Row):
    code = OrderedText(max_length=20, unique=True)
    description = fields.CharField(max_length=100)
    description_folded = OrderedText(max_length=300, db_default="")

    class Meta:
        table = "interaction_group"
        indexes = [
            Index(fields=("description_folded", "id"), name="interaction_group_by_description"),
            Index(fields=("created_at", "id"), name="interaction_group_by_creation"),
            Index(fields=("updated_at", "id"), name="interaction_group_by_change"),
        ]


class InteractionTemplate(Row):
    code = OrderedText(max_length=20, unique=True)
    description = fields.CharField(max_length=100)
    description_folded = OrderedText(max_length=300, db_default="")
    interaction_group = fields.ForeignKeyField(
        "touchbase.InteractionGroup", related_name=False, on_delete=fields.RESTRICT
    )
    interaction_group_id: int
    cost = MoneyField(default=0)
    duration_minutes = fields.IntField(default=0)
    information_flow = fields.CharEnumField(InformationFlow, max_length=20, null=True)
    initiated_by = fields.CharEnumField(InitiatedBy, max_length=20, null=True)
    correspondence_type = fields.CharEnumField(CorrespondenceType, max_length=20)
    ignores_contact_correspondence_type = fields.BooleanField(default=False)
    default_language = fields.CharField(max_length=35, null=True)
    campaign = fields.ForeignKeyField(
        "touchbase.Campaign", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    campaign_id: int | None
    is_campaign_target = fields.BooleanField(default=False, db_default=False)
    is_campaign_response = fields.BooleanField(default=False, db_default=False)

    class Meta:
        table = "interaction_template"
        indexes = [
            Index(fields=("description_folded", "id"), name="template_by_description"),
            Index(fields=("created_at", "id"), name="template_by_creation"),
            Index(fields=("updated_at", "id"), name="template_by_change"),
            Index(fields=("interaction_group_id", "code", "id"), name="template_by_group"),
        ]
        constraints = [
            not_negative("template_not_negative"),
            one_of("correspondence_type", CorrespondenceType, "template_correspondence_known"),
            one_of("information_flow", InformationFlow, "template_flow_known"),
            one_of("initiated_by", InitiatedBy, "template_initiator_known"),
        ]


class TemplateLanguage(Row):
    template = fields.ForeignKeyField(
        "touchbase.InteractionTemplate", related_name=False, on_delete=fields.CASCADE
    )
    template_id: int
    language = OrderedText(max_length=35)
    description = fields.CharField(max_length=100)
    letter_content = fields.ForeignKeyField(
        "touchbase.LetterContent", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    letter_content_id: int | None

    class Meta:
        table = "template_language"
        unique_together = (("template_id", "language"),)
