"""Every list is sorted and searched along an index: by the moments of rows, and by texts without their case."""

from __future__ import annotations

import json

from tortoise import migrations
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.schema_editor import BaseSchemaEditor
from tortoise.migrations.schema_generator.state_apps import StateApps

from db.models.fields import OrderedText
from db.sql.case_folding import folded

FOLDED = {
    ("CampaignStatus", "campaign_status"): "description",
    ("InteractionGroup", "interaction_group"): "description",
    ("InteractionTemplate", "template"): "description",
    ("NumberSeries", "number_series"): "description",
    ("Salutation", "salutation"): "description",
    ("SavedCriteria", "saved_criteria"): "description",
    ("Salesperson", "salesperson"): "name",
    ("Content", "content"): "subject",
}
"""The model, what its indexes are called by, and the text that is kept once more in folded form."""
TABLES = {"template": "interaction_template"}
LENGTHS = {"subject": 600}

MOMENTS = {
    "created_at": ["campaign_status", "interaction_group", "template", "number_series", "salutation",
                   "saved_criteria", "salesperson", "mailing_group", "industry_group", "job_responsibility",
                   "api_key"],
    "updated_at": ["campaign_status", "interaction_group", "template", "number_series", "salutation",
                   "saved_criteria", "salesperson", "mailing_group", "industry_group", "job_responsibility",
                   "campaign", "contact", "interaction", "segment"],
}  # fmt: skip
NAMES = {"created_at": "creation", "updated_at": "change"}

EXPRESSIONS = [
    "CREATE INDEX saved_criteria_by_description ON saved_criteria (COALESCE(description_folded, ''), id)",
    "CREATE INDEX campaign_by_start ON campaign (COALESCE(starts_on, '9999-12-30'), id)",
    "CREATE INDEX segment_by_logging ON segment (COALESCE(logged_at, '9999-12-31 00:00:00+00:00'), id)",
    "CREATE INDEX postponed_by_change ON interaction (updated_at, id) WHERE status = 'POSTPONED'",
    *(
        f"CREATE INDEX postponed_by_{what} ON interaction"
        f" (COALESCE({column}, '9999-12-31 00:00:00+00:00'), id) WHERE status = 'POSTPONED'"
        for what, column in (("moment", "occurred_at"), ("reminder", "remind_at"))
    ),
]

FILL = {
    "postgres": "UPDATE {table} SET {text}_folded = given.folded"
    " FROM unnest(CAST($1 AS bigint[]), CAST($2 AS text[])) AS given(id, folded) WHERE {table}.id = given.id",
    "sqlite": "UPDATE {table} SET {text}_folded = given.value->>1 FROM json_each(?) AS given"
    " WHERE {table}.id = given.value->>0",
}


async def fill_folded(apps: StateApps, editor: BaseSchemaEditor) -> None:
    for (_, name), text in FOLDED.items():
        await fill(editor.client, TABLES.get(name, name), text)


async def fill(client: BaseDBAsyncClient, table: str, text: str, rows_at_once: int = 5000) -> None:
    """What Python alone can work out, for the rows that are there."""
    dialect = client.capabilities.dialect
    last = 0
    page = f"SELECT id, {text} FROM {table} WHERE id > {{}} AND {text} IS NOT NULL ORDER BY id LIMIT {rows_at_once}"
    while rows := await client.execute_query_dict(page.format(last)):
        last = rows[-1]["id"]
        made = [(row["id"], folded(row[text])) for row in rows]
        columns = [list(column) for column in zip(*made, strict=True)]
        values = columns if dialect == "postgres" else [json.dumps(made)]
        await client.execute_query(FILL[dialect].format(table=table, text=text), values)


def model_of(name: str) -> str:
    """The model whose indexes are called by a name."""
    known = {short: model for model, short in FOLDED}
    return known.get(name) or "".join(word.capitalize() for word in name.split("_"))


def folded_field(name: str, text: str) -> OrderedText:
    if name == "saved_criteria":
        return OrderedText(null=True, max_length=300)
    return OrderedText(db_default="", max_length=LENGTHS.get(text, 300))


class Migration(migrations.Migration):
    dependencies = [("touchbase", "0014_names_of_columns")]

    operations = [
        *(
            ops.AddField(model, f"{text}_folded", folded_field(name, text))
            for (model, name), text in FOLDED.items()
        ),
        ops.RunPython(fill_folded),
        *(
            ops.AddIndex(model, Index(fields=[f"{text}_folded", "id"], name=f"{name}_by_{text}"))
            for (model, name), text in FOLDED.items()
            if name != "saved_criteria"
        ),
        *(
            ops.AddIndex(model_of(name), Index(fields=[column, "id"], name=f"{name}_by_{NAMES[column]}"))
            for column, names in MOMENTS.items()
            for name in names
        ),
        ops.AddIndex("Interaction", Index(fields=["logged_at", "id"], name="interaction_by_log")),
        ops.AddIndex("ApiKey", Index(fields=["name", "id"], name="api_key_by_name")),
        ops.RunSQL(EXPRESSIONS),
    ]
