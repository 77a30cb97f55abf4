"""`touchbase migrate`: several at once, one that waits, and one that has waited long enough."""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from subprocess import PIPE

import asyncpg
import pytest

from db.migrating import MIGRATOR_LOCK
from tests.api.test_cli import environment, touchbase
from tests.databases import on_postgres, on_sqlite
from tests.forked import ForkedProcess
from tests.pgbouncer import pooled

UP_TO_DATE = "The database is up to date.\n"
HOLDER = "touchbase migrate, process 7 on mill"


@pytest.fixture
async def empty_url(database_url: str, tmp_path: Path) -> str:
    """A database without tables."""
    if not database_url.startswith("postgres"):
        return f"sqlite://{tmp_path / 'empty.sqlite3'}"
    server = await asyncpg.connect(database_url)
    await server.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    await server.close()
    return database_url


@pytest.fixture
async def watching(empty_url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(empty_url)
    yield connection
    await connection.close()


def three_at_once(url: str, folder: Path) -> list[str]:
    """What each of them says about what it did."""
    running = [
        ForkedProcess("api.cli", "migrate", cwd=folder, env=environment(url), stdout=PIPE, stderr=PIPE)
        for _ in range(3)
    ]
    ended = [tuple(words.decode() for words in each.communicate()) for each in running]
    for process, (_, said) in zip(running, ended, strict=True):
        assert process.returncode == 0, said
        assert all(line.startswith("Waiting for ") for line in said.splitlines()), said
    return sorted((done for done, _ in ended), key=len)


def test_of_three_at_once_one_does_the_work_and_the_others_wait(empty_url: str, tmp_path: Path) -> None:
    *others, done = three_at_once(empty_url, tmp_path)
    assert others == [UP_TO_DATE] * 2
    assert [line.split()[0] for line in done.splitlines()] == ["Applied"] * len(done.splitlines())
    assert touchbase("migrate", folder=tmp_path, database_url=empty_url).stdout == UP_TO_DATE


@on_postgres
@pytest.mark.parametrize("connections", [1, 3])
async def test_three_at_once_leave_no_lock_in_a_pooler(
    empty_url: str, tmp_path: Path, watching: asyncpg.Connection, connections: int
) -> None:
    """In transaction mode, with one connection for all of them, or one for each."""
    with pooled(empty_url, tmp_path, connections) as url:
        *others, done = three_at_once(url, tmp_path)
        assert others == [UP_TO_DATE] * 2 and done.startswith("Applied 0001_tables\n")
        assert await watching.fetchval("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == 0
        for _ in range(3):
            assert touchbase("migrate", folder=tmp_path, database_url=url).stdout == UP_TO_DATE


@on_postgres
async def test_who_waits_says_for_whom_and_for_how_long(
    empty_url: str, tmp_path: Path, watching: asyncpg.Connection
) -> None:
    async with watching.transaction():
        await watching.execute(f"SET LOCAL application_name = '{HOLDER}'")
        await watching.execute("SELECT pg_advisory_xact_lock($1)", MIGRATOR_LOCK)
        run = touchbase("migrate", "--wait", "1", folder=tmp_path, database_url=empty_url)
    waiting, failed = run.stderr.splitlines()
    held = rf"{HOLDER} \(backend {watching.get_server_pid()}, since \d\d:\d\d:\d\d UTC\)"
    assert re.fullmatch(rf"Waiting for {held}, for 1 seconds at most\.", waiting)
    assert re.fullmatch(rf"Nothing was applied: {held} has not ended\. Try again when it has\.", failed)
    assert (run.returncode, run.stdout) == (1, "")
    assert await watching.fetchval("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0


@on_sqlite
def test_on_sqlite_who_waits_says_that_somebody_writes(empty_url: str, tmp_path: Path) -> None:
    file = empty_url.removeprefix("sqlite://")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("BEGIN IMMEDIATE")
        run = touchbase("migrate", "--wait", "1", folder=tmp_path, database_url=empty_url)
    assert run.stderr.splitlines() == [
        "Waiting for another program that writes to the file, for 1 seconds at most.",
        "Nothing was applied: another program that writes to the file has not ended. Try again when it has.",
    ]
    assert (run.returncode, run.stdout) == (1, "")


@on_sqlite
def test_who_waits_goes_on_when_the_other_has_ended(empty_url: str, tmp_path: Path) -> None:
    file = empty_url.removeprefix("sqlite://")
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("BEGIN IMMEDIATE")
        threading.Timer(2, other.rollback).start()
        run = touchbase("migrate", folder=tmp_path, database_url=empty_url)
    assert run.stdout.startswith("Applied 0001_tables\n"), run.stderr
    assert len(run.stderr.splitlines()) == 1
