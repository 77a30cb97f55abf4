"""Who made, logged and canceled something is a row of its own, and no longer a name."""

from __future__ import annotations

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from db.dropped_columns import DropColumn
from db.models.fields import OrderedText


def _pointing_at(
    model: str, column: str, on_delete: OnDelete = OnDelete.RESTRICT
) -> fields.ForeignKeyNullableRelation:
    return fields.ForeignKeyField(
        f"touchbase.{model}",
        source_field=column,
        null=True,
        db_constraint=True,
        to_field="id",
        related_name=False,
        on_delete=on_delete,
    )


def _author(model: str, name: str) -> ops.AddField:
    return ops.AddField(model, name, _pointing_at("KnownCaller", f"{name}_id"))


WITH_NAMES = {"Interaction": "interaction", "Segment": "segment", "CampaignEntry": "campaign_entry"}
"""The models whose rows said who canceled them by a name alone."""

NAMES = " UNION ".join(f"SELECT canceled_by_name AS name FROM {table}" for table in WITH_NAMES.values())
OF_THE_AUDIT_LOG = """
    INSERT INTO caller (identity, kind, name, salesperson_id, api_key_id)
    SELECT entry.caller, entry.caller_kind, entry.caller_name, api_key.salesperson_id, api_key.id
    FROM audit_entry AS entry LEFT JOIN api_key ON entry.caller = 'key:' || api_key.prefix
    WHERE entry.id IN (SELECT max(id) FROM audit_entry GROUP BY caller)"""
OF_NAMES = f"""
    INSERT INTO caller (identity, kind, name)
    SELECT 'name:' || name, 'LOCAL', name FROM ({NAMES}) AS canceled
    WHERE name IS NOT NULL AND 1 <> (SELECT count(*) FROM caller WHERE caller.name = canceled.name)"""
NAMED = """COALESCE(
    (SELECT id FROM caller WHERE identity = 'name:' || canceled_by_name),
    (SELECT id FROM caller WHERE name = canceled_by_name))"""
CANCELED = [f"UPDATE {table} AS canceled SET canceled_by_id = {NAMED} WHERE canceled_by_name IS NOT NULL"
            for table in WITH_NAMES.values()]  # fmt: skip


def _done(table: str, column: str, noun: str, action: str) -> str:
    """Who did something, as far as the audit log knows: what it was about is the first that an entry names."""
    known = f"""SELECT caller.id FROM audit_entry AS entry JOIN caller ON caller.identity = entry.caller
        WHERE entry.subject = '{noun}:' || done.id AND entry.action = '{action}' ORDER BY entry.id DESC LIMIT 1"""
    logged = " AND logged_at IS NOT NULL" if column == "logged_by_id" else ""
    return f"UPDATE {table} AS done SET {column} = ({known}) WHERE {column} IS NULL{logged}"


DONE = [
    _done("interaction", "created_by_id", "Interaction", "createInteraction"),
    _done("interaction", "logged_by_id", "Interaction", "resumeInteraction"),
    _done("interaction", "logged_by_id", "Interaction", "createInteraction"),
    _done("interaction_comment", "author_id", "InteractionComment", "addInteractionComment"),
    _done("segment", "created_by_id", "Segment", "createSegment"),
    _done("segment", "logged_by_id", "Segment", "logSegment"),
]


class Migration(migrations.Migration):
    dependencies = [("touchbase", "0012_criteria")]

    operations = [
        ops.CreateModel(
            name="KnownCaller",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("identity", OrderedText(unique=True, max_length=300)),
                ("kind", fields.CharField(max_length=20)),
                ("name", fields.CharField(max_length=200)),
                ("salesperson", _pointing_at("Salesperson", "salesperson_id", OnDelete.SET_NULL)),
                ("api_key", _pointing_at("ApiKey", "api_key_id", OnDelete.SET_NULL)),
            ],
            options={
                "table": "caller",
                "app": "touchbase",
                "indexes": [Index(fields=["salesperson_id"], name="caller_by_salesperson")],
                "pk_attr": "id",
                "table_description": "Whoever made, logged or canceled something: a row for each identity, with"
                " what it was last called.",
            },
            bases=["Model"],
        ),
        *(ops.RenameField(model, "canceled_by", "canceled_by_name") for model in WITH_NAMES),
        *(_author("Interaction", name) for name in ("created_by", "logged_by", "canceled_by")),
        *(_author("Segment", name) for name in ("created_by", "logged_by", "canceled_by")),
        _author("CampaignEntry", "canceled_by"),
        _author("InteractionComment", "author"),
        _author("InteractionCorrection", "corrected_by"),
        ops.RunSQL([OF_THE_AUDIT_LOG, OF_NAMES, *CANCELED, *DONE]),
        *(DropColumn(model, "canceled_by_name") for model in WITH_NAMES),
        ops.RenameField("AuditEntry", "address", "ip_address"),
    ]
