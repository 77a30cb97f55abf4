"""The README keeps its word: its requests get the answers that it shows, its commands and files exist."""

from __future__ import annotations

import json
import os
import re
import shlex
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.forked import INSTALLED, run_forked

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
ADDRESS = "http://127.0.0.1:8000"
REQUESTS = re.findall(r"```sh\n(curl .+?)\n```\n\n```json\n(.+?)\n```", README, re.DOTALL)
PATIENCE = 60


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """What `make run` starts, with fresh demo data, on a port of its own."""
    folder = tmp_path_factory.mktemp("readme")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for command in (["migrate"], ["demo", "--if-empty"]):
        subprocess.run([INSTALLED, *command], env=_environment(folder, port), cwd=folder, check=True)
    with subprocess.Popen([INSTALLED, "serve"], env=_environment(folder, port), cwd=folder) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address)
            yield address
        finally:
            process.terminate()


def test_the_requests_get_the_answers_that_the_readme_shows(server: str) -> None:
    assert len(REQUESTS) == README.count("curl ") == 6
    for command, shown in REQUESTS:
        url, headers, body = _request_of(command)
        answer = httpx2.post(url.replace(ADDRESS, server), headers=headers, content=body.encode())
        answered = answer.json()
        assert answered.pop("extensions")["cost"]["requested"] > 0
        assert answered == json.loads(shown), command


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:^    |`)make ([a-z-]+)", README, re.MULTILINE))
    assert {"run", "test", "bench", "lint"} <= named <= targets


def test_every_command_that_is_named_exists() -> None:
    commands = re.findall(r"`touchbase ([^`]+)`", README)
    assert len(commands) == 11
    for command in commands:
        words = [word for word in command.split() if word.islower() and not word.startswith("-")]
        shown_help = run_forked("api.cli", *words, "--help", cwd=ROOT, env=os.environ)
        assert shown_help.returncode == 0, shown_help.stderr
        for option in re.findall(r"--[a-z-]+", command):
            assert option in shown_help.stdout, command


def test_every_file_that_is_named_exists() -> None:
    [house] = re.findall(r"```\n(api/ .+?)\n```", README, re.DOTALL)
    drawn = list(places_in(house.splitlines()))
    linked = [place for place in re.findall(r"\]\(([^)]+)\)", README) if "://" not in place]
    assert [place for place in drawn + linked if not (ROOT / place.partition("#")[0]).exists()] == []
    rooms = [path for path in ROOT.iterdir() if (path / "__init__.py").is_file()]
    inner = [path for room in ("api", "schema", "db") for path in (ROOT / room).iterdir()]
    rooms += [path for path in inner if (path / "__init__.py").is_file()]
    assert {f"{path.relative_to(ROOT)}/" for path in rooms} - set(drawn) == set()


def places_in(lines: list[str]) -> Iterator[str]:
    """The files and folders of the map: what is indented lies in the folder above it."""
    room = ""
    for line in lines:
        places = line.strip().split("  ")[0].rstrip(",").split(", ")
        if not line.startswith(" "):
            [room] = places
            yield room
        else:
            yield from (f"{room}{place}" for place in places if place != "...")


def test_every_setting_that_is_named_exists() -> None:
    from api.settings import Settings

    rows = re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE)
    assert rows and {row.lower() for row in rows} <= set(Settings.model_fields)


def test_no_variable_of_the_makefile_stands_in_the_way_of_a_setting() -> None:
    from api.settings import Settings

    makefile = (ROOT / "Makefile").read_text("utf-8")
    variables = set(re.findall(r"^([A-Z_]+) *[:?]?=", makefile, re.MULTILINE))
    assert len(variables) > 5 and variables.isdisjoint(name.upper() for name in Settings.model_fields)


def _request_of(command: str) -> tuple[str, dict[str, str], str]:
    """What curl would send: only the options that the README uses are known."""
    program, *words = shlex.split(command)
    assert program == "curl"
    url, headers, body = "", {}, ""
    while words:
        match words.pop(0):
            case "-s":
                pass
            case "-H":
                name, _, value = words.pop(0).partition(": ")
                headers[name] = value
            case "-d":
                body = words.pop(0)
            case word:
                assert word.startswith(ADDRESS), word
                url = word
    return url, headers, body


def _environment(folder: Path, port: int) -> dict[str, str]:
    own = {"DATABASE_URL": f"sqlite://{folder / 'readme.sqlite3'}", "HOST": "127.0.0.1", "PORT": str(port)}
    return os.environ | own | {"PYTHONPATH": str(ROOT), "LOG_LEVEL": "warning"}


def _wait_for(address: str) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            httpx2.get(address, follow_redirects=False)
            return
        except httpx2.TransportError:
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.1)
