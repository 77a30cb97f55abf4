"""A database that was in use before the schema was settled keeps its rows, value by value, when it is brought along."""

from __future__ import annotations

from collections.abc import AsyncIterator
from importlib import import_module
from pathlib import Path
from typing import Any

import orjson
import pytest
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget

from db.engine.database import APP, apps_on, close_db, connection, dialect, is_postgres, open_db
from db.migrating import is_current, migrate_db
from db.segments.criteria import described_parts
from db.sql import statements
from tests.databases import on_sqlite

Rows = dict[int, dict[str, Any]]

FILLED: dict[str, list[dict[str, Any]]] = orjson.loads(
    Path(__file__).with_name("filled_0009.json").read_bytes()
)
"""Rows of every table as migration 0009 left them, each table after those that it names; nulls are left out."""

RENAMED_TABLES: dict[str, str] = {
    "content": "letter_content",
    "content_attachment": "letter_content_attachment",
    "segment_content": "segment_letter_content",
}
RENAMED_COLUMNS: dict[tuple[str, str], str] = {
    ("merged_contact", "winner_id"): "kept_contact_id",
    ("audit_entry", "address"): "ip_address",
    ("campaign_entry", "stand_alone"): "is_stand_alone",
    ("contact", "minor"): "is_minor",
    ("contact", "parental_consent"): "has_parental_consent",
    ("interaction", "campaign_response"): "is_campaign_response",
    ("interaction", "campaign_target"): "is_campaign_target",
    **{
        (table, "content_id"): "letter_content_id"
        for table in (
            "content_attachment",
            "interaction",
            "segment_content",
            "segment_line",
            "template_language",
        )
    },
    **{
        (table, old): new
        for table in ("contact", "alternative_address")
        for old, new in (("address", "line1"), ("post_code", "postal_code"), ("country", "country_code"))
    },
    ("marketing_setup", "default_country"): "default_country_code",
    ("interaction", "group_id"): "interaction_group_id",
    ("interaction_template", "campaign_response"): "is_campaign_response",
    ("interaction_template", "campaign_target"): "is_campaign_target",
    ("interaction_template", "group_id"): "interaction_group_id",
    ("interaction_template", "ignore_contact_correspondence_type"): "ignores_contact_correspondence_type",
    ("number_series", "allow_manual"): "allows_manual_numbers",
    ("salesperson", "blocked"): "is_blocked",
    ("segment", "campaign_response"): "is_campaign_response",
    ("segment", "campaign_target"): "is_campaign_target",
    ("segment", "ignore_contact_correspondence_type"): "ignores_contact_correspondence_type",
    ("segment_line", "campaign_response"): "is_campaign_response",
    ("segment_line", "campaign_target"): "is_campaign_target",
}
"""Tables and columns that are called otherwise now, by their names of before. The values are the same."""
GONE_COLUMNS: set[tuple[str, str]] = {
    (table, "canceled_by") for table in ("interaction", "segment", "campaign_entry")
} | {("marketing_setup", "inherit_country")}
"""Columns whose values are kept elsewhere: each is looked at by a test of its own below.

Whether people inherit a country alone is kept nowhere: it is a part of the address now.
"""
CHANGED: set[tuple[str, str]] = {
    ("segment_step", "criteria"),
    ("saved_criteria_step", "criteria"),
    ("delivery", "status"),
}
"""Columns of which some values are others now: each is looked at by a test of its own below."""


@pytest.fixture
async def filled(database: str, tmp_path: Path) -> AsyncIterator[dict[str, Rows]]:
    """A database brought along; what it held before."""
    if is_postgres():
        await connection().execute_script("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    await close_db()
    url = database if database.startswith("postgres") else f"sqlite://{tmp_path / 'old.db'}"
    await open_db(url)
    executor = MigrationExecutor(connection(), apps_on(dialect()))
    await executor.migrate([MigrationTarget(APP, "0009_callers_and_audit")])
    for table in reversed(FILLED):  # the first setup and its series are made with the tables
        await statements.change_returning(f"DELETE FROM {table} RETURNING 1")
    for table, rows in FILLED.items():
        await _insert(table, rows)
    before = {table: await _rows(table) for table in FILLED}
    await close_db()
    await migrate_db(url)
    await open_db(url)
    yield before


async def test_every_row_and_value_is_kept(filled: dict[str, Rows]) -> None:
    assert await is_current()
    lost = []
    for table, rows in filled.items():
        now = await _rows(RENAMED_TABLES.get(table, table))
        lost += [f"{table} {identity} is gone" for identity in rows.keys() - now.keys()]
        lost += [
            f"{table}.{column} of {identity}: {value!r} became {there!r}"
            for identity, row in rows.items()
            if identity in now
            for column, value in row.items()
            if (table, column) not in GONE_COLUMNS | CHANGED
            and (there := now[identity].get(RENAMED_COLUMNS.get((table, column), column), "nothing")) != value
        ]
    assert lost == []


async def test_what_the_rows_name_is_there(filled: dict[str, Rows]) -> None:
    if is_postgres():
        unchecked = await statements.select("SELECT conname FROM pg_constraint WHERE NOT convalidated")
        assert list(unchecked) == []
    else:
        assert await connection().execute_query_dict("PRAGMA foreign_key_check") == []
        assert await connection().execute_query_dict("PRAGMA integrity_check") == [{"integrity_check": "ok"}]


async def test_names_of_who_canceled_became_callers(filled: dict[str, Rows]) -> None:
    callers = await _rows("caller")
    told = 0
    for table in ("interaction", "segment", "campaign_entry"):
        now = await _rows(table)
        for identity, row in filled[table].items():
            author = callers.get(now[identity]["canceled_by_id"], {})
            assert author.get("name") == row["canceled_by"]
            told += row["canceled_by"] is not None
    assert told > 0


async def test_the_audit_log_tells_who_created_what_was_there(filled: dict[str, Rows]) -> None:
    callers, interactions = await _rows("caller"), await _rows("interaction")
    entries = filled["audit_entry"].values()
    assert {entry["caller"] for entry in entries} <= {caller["identity"] for caller in callers.values()}
    created = [
        int(entry["subject"].partition(":")[2]) for entry in entries if entry["action"] == "createInteraction"
    ]
    for identity in set(created) & interactions.keys():
        assert callers[interactions[identity]["created_by_id"]]["identity"] == "local"


async def test_the_criteria_of_steps_are_those_of_before_as_they_are_kept_today(
    filled: dict[str, Rows],
) -> None:
    as_of_today = import_module("db.migrations.0012_criteria").as_of_today
    for table in ("segment_step", "saved_criteria_step"):
        now = {identity: orjson.loads(row["criteria"]) for identity, row in (await _rows(table)).items()}
        before = {identity: orjson.loads(row["criteria"]) for identity, row in filled[table].items()}
        assert now == {identity: as_of_today(criteria) for identity, criteria in before.items()}
        assert now != before
        assert all(described_parts(criteria, {}) or "contact_ids" in criteria for criteria in now.values())


async def test_what_was_skipped_was_called_off_or_had_nothing_to_send(filled: dict[str, Rows]) -> None:
    now = await _rows("delivery")
    became = {
        (row["status"], row["response"], row["held_by"] is not None): now[identity]["status"]
        for identity, row in filled["delivery"].items()
    }
    assert became == {
        ("QUEUED", None, False): "QUEUED",
        ("QUEUED", None, True): "SENDING",
        ("SKIPPED", "The contact gets a hard copy.", False): "SKIPPED",
        ("SKIPPED", "There is no content.", False): "SKIPPED",
        ("SKIPPED", "Called off.", False): "CANCELED",
        ("SKIPPED", "The entry was canceled before the message was sent.", False): "CANCELED",
        ("SKIPPED", "The contact was deleted before the message was sent.", False): "CANCELED",
        ("SKIPPED", "The contact was blocked for privacy before the message was sent.", False): "CANCELED",
    }
    assert {row["not_before"] for row in now.values()} == {None}


@on_sqlite
async def test_a_table_that_was_made_again_has_its_indexes_and_gives_no_id_twice(
    filled: dict[str, Rows],
) -> None:
    known = {
        each["name"]
        for each in await statements.select(
            "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'delivery'"
        )
    }
    assert known >= {
        *("delivery_by_segment", "delivery_by_segment_status", "delivery_by_turn", "delivery_by_lease"),
        "delivery_once",
    }
    last = max(filled["delivery"])
    [kept] = await statements.select("SELECT name, seq FROM sqlite_sequence WHERE name LIKE '%delivery'")
    assert (kept["name"], kept["seq"]) == ("delivery", last)


async def _insert(table: str, rows: list[dict[str, Any]]) -> None:
    if is_postgres():
        source = f"SELECT * FROM json_populate_recordset(NULL::{table}, CAST(:rows AS json))"
        into = table
    else:
        columns = list(dict.fromkeys(column for row in rows for column in row))
        values = ", ".join(f"json_extract(value, '$.{column}')" for column in columns)
        source = f"SELECT {values} FROM json_each(:rows) WHERE TRUE"
        into = f"{table} ({', '.join(columns)})"
    await statements.change_returning(
        f"INSERT INTO {into} {source} RETURNING 1", rows=orjson.dumps(rows).decode()
    )


async def _rows(table: str) -> Rows:
    found = await statements.select(f"SELECT * FROM {table}")
    return {each["id"]: dict(each) for each in found}
