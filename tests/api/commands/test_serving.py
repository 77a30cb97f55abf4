"""`touchbase serve`: where it listens, and whom it lets in."""

from __future__ import annotations

import json
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.api.test_cli import environment, sentence, touchbase
from tests.databases import SqliteDatabases
from tests.forked import INSTALLED


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
    ("text", "expected"),
    [
        (None, "TRUSTED_DOCUMENTS_FILE cannot be read: {file}: No such file or directory."),
        ("{", "TRUSTED_DOCUMENTS_FILE is not JSON in UTF-8: {file}: "),
        ("[]", "TRUSTED_DOCUMENTS_FILE is not a JSON object of ids and texts."),
        ('{"one": 1}', "TRUSTED_DOCUMENTS_FILE is not a JSON object of ids and texts."),
        (
            '{"one": "{ nothing }"}',
            "TRUSTED_DOCUMENTS_FILE cannot be used: one: Cannot query field 'nothing'",
        ),
        ('{"one": "{"}', "TRUSTED_DOCUMENTS_FILE cannot be used: one: Syntax Error: "),
    ],
)
def test_serve_refuses_to_start_without_its_documents(
    tmp_path: Path, text: str | None, expected: str, sqlite_databases: SqliteDatabases
) -> None:
    """They are read before any database is asked for more than whether it is there: on SQLite alone."""
    sqlite_databases.make(tmp_path / "touchbase.sqlite3")
    file = tmp_path / "documents.json"
    if text is not None:
        file.write_text(text)
    run = touchbase("serve", folder=tmp_path, TRUSTED_DOCUMENTS="enforce", TRUSTED_DOCUMENTS_FILE=str(file))
    assert sentence(run, 2).startswith(expected.format(file=file))


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
