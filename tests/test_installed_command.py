"""Every command as it is installed, started with an interpreter of its own: that it loads all that it needs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import typer

from api.cli import app
from tests.databases import SqliteDatabases
from tests.forked import INSTALLED

STORY = (
    "key create --name Shop --role READER",
    "key list",
    "key revoke {key}",
    "import contacts contacts.csv",
    "export contacts",
    "deliver --once",
    "sweep",
    "schema",
)
IN_OTHER_TESTS = {"migrate", "demo", "serve"}
"""The server of tests/test_readme.py is begun so, as `make run` begins it."""


def commands(group: typer.Typer) -> Iterator[str]:
    for command in group.registered_commands:
        assert command.callback is not None
        yield command.name or command.callback.__name__.replace("_", "-")
    for below in group.registered_groups:
        assert below.typer_instance is not None
        name = below.name or below.typer_instance.info.name
        yield from (f"{name} {each}" for each in commands(below.typer_instance))


def test_every_command_works_as_it_is_installed(tmp_path: Path, sqlite_databases: SqliteDatabases) -> None:
    sqlite_databases.make(tmp_path / "touchbase.sqlite3")
    (tmp_path / "contacts.csv").write_text("name\nAda\n")
    settings = {"SMTP_URL": "smtp://127.0.0.1:9", "SMTP_FROM": "crm@example.com", "PYTHONWARNINGS": "error"}
    key = ""
    for line in STORY:
        ended = subprocess.run(
            [INSTALLED, *line.format(key=key).split()],
            cwd=tmp_path, env=os.environ | settings, capture_output=True, encoding="utf-8", timeout=60,
        )  # fmt: skip
        assert ended.returncode == 0, (line, ended.stderr)
        key = key or ended.stdout.strip()


def test_each_of_them_is_started_so() -> None:
    started = {each for each in commands(app) if any(line.startswith(each) for line in STORY)}
    assert started | IN_OTHER_TESTS == set(commands(app)) and started.isdisjoint(IN_OTHER_TESTS)
