"""`touchbase key`, run as people run it."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from db.engine.database import close_db, open_db
from db.models import ApiKey, AuditEntry
from tests.api.test_cli import sentence, touchbase
from tests.builders import a_salesperson
from tests.databases import SqliteDatabases

KEY = re.compile(r"tb_([a-z0-9]{10})_[A-Za-z0-9]{40}\n")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, sqlite_databases: SqliteDatabases) -> Path:
    """A folder with a database, as `make run` makes it, for what leaves nothing in it."""
    folder = tmp_path_factory.mktemp("keys")
    sqlite_databases.make(folder / "touchbase.sqlite3")
    return folder


def test_a_key_is_made_listed_and_revoked(database_url: str, tmp_path: Path) -> None:
    made = touchbase(
        "key", "create", "--name", "Web shop", "--role", "marketer", "--scope", "contacts:read",
        "--scope", "segments:log", "--expires", "90d", folder=tmp_path, database_url=database_url,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    shaped = KEY.fullmatch(made.stdout)
    assert shaped is not None
    assert made.stderr.startswith("This is the API key of Web shop. It is shown only now:")

    head, line = touchbase("key", "list", folder=tmp_path, database_url=database_url).stdout.splitlines()
    assert re.split(r"  +", head) == [
        "PREFIX", "NAME", "ROLE", "SCOPES", "SALESPERSON", "CREATED", "LAST USED", "EXPIRES", "REVOKED",
    ]  # fmt: skip
    prefix, name, role, scopes, created, expires = re.split(r"  +", line)
    assert (prefix, name, role, scopes) == (shaped[1], "Web shop", "MARKETER", "contacts:read segments:log")
    moments = [datetime.strptime(each, "%Y-%m-%d %H:%MZ") for each in (created, expires)]
    assert moments[1] - moments[0] == timedelta(days=90)

    gone = touchbase("key", "revoke", prefix, folder=tmp_path, database_url=database_url)
    assert gone.stdout == "The key of Web shop is revoked. Servers know within 10 seconds.\n"
    again = touchbase("key", "revoke", made.stdout.strip(), folder=tmp_path, database_url=database_url)
    assert (again.returncode, again.stdout) == (0, "The key of Web shop was revoked before.\n")
    after = touchbase("key", "list", folder=tmp_path, database_url=database_url).stdout
    assert datetime.now(UTC).strftime("%Y-%m-%d") in after.splitlines()[1].rsplit("  ", 1)[1]
    assert made.stdout.strip().rpartition("_")[2] not in after


async def test_who_makes_and_revokes_a_key_at_the_command_line_is_in_the_audit_log(
    database_url: str, tmp_path: Path
) -> None:
    run = partial(touchbase, "key", folder=tmp_path, database_url=database_url)
    made = await asyncio.to_thread(run, "create", "--name", "Web shop", "--role", "READER")
    for _ in range(2):  # the second time it is revoked already
        await asyncio.to_thread(run, "revoke", made.stdout.strip())
    await open_db(database_url)
    try:
        entries = await AuditEntry.all().order_by("id").values_list("action", "caller", "subject")
        [key] = await ApiKey.all()
    finally:
        await close_db()
    subject = f"ApiKey:{key.pk}"
    assert entries == [("createApiKey", "cli", subject), ("revokeApiKey", "cli", subject)]


async def test_a_key_may_belong_to_a_salesperson(database_url: str, tmp_path: Path) -> None:
    await open_db(database_url)
    await a_salesperson(code="AH")
    await close_db()
    words = ("key", "create", "--name", "Ada", "--role", "SALESPERSON")
    made = await asyncio.to_thread(
        touchbase, *words, "--salesperson", "ah", folder=tmp_path, database_url=database_url
    )
    assert KEY.fullmatch(made.stdout), made.stderr
    assert "sees nothing" not in made.stderr
    listed = await asyncio.to_thread(touchbase, "key", "list", folder=tmp_path, database_url=database_url)
    assert "  SALESPERSON  all     AH  " in listed.stdout
    other = await asyncio.to_thread(touchbase, *words, folder=tmp_path, database_url=database_url)
    assert other.stderr.endswith(
        "It names no salesperson, so it sees nothing while SALESPEOPLE_SEE is own.\n"
    )


def test_the_last_day_of_a_key_counts_to_its_end(database_url: str, tmp_path: Path) -> None:
    last = date.today() + timedelta(days=40)
    run = partial(touchbase, "key", folder=tmp_path, database_url=database_url)
    run("create", "--name", "K", "--role", "READER", "--expires", f"{last}")
    listed = run("list").stdout
    assert f"{last + timedelta(days=1)} 00:00Z" in listed


@pytest.mark.parametrize(
    ("options", "status", "expected"),
    [
        (
            ["--expires", "soon"],
            2,
            "soon is neither a number of days, such as 90d, nor a day, such as 2027-01-31.",
        ),
        (["--expires", "0d"], 2, "A key lasts from 1d to 36500d."),
        (["--expires", "2020-01-31"], 1, "That is over. Give a later moment, or none."),
        (["--salesperson", "XX"], 1, "There is no salesperson with the code XX."),
        (["--scope", "setup:write"], 1, "READER does not have setup:write. It has: contacts:read,"),
    ],
)
def test_a_key_that_cannot_be_made_is_one_sentence(
    folder: Path, options: list[str], status: int, expected: str
) -> None:
    run = touchbase("key", "create", "--name", "K", "--role", "READER", *options, folder=folder)
    assert sentence(run, status).startswith(expected)
    assert run.stdout == ""


@pytest.mark.parametrize("options", [["--role", "BOSS"], ["--role", "READER", "--scope", "contacts"]])
def test_roles_and_scopes_are_those_that_there_are(tmp_path: Path, options: list[str]) -> None:
    run = touchbase("key", "create", "--name", "K", *options, folder=tmp_path)
    assert (run.returncode, run.stdout) == (2, "")
    assert "is not one of" in run.stderr


def test_a_key_that_is_not_there_is_one_sentence(folder: Path) -> None:
    run = touchbase("key", "revoke", "abc", folder=folder)
    assert sentence(run) == "There is no API key with the prefix abc. Run: touchbase key list"
    listed = touchbase("key", "list", folder=folder)
    assert (listed.returncode, listed.stdout) == (0, "")
    assert listed.stderr == "There are no keys. Make one: touchbase key create --name NAME --role ROLE\n"
