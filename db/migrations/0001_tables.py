"""All tables of the first release: columns, then constraints, then indexes.

Constraints are separate operations because creating a table leaves them out; indexes come last because
adding a constraint on SQLite rebuilds its table.
"""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint

from db.models.contacts import ContactKind
from db.models.fields import Moment, MoneyField, OrderedText, SearchText
from db.models.interactions import Evaluation, InteractionStatus
from db.models.segments import SegmentStatus
from db.models.vocabulary import CorrespondenceType, InformationFlow, InitiatedBy


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="IdempotentAnswer",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("key", OrderedText(unique=True, max_length=255)),
                ("input_digest", fields.CharField(max_length=64)),
                ("answer", fields.TextField(unique=False)),
                ("created_at", Moment(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "idempotent_answer",
                "app": "touchbase",
                "pk_attr": "id",
                "table_description": "What a verb answered to a key, written in the same transaction as the work.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="InteractionGroup",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("revision", fields.IntField(default=1)),
                ("created_at", Moment(auto_now=False, auto_now_add=False)),
                ("updated_at", Moment(auto_now=False, auto_now_add=False)),
                ("code", OrderedText(unique=True, max_length=20)),
                ("description", fields.CharField(max_length=100)),
            ],
            options={"table": "interaction_group", "app": "touchbase", "pk_attr": "id"},
            bases=["Row"],
        ),
        ops.CreateModel(
            name="InteractionTemplate",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("revision", fields.IntField(default=1)),
                ("created_at", Moment(auto_now=False, auto_now_add=False)),
                ("updated_at", Moment(auto_now=False, auto_now_add=False)),
                ("code", OrderedText(unique=True, max_length=20)),
                ("description", fields.CharField(max_length=100)),
                (
                    "group",
                    fields.ForeignKeyField(
                        "touchbase.InteractionGroup",
                        source_field="group_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("cost", MoneyField(default=0)),
                ("duration_minutes", fields.IntField(default=0)),
                (
                    "information_flow",
                    fields.CharEnumField(null=True, enum_type=InformationFlow, max_length=20),
                ),
                ("initiated_by", fields.CharEnumField(null=True, enum_type=InitiatedBy, max_length=20)),
                ("correspondence_type", fields.CharEnumField(enum_type=CorrespondenceType, max_length=20)),
                ("ignore_contact_correspondence_type", fields.BooleanField(default=False)),
                ("default_language", fields.CharField(null=True, max_length=35)),
            ],
            options={"table": "interaction_template", "app": "touchbase", "pk_attr": "id"},
            bases=["Row"],
        ),
        ops.CreateModel(
            name="NumberSeries",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("revision", fields.IntField(default=1)),
                ("created_at", Moment(auto_now=False, auto_now_add=False)),
                ("updated_at", Moment(auto_now=False, auto_now_add=False)),
                ("code", OrderedText(unique=True, max_length=20)),
                ("description", fields.CharField(max_length=100)),
                ("prefix", fields.CharField(max_length=10)),
                ("digits", fields.IntField()),
                ("last_value", fields.BigIntField(default=0)),
                ("allow_manual", fields.BooleanField(default=True)),
            ],
            options={
                "table": "number_series",
                "app": "touchbase",
                "pk_attr": "id",
                "table_description": "Numbers that people read: a prefix and a count, such as SM00012.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Salesperson",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("revision", fields.IntField(default=1)),
                ("created_at", Moment(auto_now=False, auto_now_add=False)),
                ("updated_at", Moment(auto_now=False, auto_now_add=False)),
                ("code", OrderedText(unique=True, max_length=20)),
                ("name", OrderedText(max_length=100)),
                ("email", fields.CharField(null=True, max_length=254)),
                ("phone", fields.CharField(null=True, max_length=30)),
                ("job_title", fields.CharField(null=True, max_length=100)),
                ("blocked", fields.BooleanField(default=False)),
            ],
            options={"table": "salesperson", "app": "touchbase", "pk_attr": "id"},
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Contact",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("revision", fields.IntField(default=1)),
                ("created_at", Moment(auto_now=False, auto_now_add=False)),
                ("updated_at", Moment(auto_now=False, auto_now_add=False)),
                ("number", OrderedText(unique=True, max_length=20)),
                ("external_id", OrderedText(null=True, unique=True, max_length=100)),
                ("kind", fields.CharEnumField(enum_type=ContactKind, max_length=20)),
                ("name", fields.CharField(max_length=100)),
                ("name_folded", OrderedText(max_length=300)),
                (
                    "company",
                    fields.ForeignKeyField(
                        "touchbase.Contact",
                        source_field="company_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("job_title", fields.CharField(null=True, max_length=100)),
                ("email", fields.CharField(null=True, max_length=254)),
                ("email_folded", OrderedText(null=True, max_length=520)),
                ("phone", fields.CharField(null=True, max_length=30)),
                ("mobile_phone", fields.CharField(null=True, max_length=30)),
                ("language", fields.CharField(null=True, max_length=35)),
                ("country", fields.CharField(null=True, max_length=2)),
                ("address", fields.CharField(null=True, max_length=200)),
                ("city", fields.CharField(null=True, max_length=100)),
                ("post_code", fields.CharField(null=True, max_length=20)),
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
                ("correspondence_type", fields.CharEnumField(enum_type=CorrespondenceType, max_length=20)),
                ("excluded_from_segments", fields.BooleanField(default=False)),
                ("privacy_blocked", fields.BooleanField(default=False)),
                ("minor", fields.BooleanField(default=False)),
                ("parental_consent", fields.BooleanField(default=False)),
                ("search_text", SearchText(unique=False)),
            ],
            options={"table": "contact", "app": "touchbase", "pk_attr": "id"},
            bases=["Row"],
        ),
        ops.CreateModel(
            name="MarketingSetup",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("revision", fields.IntField(default=1)),
                ("created_at", Moment(auto_now=False, auto_now_add=False)),
                ("updated_at", Moment(auto_now=False, auto_now_add=False)),
                (
                    "contact_number_series",
                    fields.ForeignKeyField(
                        "touchbase.NumberSeries",
                        source_field="contact_number_series_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "segment_number_series",
                    fields.ForeignKeyField(
                        "touchbase.NumberSeries",
                        source_field="segment_number_series_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "default_salesperson",
                    fields.ForeignKeyField(
                        "touchbase.Salesperson",
                        source_field="default_salesperson_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("default_language", fields.CharField(null=True, max_length=35)),
                ("default_country", fields.CharField(null=True, max_length=2)),
                (
                    "default_correspondence_type",
                    fields.CharEnumField(enum_type=CorrespondenceType, max_length=20),
                ),
                ("currency", fields.CharField(max_length=3)),
            ],
            options={"table": "marketing_setup", "app": "touchbase", "pk_attr": "id"},
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Segment",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("revision", fields.IntField(default=1)),
                ("created_at", Moment(auto_now=False, auto_now_add=False)),
                ("updated_at", Moment(auto_now=False, auto_now_add=False)),
                ("number", OrderedText(unique=True, max_length=20)),
                (
                    "status",
                    fields.CharEnumField(default=SegmentStatus.OPEN, enum_type=SegmentStatus, max_length=20),
                ),
                ("description", fields.CharField(max_length=100)),
                ("description_folded", OrderedText(max_length=300)),
                (
                    "template",
                    fields.ForeignKeyField(
                        "touchbase.InteractionTemplate",
                        source_field="template_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
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
                ("cost", MoneyField(null=True)),
                ("duration_minutes", fields.IntField(null=True)),
                (
                    "information_flow",
                    fields.CharEnumField(null=True, enum_type=InformationFlow, max_length=20),
                ),
                ("initiated_by", fields.CharEnumField(null=True, enum_type=InitiatedBy, max_length=20)),
                (
                    "correspondence_type",
                    fields.CharEnumField(null=True, enum_type=CorrespondenceType, max_length=20),
                ),
                ("ignore_contact_correspondence_type", fields.BooleanField(null=True)),
                ("language", fields.CharField(null=True, max_length=35)),
                ("occurred_at", Moment(null=True, auto_now=False, auto_now_add=False)),
                (
                    "follow_up_of",
                    fields.ForeignKeyField(
                        "touchbase.Segment",
                        source_field="follow_up_of_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("logged_at", Moment(null=True, auto_now=False, auto_now_add=False)),
                ("canceled_at", Moment(null=True, auto_now=False, auto_now_add=False)),
                ("canceled_by", fields.CharField(null=True, max_length=100)),
            ],
            options={"table": "segment", "app": "touchbase", "pk_attr": "id"},
            bases=["Row"],
        ),
        ops.CreateModel(
            name="SegmentLine",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("revision", fields.IntField(default=1)),
                ("created_at", Moment(auto_now=False, auto_now_add=False)),
                ("updated_at", Moment(auto_now=False, auto_now_add=False)),
                (
                    "segment",
                    fields.ForeignKeyField(
                        "touchbase.Segment",
                        source_field="segment_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "contact",
                    fields.ForeignKeyField(
                        "touchbase.Contact",
                        source_field="contact_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                (
                    "template",
                    fields.ForeignKeyField(
                        "touchbase.InteractionTemplate",
                        source_field="template_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
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
                ("description", fields.CharField(null=True, max_length=100)),
                ("cost", MoneyField(null=True)),
                ("duration_minutes", fields.IntField(null=True)),
                (
                    "information_flow",
                    fields.CharEnumField(null=True, enum_type=InformationFlow, max_length=20),
                ),
                ("initiated_by", fields.CharEnumField(null=True, enum_type=InitiatedBy, max_length=20)),
                (
                    "correspondence_type",
                    fields.CharEnumField(null=True, enum_type=CorrespondenceType, max_length=20),
                ),
                ("language", fields.CharField(null=True, max_length=35)),
                ("occurred_at", Moment(null=True, auto_now=False, auto_now_add=False)),
                ("skipped_because", fields.CharField(null=True, max_length=40)),
            ],
            options={
                "table": "segment_line",
                "app": "touchbase",
                "pk_attr": "id",
                "table_description": "A contact on a segment. Null in a value column means that the line inherits it.",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Interaction",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("revision", fields.IntField(default=1)),
                ("created_at", Moment(auto_now=False, auto_now_add=False)),
                ("updated_at", Moment(auto_now=False, auto_now_add=False)),
                ("status", fields.CharEnumField(enum_type=InteractionStatus, max_length=20)),
                (
                    "contact",
                    fields.ForeignKeyField(
                        "touchbase.Contact",
                        source_field="contact_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "company",
                    fields.ForeignKeyField(
                        "touchbase.Contact",
                        source_field="company_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("contact_name", fields.CharField(null=True, max_length=100)),
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
                (
                    "template",
                    fields.ForeignKeyField(
                        "touchbase.InteractionTemplate",
                        source_field="template_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "group",
                    fields.ForeignKeyField(
                        "touchbase.InteractionGroup",
                        source_field="group_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "segment",
                    fields.ForeignKeyField(
                        "touchbase.Segment",
                        source_field="segment_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                (
                    "segment_line",
                    fields.ForeignKeyField(
                        "touchbase.SegmentLine",
                        source_field="segment_line_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("description", fields.CharField(null=True, max_length=100)),
                ("occurred_at", Moment(null=True, auto_now=False, auto_now_add=False)),
                ("duration_minutes", fields.IntField(null=True)),
                ("cost", MoneyField(null=True)),
                ("evaluation", fields.CharEnumField(null=True, enum_type=Evaluation, max_length=20)),
                (
                    "information_flow",
                    fields.CharEnumField(null=True, enum_type=InformationFlow, max_length=20),
                ),
                ("initiated_by", fields.CharEnumField(null=True, enum_type=InitiatedBy, max_length=20)),
                (
                    "correspondence_type",
                    fields.CharEnumField(null=True, enum_type=CorrespondenceType, max_length=20),
                ),
                ("attempt_failed", fields.BooleanField(default=False)),
                ("language", fields.CharField(null=True, max_length=35)),
                ("remind_at", Moment(null=True, auto_now=False, auto_now_add=False)),
                ("logged_at", Moment(null=True, auto_now=False, auto_now_add=False)),
                ("canceled_at", Moment(null=True, auto_now=False, auto_now_add=False)),
                ("canceled_by", fields.CharField(null=True, max_length=100)),
            ],
            options={"table": "interaction", "app": "touchbase", "pk_attr": "id"},
            bases=["Row"],
        ),
        ops.CreateModel(
            name="InteractionComment",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("revision", fields.IntField(default=1)),
                ("created_at", Moment(auto_now=False, auto_now_add=False)),
                ("updated_at", Moment(auto_now=False, auto_now_add=False)),
                (
                    "interaction",
                    fields.ForeignKeyField(
                        "touchbase.Interaction",
                        source_field="interaction_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("text", fields.CharField(max_length=2000)),
            ],
            options={"table": "interaction_comment", "app": "touchbase", "pk_attr": "id"},
            bases=["Row"],
        ),
        ops.CreateModel(
            name="TemplateLanguage",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("revision", fields.IntField(default=1)),
                ("created_at", Moment(auto_now=False, auto_now_add=False)),
                ("updated_at", Moment(auto_now=False, auto_now_add=False)),
                (
                    "template",
                    fields.ForeignKeyField(
                        "touchbase.InteractionTemplate",
                        source_field="template_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("language", OrderedText(max_length=35)),
                ("description", fields.CharField(max_length=100)),
            ],
            options={
                "table": "template_language",
                "app": "touchbase",
                "unique_together": (("template_id", "language"),),
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.AddConstraint(
            "InteractionTemplate",
            CheckConstraint(check="cost >= 0 AND duration_minutes >= 0", name="template_not_negative"),
        ),
        ops.AddConstraint(
            "InteractionTemplate",
            CheckConstraint(
                check="correspondence_type IN ('NONE', 'HARD_COPY', 'EMAIL')",
                name="template_correspondence_known",
            ),
        ),
        ops.AddConstraint(
            "InteractionTemplate",
            CheckConstraint(check="information_flow IN ('INBOUND', 'OUTBOUND')", name="template_flow_known"),
        ),
        ops.AddConstraint(
            "InteractionTemplate",
            CheckConstraint(check="initiated_by IN ('US', 'THEM')", name="template_initiator_known"),
        ),
        ops.AddConstraint(
            "NumberSeries",
            CheckConstraint(check="digits BETWEEN 1 AND 15 AND last_value >= 0", name="series_in_range"),
        ),
        ops.AddConstraint(
            "Contact", CheckConstraint(check="kind IN ('COMPANY', 'PERSON')", name="contact_kind_known")
        ),
        ops.AddConstraint(
            "Contact",
            CheckConstraint(
                check="correspondence_type IN ('NONE', 'HARD_COPY', 'EMAIL')",
                name="contact_correspondence_known",
            ),
        ),
        ops.AddConstraint(
            "Contact",
            CheckConstraint(
                check="kind = 'PERSON' OR company_id IS NULL", name="contact_company_has_no_company"
            ),
        ),
        ops.AddConstraint(
            "Contact",
            CheckConstraint(
                check="privacy_blocked OR parental_consent OR NOT minor", name="contact_minor_needs_consent"
            ),
        ),
        ops.AddConstraint("MarketingSetup", CheckConstraint(check="id = 1", name="setup_is_one_row")),
        ops.AddConstraint(
            "Segment",
            CheckConstraint(check="cost >= 0 AND duration_minutes >= 0", name="segment_not_negative"),
        ),
        ops.AddConstraint(
            "Segment",
            CheckConstraint(check="status IN ('OPEN', 'LOGGED', 'CANCELED')", name="segment_status_known"),
        ),
        ops.AddConstraint(
            "Segment",
            CheckConstraint(check="information_flow IN ('INBOUND', 'OUTBOUND')", name="segment_flow_known"),
        ),
        ops.AddConstraint(
            "Segment", CheckConstraint(check="initiated_by IN ('US', 'THEM')", name="segment_initiator_known")
        ),
        ops.AddConstraint(
            "Segment",
            CheckConstraint(
                check="correspondence_type IN ('NONE', 'HARD_COPY', 'EMAIL')",
                name="segment_correspondence_known",
            ),
        ),
        ops.AddConstraint(
            "Segment",
            CheckConstraint(
                check="(status = 'OPEN') = (logged_at IS NULL)", name="segment_logged_at_a_moment"
            ),
        ),
        ops.AddConstraint(
            "Segment",
            CheckConstraint(
                check="(status = 'CANCELED') = (canceled_at IS NOT NULL)", name="segment_canceled_at_a_moment"
            ),
        ),
        ops.AddConstraint(
            "SegmentLine",
            CheckConstraint(check="cost >= 0 AND duration_minutes >= 0", name="line_not_negative"),
        ),
        ops.AddConstraint(
            "SegmentLine",
            CheckConstraint(check="information_flow IN ('INBOUND', 'OUTBOUND')", name="line_flow_known"),
        ),
        ops.AddConstraint(
            "SegmentLine",
            CheckConstraint(check="initiated_by IN ('US', 'THEM')", name="line_initiator_known"),
        ),
        ops.AddConstraint(
            "SegmentLine",
            CheckConstraint(
                check="correspondence_type IN ('NONE', 'HARD_COPY', 'EMAIL')",
                name="line_correspondence_known",
            ),
        ),
        ops.AddConstraint(
            "Interaction",
            CheckConstraint(check="cost >= 0 AND duration_minutes >= 0", name="interaction_not_negative"),
        ),
        ops.AddConstraint(
            "Interaction",
            CheckConstraint(
                check="status IN ('POSTPONED', 'LOGGED', 'CANCELED')", name="interaction_status_known"
            ),
        ),
        ops.AddConstraint(
            "Interaction",
            CheckConstraint(
                check="evaluation IN ('VERY_POSITIVE', 'POSITIVE', 'NEUTRAL', 'NEGATIVE', 'VERY_NEGATIVE')",
                name="interaction_evaluation_known",
            ),
        ),
        ops.AddConstraint(
            "Interaction",
            CheckConstraint(
                check="information_flow IN ('INBOUND', 'OUTBOUND')", name="interaction_flow_known"
            ),
        ),
        ops.AddConstraint(
            "Interaction",
            CheckConstraint(check="initiated_by IN ('US', 'THEM')", name="interaction_initiator_known"),
        ),
        ops.AddConstraint(
            "Interaction",
            CheckConstraint(
                check="correspondence_type IN ('NONE', 'HARD_COPY', 'EMAIL')",
                name="interaction_correspondence_known",
            ),
        ),
        ops.AddConstraint(
            "Interaction",
            CheckConstraint(
                check="status = 'POSTPONED' OR (logged_at IS NOT NULL AND occurred_at IS NOT NULL AND template_id IS NOT NULL AND salesperson_id IS NOT NULL AND description IS NOT NULL)",
                name="interaction_logged_whole",
            ),
        ),
        ops.AddConstraint(
            "Interaction",
            CheckConstraint(
                check="(status = 'CANCELED') = (canceled_at IS NOT NULL)",
                name="interaction_canceled_at_a_moment",
            ),
        ),
        ops.AddIndex("IdempotentAnswer", Index(fields=["created_at"], name="answer_by_age")),
        ops.AddIndex(
            "InteractionTemplate", Index(fields=["group_id", "code", "id"], name="template_by_group")
        ),
        ops.AddIndex("Contact", Index(fields=["name_folded", "id"], name="contact_by_name")),
        ops.AddIndex("Contact", Index(fields=["created_at", "id"], name="contact_by_creation")),
        ops.AddIndex("Contact", Index(fields=["email_folded", "id"], name="contact_by_email")),
        ops.AddIndex("Contact", Index(fields=["company_id", "number", "id"], name="contact_by_company")),
        ops.AddIndex(
            "Contact", Index(fields=["salesperson_id", "number", "id"], name="contact_by_salesperson")
        ),
        ops.AddIndex("Segment", Index(fields=["description_folded", "id"], name="segment_by_description")),
        ops.AddIndex("Segment", Index(fields=["created_at", "id"], name="segment_by_creation")),
        ops.AddIndex("Segment", Index(fields=["logged_at", "id"], name="segment_by_log")),
        ops.AddIndex("Segment", Index(fields=["template_id", "id"], name="segment_by_template")),
        ops.AddIndex(
            "Segment", Index(fields=["salesperson_id", "number", "id"], name="segment_by_salesperson")
        ),
        ops.AddIndex("Segment", Index(fields=["follow_up_of_id", "number", "id"], name="segment_by_origin")),
        ops.AddIndex("SegmentLine", Index(fields=["segment_id", "id"], name="line_by_segment")),
        ops.AddIndex("SegmentLine", Index(fields=["contact_id", "segment_id"], name="line_by_contact")),
        ops.AddIndex("SegmentLine", Index(fields=["template_id", "id"], name="line_by_template")),
        ops.AddIndex("SegmentLine", Index(fields=["salesperson_id", "id"], name="line_by_salesperson")),
        ops.AddIndex("Interaction", Index(fields=["occurred_at", "id"], name="interaction_by_moment")),
        ops.AddIndex("Interaction", Index(fields=["created_at", "id"], name="interaction_by_creation")),
        ops.AddIndex(
            "Interaction", Index(fields=["contact_id", "occurred_at", "id"], name="interaction_by_contact")
        ),
        ops.AddIndex(
            "Interaction", Index(fields=["company_id", "occurred_at", "id"], name="interaction_by_company")
        ),
        ops.AddIndex(
            "Interaction",
            Index(fields=["salesperson_id", "occurred_at", "id"], name="interaction_by_salesperson"),
        ),
        ops.AddIndex(
            "Interaction", Index(fields=["template_id", "occurred_at", "id"], name="interaction_by_template")
        ),
        ops.AddIndex(
            "Interaction", Index(fields=["group_id", "occurred_at", "id"], name="interaction_by_group")
        ),
        ops.AddIndex(
            "Interaction", Index(fields=["segment_id", "occurred_at", "id"], name="interaction_by_segment")
        ),
        ops.AddIndex(
            "InteractionComment", Index(fields=["interaction_id", "id"], name="comment_by_interaction")
        ),
    ]
