"""A database that was filled with an older version keeps everything when it is brought to the newest one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget

from db.engine.database import APP, apps_on, close_db, connection, dialect, is_postgres, open_db
from db.interactions.canceling import cancel_interactions
from db.migrating import is_current, migrate_db
from db.models import Interaction, InteractionTemplate, Segment, SegmentLine
from db.numbering import the_setup
from db.segments.lines import remove_segment_lines
from db.segments.logging import log_segment
from db.sql import statements
from tests.builders import a_campaign
from tests.conftest import NOW

OF_ROW = "revision, created_at, updated_at"
ROW = "1, :now, :now"
FILLED = [
    f"INSERT INTO interaction_group (id, {OF_ROW}, code, description) VALUES (1, {ROW}, 'LETTER', 'Letters')",
    f"""INSERT INTO interaction_template (id, {OF_ROW}, code, description, group_id, cost, duration_minutes,
        correspondence_type, ignore_contact_correspondence_type)
        VALUES (1, {ROW}, 'BUS', 'Letter', 1, 80000, 30, 'EMAIL', FALSE)""",
    f"INSERT INTO salesperson (id, {OF_ROW}, code, name, blocked) VALUES (1, {ROW}, 'AB', 'Ann', FALSE)",
    f"""INSERT INTO contact (id, {OF_ROW}, number, kind, name, name_folded, search_text, correspondence_type,
        excluded_from_segments, privacy_blocked, minor, parental_consent)
        VALUES (1, {ROW}, 'CT1', 'PERSON', 'Eve', 'eve', 'eve', 'EMAIL', FALSE, FALSE, FALSE, FALSE)""",
    f"""INSERT INTO segment (id, {OF_ROW}, number, status, description, description_folded, template_id, salesperson_id)
        VALUES (1, {ROW}, 'SM1', 'OPEN', 'Spring', 'spring', 1, 1)""",
    f"INSERT INTO segment_line (id, {OF_ROW}, segment_id, contact_id) VALUES (1, {ROW}, 1, 1), (2, {ROW}, 1, 1)",
    f"""INSERT INTO interaction (id, {OF_ROW}, status, contact_id, template_id, group_id, salesperson_id,
        description, occurred_at, logged_at, attempt_failed)
        VALUES (1, {ROW}, 'LOGGED', 1, 1, 1, 1, 'Letter', :now, :now, FALSE)""",
    f"INSERT INTO interaction_comment (id, {OF_ROW}, interaction_id, text) VALUES (1, {ROW}, 1, 'Nice')",
]
"""A little of everything, as the tables of the first release hold it."""


@pytest.fixture
async def first_release(database: str, tmp_path: Path) -> AsyncIterator[str]:
    """A filled database with the tables of the first release, open."""
    if is_postgres():
        await connection().execute_script("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    await close_db()
    url = database if database.startswith("postgres") else f"sqlite://{tmp_path / 'old.db'}"
    await open_db(url)
    executor = MigrationExecutor(connection(), apps_on(dialect()))
    await executor.migrate([MigrationTarget(APP, "0002_narrow_indexes_and_first_setup")])
    for statement in FILLED:
        await statements.change_returning(statement, now=NOW)
    yield url


async def counts() -> dict[str, Any]:
    tables = ("contact", "segment", "segment_line", "interaction", "interaction_comment", "number_series")
    return {
        table: (await statements.select_one(f"SELECT count(*) AS n FROM {table}"))["n"] for table in tables
    }


async def test_campaigns_come_to_a_database_that_is_in_use(first_release: str) -> None:
    before = await counts()
    await close_db()
    await migrate_db(first_release)
    await open_db(first_release)
    assert await is_current()
    assert await counts() == before | {"number_series": before["number_series"] + 1}
    assert (await the_setup()).campaign_number_series_id is not None
    template = await InteractionTemplate.get(id=1)
    assert (template.campaign_id, template.is_campaign_target, template.is_campaign_response) == (
        None,
        False,
        False,
    )
    entry = await Interaction.get(id=1)
    assert (entry.campaign_id, entry.is_campaign_target, entry.campaign_entry_id) == (None, None, None)
    if not is_postgres():
        assert await connection().execute_query_dict("PRAGMA foreign_key_check") == []


async def test_what_was_there_before_is_used_as_before(first_release: str) -> None:
    await close_db()
    await migrate_db(first_release)
    await open_db(first_release)
    campaign = await a_campaign()
    await Segment.filter(id=1).update(campaign_id=campaign.id)
    await remove_segment_lines([1], now=NOW)
    assert [line.id for line in await SegmentLine.filter(removed_by_step_id=None)] == [2]
    assert (await cancel_interactions([1], now=NOW)).changed
    if is_postgres():
        await statements.select("SELECT setval(pg_get_serial_sequence('interaction', 'id'), 10)")
    assert (await log_segment(1, now=NOW)).logged_count == 1
    [logged] = await Interaction.filter(segment_id=1)
    assert logged.campaign_id == campaign.id and logged.campaign_entry_id is not None
