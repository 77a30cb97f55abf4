"""What contacts receive: content with attachments, deliveries, and the salutations that letters begin with."""

from __future__ import annotations

from typing import Any

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint
from tortoise.migrations.schema_editor import BaseSchemaEditor
from tortoise.migrations.schema_generator.state_apps import StateApps

from db.models.deliveries import DeliveryStatus
from db.models.fields import Moment, OrderedText
from db.models.salutations import Formality

ID = ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True))
CREATED_AT = ("created_at", Moment(auto_now=False, auto_now_add=False))
ROW: list[Any] = [ID, ("revision", fields.IntField(default=1)), CREATED_AT,
       ("updated_at", Moment(auto_now=False, auto_now_add=False))]  # fmt: skip


def table(model: str, name: str, columns: list[Any], **options: object) -> ops.CreateModel:
    known = {"table": name, "app": "touchbase", "pk_attr": "id"}
    return ops.CreateModel(
        name=model, fields=columns, options=known | options, bases=["Row" if columns[:4] == ROW else "Model"]
    )


def pointing_at(model: str, column: str, on_delete: OnDelete, **options: Any) -> Any:
    return fields.ForeignKeyField(
        f"touchbase.{model}",
        source_field=column,
        db_constraint=True,
        to_field="id",
        related_name=False,
        on_delete=on_delete,
        **options,
    )


def content(model: str) -> ops.AddField:
    return ops.AddField(model, "content", pointing_at("Content", "content_id", OnDelete.RESTRICT, null=True))


def salutation(model: str, name: str, on_delete: OnDelete) -> ops.AddField:
    return ops.AddField(model, name, pointing_at("Salutation", f"{name}_id", on_delete, null=True))


# On SQLite a table that gets a constraint loses what it was said to have together unique, so that is said here.
ONE_FORMULA_EACH = (
    "CREATE UNIQUE INDEX formula_by_salutation ON salutation_formula (salutation_id, language, formality)"
)
USERS_OF_CONTENT = ("interaction", "segment_line", "template_language")
PARTIAL_INDEXES = [
    *(
        f"CREATE INDEX {user}_by_content ON {user} (content_id) WHERE content_id IS NOT NULL"
        for user in USERS_OF_CONTENT
    ),
    "CREATE INDEX contact_by_salutation ON contact (salutation_id) WHERE salutation_id IS NOT NULL",
    "CREATE INDEX delivery_by_turn ON delivery (due_at, id) WHERE status = 'QUEUED'",
]
LOST_ON_SQLITE = {
    "campaign_entry": "campaign_id, segment_id",
    "alternative_address_period": "alternative_address_id, starts_on",
    "delivery": "interaction_id",
}
"""What was said to be together unique, and forgotten when the table got a constraint."""


async def make_unique_again(apps: StateApps, editor: BaseSchemaEditor) -> None:
    if editor.client.capabilities.dialect != "sqlite":
        return
    for name, columns in LOST_ON_SQLITE.items():
        await editor.client.execute_script(f"CREATE UNIQUE INDEX {name}_once ON {name} ({columns})")


STATUSES = "status IN ('QUEUED', 'SENT', 'FAILED', 'SKIPPED')"


class Migration(migrations.Migration):
    dependencies = [("touchbase", "0007_merged_contacts")]

    operations = [
        table(
            "Blob",
            "blob",
            [
                ID,
                ("sha256", OrderedText(unique=True, max_length=64)),
                ("size", fields.BigIntField()),
                CREATED_AT,
            ],
            table_description="Bytes in the storage, under the SHA-256 of what they are. Files of the same bytes"
            " share them.",
        ),
        table(
            "Attachment",
            "attachment",
            [
                ID,
                ("name", fields.CharField(max_length=200)),
                ("media_type", fields.CharField(max_length=100)),
                ("blob", pointing_at("Blob", "blob_id", OnDelete.RESTRICT)),
                CREATED_AT,
            ],
            table_description="A file as it was uploaded. It is never changed: another version is another"
            " attachment.",
        ),
        table(
            "Content",
            "content",
            [
                ID,
                ("subject", fields.CharField(max_length=200)),
                ("body_html", fields.TextField(null=True, unique=False)),
                ("body_text", fields.TextField(null=True, unique=False)),
                CREATED_AT,
            ],
            table_description="A letter with merge fields. It is never changed: whoever changes a letter points at"
            " a new one.",
        ),
        table(
            "ContentAttachment",
            "content_attachment",
            [
                ID,
                ("content", pointing_at("Content", "content_id", OnDelete.CASCADE)),
                ("attachment", pointing_at("Attachment", "attachment_id", OnDelete.RESTRICT)),
                ("position", fields.IntField()),
            ],
            unique_together=(("content_id", "position"),),
            table_description="A file that goes with a letter, in the order of the list.",
        ),
        table(
            "SegmentContent",
            "segment_content",
            [
                *ROW,
                ("segment", pointing_at("Segment", "segment_id", OnDelete.CASCADE)),
                ("language", OrderedText(max_length=35)),
                ("content", pointing_at("Content", "content_id", OnDelete.RESTRICT)),
            ],
            unique_together=(("segment_id", "language"),),
            table_description="What a segment sends in a language, in place of what its template would.",
        ),
        table(
            "Delivery",
            "delivery",
            [
                *ROW,
                ("interaction", pointing_at("Interaction", "interaction_id", OnDelete.CASCADE)),
                ("segment", pointing_at("Segment", "segment_id", OnDelete.SET_NULL, null=True)),
                ("status", fields.CharEnumField(enum_type=DeliveryStatus, max_length=20)),
                ("email", fields.CharField(null=True, max_length=254)),
                ("attempt_count", fields.IntField(default=0)),
                ("due_at", Moment(auto_now=False, auto_now_add=False)),
                ("held_by", fields.CharField(null=True, max_length=100)),
                ("held_until", Moment(null=True, auto_now=False, auto_now_add=False)),
                ("response", fields.CharField(null=True, max_length=500)),
                ("message_id", fields.CharField(null=True, max_length=300)),
                ("sent_at", Moment(null=True, auto_now=False, auto_now_add=False)),
            ],
            unique_together=(("interaction_id",),),
            table_description="One message for one entry of the log. Who holds it and until when matters only while"
            " it is queued.",
        ),
        table(
            "Salutation",
            "salutation",
            [
                *ROW,
                ("code", OrderedText(unique=True, max_length=10)),
                ("description", fields.CharField(max_length=100)),
            ],
        ),
        table(
            "SalutationFormula",
            "salutation_formula",
            [
                *ROW,
                ("salutation", pointing_at("Salutation", "salutation_id", OnDelete.CASCADE)),
                ("language", OrderedText(max_length=35)),
                ("formality", fields.CharEnumField(enum_type=Formality, max_length=20)),
                ("text", fields.CharField(max_length=100)),
                ("parts", fields.CharField(max_length=200)),
            ],
            table_description="A greeting with slots %1 to %5. `parts` names the part of the name for each, as a JSON"
            " list.",
        ),
        ops.AddConstraint("Blob", CheckConstraint(check="size >= 0", name="blob_not_negative")),
        ops.AddConstraint("Delivery", CheckConstraint(check=STATUSES, name="delivery_status_known")),
        ops.AddConstraint(
            "Delivery",
            CheckConstraint(
                check="(status = 'SENT') = (sent_at IS NOT NULL)", name="delivery_sent_at_a_moment"
            ),
        ),
        ops.AddConstraint(
            "Delivery",
            CheckConstraint(
                check="email IS NOT NULL OR status = 'SKIPPED'", name="delivery_needs_an_address"
            ),
        ),
        ops.AddConstraint(
            "Delivery", CheckConstraint(check="attempt_count >= 0", name="delivery_not_negative")
        ),
        ops.AddConstraint(
            "SalutationFormula",
            CheckConstraint(check="formality IN ('FORMAL', 'INFORMAL')", name="formula_formality_known"),
        ),
        *(content(model) for model in ("Interaction", "SegmentLine", "TemplateLanguage")),
        ops.AddField("Interaction", "merge_values", fields.TextField(null=True, unique=False)),
        ops.AddField("Contact", "first_name", fields.CharField(null=True, max_length=50)),
        ops.AddField("Contact", "middle_name", fields.CharField(null=True, max_length=50)),
        ops.AddField("Contact", "surname", fields.CharField(null=True, max_length=50)),
        ops.AddField("Contact", "initials", fields.CharField(null=True, max_length=10)),
        salutation("Contact", "salutation", OnDelete.RESTRICT),
        salutation("MarketingSetup", "default_company_salutation", OnDelete.SET_NULL),
        salutation("MarketingSetup", "default_person_salutation", OnDelete.SET_NULL),
        ops.AddIndex("Attachment", Index(fields=["blob_id"], name="attachment_by_blob")),
        ops.AddIndex("Attachment", Index(fields=["created_at", "id"], name="attachment_by_creation")),
        ops.AddIndex("Content", Index(fields=["created_at", "id"], name="content_by_creation")),
        ops.AddIndex("ContentAttachment", Index(fields=["attachment_id"], name="content_by_attachment")),
        ops.AddIndex("SegmentContent", Index(fields=["content_id"], name="segment_content_by_content")),
        ops.AddIndex("Delivery", Index(fields=["segment_id", "id"], name="delivery_by_segment")),
        ops.AddIndex(
            "Delivery", Index(fields=["segment_id", "status", "id"], name="delivery_by_segment_status")
        ),
        ops.RunSQL([*PARTIAL_INDEXES, ONE_FORMULA_EACH]),
        ops.RunPython(make_unique_again),
    ]
