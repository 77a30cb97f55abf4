"""`touchbase serve`: where it listens, and whom it lets in."""

from __future__ import annotations

import json
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from db.engine.database_url import FILES, GIVEN_TO_DRIVER
from tests.api.test_cli import environment, sentence, touchbase
from tests.databases import SqliteDatabases, on_postgres
from tests.forked import INSTALLED

A_FOLDER = b"a folder"


def test_serve_listens_where_the_environment_says(
    tmp_path: Path, free_tcp_port: int, sqlite_databases: SqliteDatabases
) -> None:
    sqlite_databases.make(tmp_path / "touchbase.sqlite3")
    url = f"http://127.0.0.1:{free_tcp_port}/graphql"
    running = subprocess.Popen(
        [INSTALLED, "serve"],
        cwd=tmp_path, env=environment(None, PORT=str(free_tcp_port)), stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        answer = _answer(url, running)
    finally:
        running.terminate()
        errors = running.communicate(timeout=20)[1]
    assert json.loads(answer)["data"] == {"__typename": "Query"}
    assert f"GraphQL and GraphiQL: {url}" in errors
    assert "Traceback" not in errors


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_serve_refuses_to_let_others_in_whom_it_does_not_know(
    tmp_path: Path, host: str, sqlite_databases: SqliteDatabases
) -> None:
    sqlite_databases.make(tmp_path / "touchbase.sqlite3")
    assert sentence(touchbase("serve", folder=tmp_path, HOST=host), 2) == (
        f"HOST is {host} and AUTHENTICATION is off: whoever reaches this machine could do everything."
        " Set AUTHENTICATION=required, and make a key for each caller:"
        " touchbase key create --name NAME --role ROLE"
    )


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (A_FOLDER, "TRUSTED_DOCUMENTS_FILE cannot be read: {file}: Is a directory."),
        ("{}".encode("utf-16"), "TRUSTED_DOCUMENTS_FILE is not JSON in UTF-8: {file}: "),
        ('{"one": "ä"}'.encode("latin-1"), "TRUSTED_DOCUMENTS_FILE is not JSON in UTF-8: {file}: "),
        (None, "TRUSTED_DOCUMENTS_FILE cannot be read: {file}: No such file or directory."),
        (b"{", "TRUSTED_DOCUMENTS_FILE is not JSON in UTF-8: {file}: "),
        (b"[]", "TRUSTED_DOCUMENTS_FILE is not a JSON object of ids and texts."),
        (b'{"one": 1}', "TRUSTED_DOCUMENTS_FILE is not a JSON object of ids and texts."),
        (
            b'{"one": "{ nothing }"}',
            "TRUSTED_DOCUMENTS_FILE cannot be used: one: Cannot query field 'nothing'",
        ),
        (b'{"one": "{"}', "TRUSTED_DOCUMENTS_FILE cannot be used: one: Syntax Error: "),
    ],
)
def test_serve_refuses_to_start_without_its_documents(
    tmp_path: Path, content: bytes | None, expected: str, sqlite_databases: SqliteDatabases
) -> None:
    """They are read before any database is asked for more than whether it is there: on SQLite alone."""
    sqlite_databases.make(tmp_path / "touchbase.sqlite3")
    file = tmp_path / "documents.json"
    if content == A_FOLDER:
        file.mkdir()
    elif content is not None:
        file.write_bytes(content)
    for mode in ({}, {"TRUSTED_DOCUMENTS": "off"}, {"TRUSTED_DOCUMENTS": "enforce"}):
        run = touchbase("serve", folder=tmp_path, TRUSTED_DOCUMENTS_FILE=str(file), **mode)
        assert sentence(run, 2).startswith(expected.format(file=file))


def test_every_file_of_an_address_is_read_first() -> None:
    assert {each for each in GIVEN_TO_DRIVER if each.endswith(("cert", "key", "crl", "file"))} == set(FILES)


@pytest.mark.parametrize("parameter", FILES)
def test_a_file_of_an_address_that_cannot_be_read_is_one_sentence(tmp_path: Path, parameter: str) -> None:
    """Before PostgreSQL is asked for anything: there is none at this address."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "latin").write_bytes(b"no certificate \xe4\n")
    for name, reason in (
        ("folder", "cannot be read: {}: Is a directory"),
        ("missing", "cannot be read: {}: No such file or directory"),
        ("latin", "is not text in UTF-8: {}"),
    ):
        url = f"postgres://ada:secret@127.0.0.1:9/touchbase?{parameter}={tmp_path / name}"
        expected = f"DATABASE_URL cannot be used: its {parameter} {reason.format(tmp_path / name)}."
        assert sentence(touchbase("serve", folder=tmp_path, database_url=url), 2) == expected


@pytest.mark.parametrize("parameter", [each for each in FILES if each.startswith("ssl")])
@on_postgres
def test_a_file_of_an_address_that_is_no_certificate_is_one_sentence(
    database_url: str, tmp_path: Path, parameter: str
) -> None:
    (tmp_path / "text").write_bytes(b"no certificate\n")
    url = f"{database_url}&sslmode=verify-full&{parameter}={tmp_path / 'text'}"
    message = sentence(touchbase("serve", folder=tmp_path, database_url=url))
    assert message.startswith("The database cannot be opened: ") and message.endswith("Check DATABASE_URL.")


@pytest.mark.parametrize("command", [["serve"], ["deliver", "--once"], ["sweep"]])
@pytest.mark.parametrize("place", ["/proc/touchbase/inside", "/proc", "{file}"])
def test_a_folder_of_attachments_that_cannot_be_used_is_one_sentence(
    database_url: str, tmp_path: Path, command: list[str], place: str
) -> None:
    """Nobody, root included, makes files in /proc."""
    (tmp_path / "file").touch()
    url = f"file://{place.format(file=tmp_path / 'file')}"
    given = {"ATTACHMENTS_URL": url, "SMTP_FROM": "crm@example.com"}
    message = sentence(touchbase(*command, folder=tmp_path, database_url=database_url, **given))
    assert message.startswith("The storage of attachments cannot be used: ")
    assert message.endswith("Check ATTACHMENTS_URL.")


def _answer(url: str, running: subprocess.Popen[str]) -> bytes:
    request = urllib.request.Request(
        url, b'{"query":"{ __typename }"}', {"Content-Type": "application/json", "Accept": "application/json"}
    )
    for _ in range(600):
        assert running.poll() is None, running.communicate()[1]
        try:
            with urllib.request.urlopen(request, timeout=5) as response:
                return response.read()
        except ConnectionError:
            time.sleep(0.1)
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionError):
                raise
            time.sleep(0.1)
    raise AssertionError("the server does not answer")
