"""Keys of contacts that were merged into others, and names as they are compared to find those to merge."""

from __future__ import annotations

import json

from tortoise import fields, migrations
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.schema_editor import BaseSchemaEditor
from tortoise.migrations.schema_generator.state_apps import StateApps

from db.contacts.likeness import name_key
from db.models.fields import Moment, OrderedText

FILL = {
    "postgres": "UPDATE contact SET name_key = given.name_key"
    " FROM unnest(CAST($1 AS bigint[]), CAST($2 AS text[])) AS given(id, name_key) WHERE contact.id = given.id",
    "sqlite": "UPDATE contact SET name_key = given.value->>1 FROM json_each(?) AS given"
    " WHERE contact.id = given.value->>0",
}


async def fill_name_keys(apps: StateApps, editor: BaseSchemaEditor) -> None:
    await fill(editor.client)


async def fill(client: BaseDBAsyncClient, rows_at_once: int = 5000) -> None:
    """What Python alone can work out, for the contacts that are there."""
    last = 0
    dialect = client.capabilities.dialect
    page = f"SELECT id, kind, name FROM contact WHERE id > {{}} ORDER BY id LIMIT {rows_at_once}"
    while rows := await client.execute_query_dict(page.format(last)):
        last = rows[-1]["id"]
        keys = [(row["id"], name_key(row["name"], row["kind"])) for row in rows]
        columns = [list(column) for column in zip(*keys, strict=True)]
        await client.execute_query(FILL[dialect], columns if dialect == "postgres" else [json.dumps(keys)])


class Migration(migrations.Migration):
    dependencies = [("touchbase", "0006_addresses_and_inheritance")]

    operations = [
        ops.CreateModel(
            name="MergedContact",
            fields=[
                ("id", fields.BigIntField(generated=False, primary_key=True, unique=True, db_index=True)),
                ("number", OrderedText(max_length=20)),
                ("external_id", OrderedText(null=True, max_length=100)),
                (
                    "winner",
                    fields.ForeignKeyField(
                        "touchbase.Contact",
                        source_field="winner_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("merged_at", Moment(auto_now=False, auto_now_add=False)),
                ("merged_by", fields.CharField(null=True, max_length=100)),
            ],
            options={
                "table": "merged_contact",
                "app": "touchbase",
                "pk_attr": "id",
                "table_description": "A contact that was merged into another: its id and number answer with the winner.",
            },
            bases=["Model"],
        ),
        ops.AddIndex(
            model_name="MergedContact", index=Index(fields=["number"], name="merged_contact_by_number")
        ),
        ops.AddIndex(
            model_name="MergedContact",
            index=Index(fields=["external_id"], name="merged_contact_by_external_id"),
        ),
        ops.AddIndex(
            model_name="MergedContact", index=Index(fields=["winner_id"], name="merged_contact_by_winner")
        ),
        ops.AddField(model_name="Contact", name="name_key", field=OrderedText(null=True, max_length=300)),
        ops.RunPython(fill_name_keys),
        ops.AddIndex(
            model_name="Contact",
            index=Index(fields=["kind", "name_key", "id"], name="contact_by_name_key"),
        ),
        ops.AddIndex(
            model_name="Contact",
            index=Index(fields=["kind", "email_folded", "id"], name="contact_by_kind_and_email"),
        ),
        ops.AddIndex(
            model_name="Contact", index=Index(fields=["kind", "phone", "id"], name="contact_by_phone")
        ),
        ops.AddIndex(
            model_name="Contact",
            index=Index(fields=["kind", "mobile_phone", "id"], name="contact_by_mobile_phone"),
        ),
        ops.RunSQL(
            [
                "CREATE INDEX postponed_by_company ON interaction (company_id, created_at, id)"
                " WHERE status = 'POSTPONED'"
            ]
        ),
    ]
