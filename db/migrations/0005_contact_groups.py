"""Mailing groups, industry groups and job responsibilities, and the contacts in them."""

from __future__ import annotations

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from db.fields import Moment, OrderedText


class Migration(migrations.Migration):
    dependencies = [("touchbase", "0002_narrow_indexes_and_first_setup")]

    operations = [
        ops.CreateModel(
            name="MailingGroup",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("revision", fields.IntField(default=1)),
                ("created_at", Moment(auto_now=False, auto_now_add=False)),
                ("updated_at", Moment(auto_now=False, auto_now_add=False)),
                ("code", OrderedText(unique=True, max_length=20)),
                ("description", fields.CharField(max_length=100)),
                ("description_folded", OrderedText(max_length=300)),
            ],
            options={"table": "mailing_group", "app": "touchbase", "pk_attr": "id"},
            bases=["GroupingRow"],
        ),
        ops.CreateModel(
            name="IndustryGroup",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("revision", fields.IntField(default=1)),
                ("created_at", Moment(auto_now=False, auto_now_add=False)),
                ("updated_at", Moment(auto_now=False, auto_now_add=False)),
                ("code", OrderedText(unique=True, max_length=20)),
                ("description", fields.CharField(max_length=100)),
                ("description_folded", OrderedText(max_length=300)),
            ],
            options={"table": "industry_group", "app": "touchbase", "pk_attr": "id"},
            bases=["GroupingRow"],
        ),
        ops.CreateModel(
            name="JobResponsibility",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("revision", fields.IntField(default=1)),
                ("created_at", Moment(auto_now=False, auto_now_add=False)),
                ("updated_at", Moment(auto_now=False, auto_now_add=False)),
                ("code", OrderedText(unique=True, max_length=20)),
                ("description", fields.CharField(max_length=100)),
                ("description_folded", OrderedText(max_length=300)),
            ],
            options={"table": "job_responsibility", "app": "touchbase", "pk_attr": "id"},
            bases=["GroupingRow"],
        ),
        ops.CreateModel(
            name="ContactMailingGroup",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "contact",
                    fields.ForeignKeyField(
                        "touchbase.Contact",
                        source_field="contact_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("created_at", Moment(auto_now=False, auto_now_add=False)),
                (
                    "mailing_group",
                    fields.ForeignKeyField(
                        "touchbase.MailingGroup",
                        source_field="mailing_group_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
            ],
            options={
                "table": "contact_mailing_group",
                "app": "touchbase",
                "unique_together": (("mailing_group_id", "contact_id"),),
                "pk_attr": "id",
            },
            bases=["MembershipRow"],
        ),
        ops.CreateModel(
            name="ContactIndustryGroup",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "contact",
                    fields.ForeignKeyField(
                        "touchbase.Contact",
                        source_field="contact_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("created_at", Moment(auto_now=False, auto_now_add=False)),
                (
                    "industry_group",
                    fields.ForeignKeyField(
                        "touchbase.IndustryGroup",
                        source_field="industry_group_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
            ],
            options={
                "table": "contact_industry_group",
                "app": "touchbase",
                "unique_together": (("industry_group_id", "contact_id"),),
                "pk_attr": "id",
                "table_description": "Of companies only: the industry groups of a person are those of the company.",
            },
            bases=["MembershipRow"],
        ),
        ops.CreateModel(
            name="ContactJobResponsibility",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "contact",
                    fields.ForeignKeyField(
                        "touchbase.Contact",
                        source_field="contact_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("created_at", Moment(auto_now=False, auto_now_add=False)),
                (
                    "job_responsibility",
                    fields.ForeignKeyField(
                        "touchbase.JobResponsibility",
                        source_field="job_responsibility_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
            ],
            options={
                "table": "contact_job_responsibility",
                "app": "touchbase",
                "unique_together": (("job_responsibility_id", "contact_id"),),
                "pk_attr": "id",
                "table_description": "Of persons only.",
            },
            bases=["MembershipRow"],
        ),
        ops.AddIndex(
            "MailingGroup", Index(fields=["description_folded", "id"], name="mailing_group_by_description")
        ),
        ops.AddIndex(
            "IndustryGroup", Index(fields=["description_folded", "id"], name="industry_group_by_description")
        ),
        ops.AddIndex(
            "JobResponsibility",
            Index(fields=["description_folded", "id"], name="job_responsibility_by_description"),
        ),
        ops.AddIndex(
            "ContactMailingGroup",
            Index(fields=["contact_id", "mailing_group_id"], name="mailing_group_by_contact"),
        ),
        ops.AddIndex(
            "ContactIndustryGroup",
            Index(fields=["contact_id", "industry_group_id"], name="industry_group_by_contact"),
        ),
        ops.AddIndex(
            "ContactJobResponsibility",
            Index(fields=["contact_id", "job_responsibility_id"], name="job_responsibility_by_contact"),
        ),
    ]
