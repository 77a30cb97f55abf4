"""API keys, and the audit log of every write."""

from __future__ import annotations

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from db.callers import Role
from db.models.fields import Moment, OrderedText


class Migration(migrations.Migration):
    dependencies = [("touchbase", "0008_content_and_delivery")]

    operations = [
        ops.CreateModel(
            name="ApiKey",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("name", OrderedText(max_length=100)),
                ("role", fields.CharEnumField(enum_type=Role, max_length=20)),
                ("scopes", fields.TextField(null=True, unique=False)),
                (
                    "salesperson",
                    fields.ForeignKeyField(
                        "touchbase.Salesperson",
                        source_field="salesperson_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("prefix", OrderedText(unique=True, max_length=16)),
                ("digest", fields.CharField(max_length=64)),
                ("created_at", Moment(auto_now=False, auto_now_add=False)),
                ("expires_at", Moment(null=True, auto_now=False, auto_now_add=False)),
                ("revoked_at", Moment(null=True, auto_now=False, auto_now_add=False)),
                ("last_used_at", Moment(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "api_key",
                "app": "touchbase",
                "indexes": [Index(fields=["salesperson_id"], name="api_key_by_salesperson")],
                "pk_attr": "id",
                "table_description": "What a program calls with. The key itself is never kept: its digest is, and the part that people see.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("happened_at", Moment(auto_now=False, auto_now_add=False)),
                ("action", OrderedText(max_length=60)),
                ("subject", OrderedText(null=True, max_length=100)),
                ("subjects", fields.TextField(unique=False)),
                ("caller_kind", fields.CharField(max_length=20)),
                ("caller", OrderedText(max_length=300)),
                ("caller_name", fields.CharField(max_length=200)),
                ("address", fields.CharField(null=True, max_length=64)),
                ("request_id", fields.CharField(max_length=100)),
                ("operation_name", fields.CharField(null=True, max_length=200)),
            ],
            options={
                "table": "audit_entry",
                "app": "touchbase",
                "indexes": [
                    Index(fields=["subject", "id"], name="audit_by_subject"),
                    Index(fields=["caller", "id"], name="audit_by_caller"),
                    Index(fields=["happened_at", "id"], name="audit_by_moment"),
                ],
                "pk_attr": "id",
                "table_description": "One write: who did what to which node, when, and from where. Written in the transaction of the write.",
            },
            bases=["Model"],
        ),
    ]
