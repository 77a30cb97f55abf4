"""Indexes over a part of a table, search by any part of a word, and the one row of marketing setup."""

from __future__ import annotations

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.migrations.schema_editor import BaseSchemaEditor
from tortoise.migrations.schema_generator.state_apps import StateApps

POSTPONED = "WHERE status = 'POSTPONED'"

INDEXES = [
    "CREATE UNIQUE INDEX interaction_by_line ON interaction (segment_line_id)",
    f"CREATE INDEX postponed_by_creation ON interaction (created_at, id) {POSTPONED}",
    f"CREATE INDEX postponed_by_contact ON interaction (contact_id, created_at, id) {POSTPONED}",
    f"CREATE INDEX postponed_by_salesperson ON interaction (salesperson_id, created_at, id) {POSTPONED}",
]

RELEASE = "'2026-11-24 00:00:00+00:00'"

FIRST_SETUP = [
    f"""
    INSERT INTO number_series
        (revision, created_at, updated_at, code, description, prefix, digits, last_value, allow_manual)
    VALUES
        (1, {RELEASE}, {RELEASE}, 'CONT', 'Contacts', 'CT', 6, 0, TRUE),
        (1, {RELEASE}, {RELEASE}, 'SEGM', 'Segments', 'SM', 5, 0, TRUE)
    """,
    f"""
    INSERT INTO marketing_setup
        (id, revision, created_at, updated_at, contact_number_series_id, segment_number_series_id,
         default_correspondence_type, currency)
    SELECT 1, 1, {RELEASE}, {RELEASE},
           (SELECT id FROM number_series WHERE code = 'CONT'),
           (SELECT id FROM number_series WHERE code = 'SEGM'), 'NONE', 'USD'
    """,
]


async def index_parts_of_words(apps: StateApps, editor: BaseSchemaEditor) -> None:
    """On PostgreSQL the trigram index makes a search fast; without the extension a search reads the table."""
    if editor.client.capabilities.dialect != "postgres":
        return
    offered = await editor.client.execute_query_dict(
        "SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'"
    )
    if offered:
        await editor.client.execute_script("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        await editor.client.execute_script(
            "CREATE INDEX contact_by_part ON contact USING gin (search_text gin_trgm_ops)"
        )


class Migration(migrations.Migration):
    dependencies = [("touchbase", "0001_tables")]

    operations = [
        ops.RunSQL(INDEXES),
        ops.RunPython(index_parts_of_words),
        ops.RunSQL(FIRST_SETUP),
    ]
