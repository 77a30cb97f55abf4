"""The criteria of steps under the names and in the forms of today: ids as conditions, one kind in place of a list."""

from __future__ import annotations

import json
from typing import Any

from tortoise import migrations
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.migrations import operations as ops
from tortoise.migrations.schema_editor import BaseSchemaEditor
from tortoise.migrations.schema_generator.state_apps import StateApps

LISTS = {
    "company_ids": "entire_company",
    "salesperson_ids": "salesperson",
    "mailing_group_ids": "mailing_group",
    "industry_group_ids": "industry_group",
    "job_responsibility_ids": "job_responsibility",
    "on_segment_ids": "segment",
    "template_ids": "template",
    "group_ids": "interaction_group",
    "segment_ids": "segment",
    "campaign_ids": "campaign",
}
"""Lists of ids, which are conditions now."""
NAMES = {"post_code": "postal_code", "country": "country_code"}

FILL = {
    "postgres": "UPDATE {table} SET criteria = given.criteria"
    " FROM unnest(CAST($1 AS bigint[]), CAST($2 AS text[])) AS given(id, criteria) WHERE {table}.id = given.id",
    "sqlite": "UPDATE {table} SET criteria = given.value->>1 FROM json_each(?) AS given"
    " WHERE {table}.id = given.value->>0",
}


def as_of_today(criteria: dict[str, Any]) -> dict[str, Any]:
    """Criteria that were kept before this migration, as they are kept now; what is of today stays as it is."""
    kept: dict[str, Any] = {}
    for name, value in criteria.items():
        if name in LISTS:
            kept[LISTS[name]] = {"in_": value}
        elif name == "interactions":
            kept[name] = as_of_today(value)
        elif name == "kind" and isinstance(value, list):
            kept |= {name: value[0]} if len(set(value)) == 1 else {"number": {"is_null": False}} | kept
        else:
            kept[NAMES.get(name, name)] = value
    return kept


async def rename_criteria(apps: StateApps, editor: BaseSchemaEditor) -> None:
    for table in ("segment_step", "saved_criteria_step"):
        await rename(editor.client, table)


async def rename(client: BaseDBAsyncClient, table: str, rows_at_once: int = 5000) -> None:
    """Rewrite the criteria of the steps that have some; what was done by hand holds contacts alone."""
    last = 0
    dialect = client.capabilities.dialect
    page = (
        f"SELECT id, criteria FROM {table} WHERE id > {{}} AND kind NOT IN ('ADD_BY_HAND', 'REMOVE_BY_HAND')"
        f" ORDER BY id LIMIT {rows_at_once}"
    )
    while rows := await client.execute_query_dict(page.format(last)):
        last = rows[-1]["id"]
        kept = [(row["id"], json.dumps(as_of_today(json.loads(row["criteria"])))) for row in rows]
        columns = [list(column) for column in zip(*kept, strict=True)]
        given = columns if dialect == "postgres" else [json.dumps(kept)]
        await client.execute_query(FILL[dialect].format(table=table), given)


class Migration(migrations.Migration):
    dependencies = [("touchbase", "0011_corrections_and_distinct_contacts")]

    operations = [ops.RunPython(rename_criteria)]
