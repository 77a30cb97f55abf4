"""The tables of mailing groups, industry groups and job responsibilities, and of the contacts in them."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from db.models.fields import Moment, OrderedText
from db.models.row import Row


class GroupingRow(Row):
    """A group of contacts: the columns of all kinds of groups."""

    code = OrderedText(max_length=20, unique=True)
    description = fields.CharField(max_length=100)
    description_folded = OrderedText(max_length=300)

    class Meta:
        abstract = True


class MembershipRow(Model):
    """A contact in a group. Deleted with the contact; the group cannot be deleted while it has any."""

    id = fields.BigIntField(primary_key=True)
    contact = fields.ForeignKeyField("touchbase.Contact", related_name=False, on_delete=fields.CASCADE)
    contact_id: int
    created_at = Moment()

    class Meta:
        abstract = True


class MailingGroup(GroupingRow):
    class Meta:
        table = "mailing_group"
        indexes = [
            Index(fields=("created_at", "id"), name="mailing_group_by_creation"),
            Index(fields=("updated_at", "id"), name="mailing_group_by_change"),
            Index(fields=("description_folded", "id"), name="mailing_group_by_description"),
        ]


class ContactMailingGroup(MembershipRow):
    mailing_group = fields.ForeignKeyField(
        "touchbase.MailingGroup", related_name=False, on_delete=fields.RESTRICT
    )
    mailing_group_id: int

    class Meta:
        table = "contact_mailing_group"
        unique_together = (("mailing_group_id", "contact_id"),)
        indexes = [Index(fields=("contact_id", "mailing_group_id"), name="mailing_group_by_contact")]


class IndustryGroup(GroupingRow):
    class Meta:
        table = "industry_group"
        indexes = [
            Index(fields=("created_at", "id"), name="industry_group_by_creation"),
            Index(fields=("updated_at", "id"), name="industry_group_by_change"),
            Index(fields=("description_folded", "id"), name="industry_group_by_description"),
        ]


class ContactIndustryGroup(MembershipRow):
    """Of companies only: the industry groups of a person are those of the company."""

    industry_group = fields.ForeignKeyField(
        "touchbase.IndustryGroup", related_name=False, on_delete=fields.RESTRICT
    )
    industry_group_id: int

    class Meta:
        table = "contact_industry_group"
        unique_together = (("industry_group_id", "contact_id"),)
        indexes = [Index(fields=("contact_id", "industry_group_id"), name="industry_group_by_contact")]


class JobResponsibility(GroupingRow):
    class Meta:
        table = "job_responsibility"
        indexes = [
            Index(fields=("created_at", "id"), name="job_responsibility_by_creation"),
            Index(fields=("updated_at", "id"), name="job_responsibility_by_change"),
            Index(fields=("description_folded", "id"), name="job_responsibility_by_description"),
        ]


class ContactJobResponsibility(MembershipRow):
    """Of persons only."""

    job_responsibility = fields.ForeignKeyField(
        "touchbase.JobResponsibility", related_name=False, on_delete=fields.RESTRICT
    )
    job_responsibility_id: int

    class Meta:
        table = "contact_job_responsibility"
        unique_together = (("job_responsibility_id", "contact_id"),)
        indexes = [
            Index(fields=("contact_id", "job_responsibility_id"), name="job_responsibility_by_contact")
        ]
