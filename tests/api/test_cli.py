"""The command line, run as people run it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import threading
import time
from pathlib import Path

import pytest

from tests.conftest import NOW
from tests.databases import SqliteDatabases
from tests.db.attachments.stored import files_in, keep_a_file
from tests.db.contact_files.files import LONG_FILE
from tests.forked import DEVNULL, ForkedProcess, run_forked

ROOT = Path(__file__).parents[2]
CONTACTS = "\ufeffИмя;E-Mail;Заметка\r\nЁлка;yolka@example.com;x\r\nAda;nobody;y\r\n"


def environment(database_url: str | None, **variables: str) -> dict[str, str]:
    given = {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", "COLUMNS": "200", **variables}
    if database_url:
        given["DATABASE_URL"] = database_url
    return {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | given


def touchbase(
    *arguments: str | Path, folder: Path, database_url: str | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """As `python -m api.cli`, without the time that an interpreter takes to start."""
    return run_forked("api.cli", *arguments, cwd=folder, env=environment(database_url, **variables))


def sentence(run: subprocess.CompletedProcess[str], status: int = 1) -> str:
    """What a failed command says: one line and no traceback."""
    assert run.returncode == status, run.stderr
    [line] = run.stderr.splitlines()
    return line


@pytest.fixture
def contacts_file(tmp_path: Path) -> Path:
    path = tmp_path / "contacts.csv"
    path.write_bytes(CONTACTS.encode())
    return path


def test_contacts_go_in_and_come_out_the_same(database_url: str, contacts_file: Path, tmp_path: Path) -> None:
    run = touchbase("import", "contacts", contacts_file, folder=tmp_path, database_url=database_url)
    assert (run.returncode, run.stderr) == (0, "")
    lines = run.stdout.splitlines()
    assert [line.split() for line in lines[1:3]] == [["Имя", "name"], ["E-Mail", "email"]]
    assert lines[3] == "Ignored: Заметка"
    assert "1 created, 0 updated, 0 unchanged, 1 rejected." in lines[4]
    rejected = tmp_path / "contacts.rejected.csv"
    assert str(rejected) in lines[5]
    assert rejected.read_bytes().startswith(b"\xef\xbb\xbfrejected line;rejected because;")
    assert ";Ada;nobody;y" in rejected.read_text("utf-8")

    printed = touchbase("export", "contacts", folder=tmp_path, database_url=database_url)
    written = touchbase("export", "contacts", "out.csv", folder=tmp_path, database_url=database_url)
    assert (printed.returncode, written.returncode) == (0, 0)
    assert written.stderr == "1 contacts were written.\n"
    assert (tmp_path / "out.csv").read_text("utf-8") == printed.stdout
    assert "CT000001,,PERSON,Ёлка," in printed.stdout

    again = touchbase("import", "contacts", "out.csv", folder=tmp_path, database_url=database_url)
    assert "0 created, 0 updated, 1 unchanged, 0 rejected." in again.stdout


def test_migrate_tells_what_it_did(tmp_path: Path) -> None:
    first = touchbase("migrate", folder=tmp_path)
    assert first.returncode == 0, first.stderr
    assert first.stdout.startswith("Applied 0001_tables\n")
    assert touchbase("migrate", folder=tmp_path).stdout == "The database is up to date.\n"
    assert (tmp_path / "touchbase.sqlite3").exists()


def test_help_is_there_and_names_every_command(tmp_path: Path) -> None:
    run = touchbase("--help", folder=tmp_path)
    assert run.returncode == 0
    for command in ("serve", "migrate", "demo", "deliver", "sweep", "import", "export", "key", "schema"):
        assert f" {command} " in run.stdout


def test_schema_prints_what_the_repository_holds(tmp_path: Path) -> None:
    committed = (ROOT / "schema" / "schema.graphql").read_text("utf-8")
    assert touchbase("schema", folder=tmp_path).stdout == committed
    assert touchbase("schema", "printed.graphql", folder=tmp_path).returncode == 0
    assert (tmp_path / "printed.graphql").read_text("utf-8") == committed


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    run = touchbase("import", "contacts", "nowhere.csv", folder=tmp_path)
    assert sentence(run) == "nowhere.csv cannot be read: No such file or directory."


def test_a_file_without_a_known_column_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "shoes.csv").write_text("shoe,size\nleft,36\n")
    run = touchbase("import", "contacts", "shoes.csv", folder=tmp_path)
    assert sentence(run).startswith("No column of shoes.csv is known: shoe, size.")


def test_a_database_that_is_not_migrated_is_one_sentence(contacts_file: Path, tmp_path: Path) -> None:
    run = touchbase("import", "contacts", contacts_file, folder=tmp_path)
    assert sentence(run) == f"There is no database {tmp_path}/touchbase.sqlite3. Run: touchbase migrate"
    sqlite3.connect(tmp_path / "touchbase.sqlite3").close()
    (tmp_path / "touchbase.sqlite3").touch()
    for command in (["export", "contacts"], ["serve"]):
        run = touchbase(*command, folder=tmp_path)
        assert sentence(run) == "The database is not up to date. Run: touchbase migrate"


@pytest.mark.parametrize(
    ("url", "status", "expected"),
    [
        ("mysql://localhost/touchbase", 2, "DATABASE_URL cannot be used: it must start with sqlite://"),
        ("postgres://localhost", 2, "DATABASE_URL cannot be used: it names no database."),
        ("postgresql://ada:secret@localhost:9/touchbase", 1, "The database cannot be opened: "),
        ("postgres://localhost:port/touchbase", 2, "DATABASE_URL cannot be used: its port is not a number."),
        (
            "postgres://a:secret@b/touchbase?ssl=on",
            2,
            "DATABASE_URL cannot be used: it has the parameter 'ssl'",
        ),
        (
            "sqlite:///here?foreign_keys=off",
            2,
            "DATABASE_URL cannot be used: it has the parameter 'foreign_keys'",
        ),
        (
            "sqlite:///nowhere/touchbase.sqlite3",
            1,
            "The database cannot be opened: unable to open database file.",
        ),
    ],
)
def test_a_bad_database_url_is_one_sentence(tmp_path: Path, url: str, status: int, expected: str) -> None:
    message = sentence(touchbase("migrate", folder=tmp_path, database_url=url), status)
    assert message.startswith(expected)
    assert "secret" not in message


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "touchbase.sqlite3").write_text("no database " * 1000)
    run = touchbase("migrate", folder=tmp_path)
    assert sentence(run) == "The database cannot be opened: file is not a database. Check DATABASE_URL."


def test_a_bad_port_is_one_sentence(tmp_path: Path) -> None:
    assert sentence(touchbase("serve", folder=tmp_path, PORT="70000"), 2).startswith("PORT cannot be used: ")


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("ATTACHMENTS_URL", "ftp://files", "it must start with file:/// or s3://."),
        ("ATTACHMENTS_URL", "file://files/here", "it must name a folder by its whole path, such as"),
        ("ATTACHMENTS_URL", "file:///", "it must name a folder by its whole path, such as"),
        ("ATTACHMENTS_URL", "s3:///prefix", "it names no bucket."),
        ("ATTACHMENT_TYPES", "application/pdf, pictures", "pictures is not a media type."),
        ("ATTACHMENT_LINK_SECONDS", "0", "Input should be greater than or equal to 1."),
        ("MAX_ATTACHMENT_SIZE", "large", "Input should be a valid integer"),
        ("SECRET_KEY", "tell nobody", "it needs at least 16 characters."),
    ],
)
def test_a_bad_setting_of_attachments_is_one_sentence(
    tmp_path: Path, variable: str, value: str, expected: str
) -> None:
    message = sentence(touchbase("sweep", folder=tmp_path, **{variable: value}), 2)
    assert message.startswith(f"{variable} cannot be used: {expected}")
    assert "tell nobody" not in message


def test_a_sweep_tells_what_it_deleted(database_url: str, tmp_path: Path) -> None:
    """Files lie in the current folder unless set otherwise."""
    folder = tmp_path / "touchbase-attachments"
    keep_a_file(folder, b"stray", NOW)
    run = touchbase("sweep", folder=tmp_path, database_url=database_url)
    assert (run.returncode, run.stderr) == (0, "")
    expected = "Deleted: 0 letters, 0 attachments, 1 files, 0 answers to idempotency keys, "
    assert run.stdout == expected + "0 entries of the audit log.\n"
    assert files_in(folder) == {}


@pytest.mark.parametrize(
    "variable, value, expected",
    [
        ("IDEMPOTENCY_HOURS", "23", "greater than or equal to 24"),
        ("IDEMPOTENCY_HOURS", "721", "less than or equal to 720"),
        ("AUDIT_DAYS", "-1", "greater than or equal to 0"),
    ],
)
def test_traces_are_not_kept_for_less_than_is_promised(
    tmp_path: Path, variable: str, value: str, expected: str
) -> None:
    message = sentence(touchbase("sweep", folder=tmp_path, **{variable: value}), 2)
    assert message.startswith(f"{variable} cannot be used: ") and expected in message


def test_a_storage_that_cannot_be_used_is_one_sentence(database_url: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    place = (tmp_path / "file" / "inside").as_uri()
    message = sentence(touchbase("sweep", folder=tmp_path, database_url=database_url, ATTACHMENTS_URL=place))
    assert message.startswith("The storage of attachments cannot be used: ")
    assert message.endswith("Check ATTACHMENTS_URL.")


def test_an_import_waits_while_somebody_else_writes(
    contacts_file: Path, tmp_path: Path, sqlite_databases: SqliteDatabases
) -> None:
    sqlite_databases.make(tmp_path / "touchbase.sqlite3")
    other = sqlite3.connect(tmp_path / "touchbase.sqlite3", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(3, other.rollback)
    release.start()
    run = touchbase("import", "contacts", contacts_file, folder=tmp_path)
    release.join()
    other.close()
    assert "1 created" in run.stdout, run.stderr


def test_a_killed_import_is_finished_by_the_next(database_url: str, tmp_path: Path) -> None:
    (tmp_path / "long.csv").write_text(LONG_FILE, "utf-8")
    running = ForkedProcess(
        "api.cli", "import", "contacts", "long.csv",
        cwd=tmp_path, env=environment(database_url), stdout=DEVNULL,
    )  # fmt: skip
    time.sleep(2.5)
    running.kill()
    running.wait()
    run = touchbase("import", "contacts", "long.csv", folder=tmp_path, database_url=database_url)
    assert run.returncode == 0, run.stderr
    out = touchbase("export", "contacts", folder=tmp_path, database_url=database_url).stdout
    assert len(out.splitlines()) == len(LONG_FILE.splitlines())
