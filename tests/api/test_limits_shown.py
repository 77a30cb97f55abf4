"""docs/operating.md keeps its word: what it sends to a server is sent, by bash and curl, and answered as it shows.

On SQLite alone: what is refused here is refused before any database is used, or while SQLite waits for its own.
"""

from __future__ import annotations

import asyncio
import json
import re
from asyncio.subprocess import PIPE
from collections import ChainMap
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from api.settings.limits import LimitSettings
from tests.api.servers import running
from tests.databases import on_demo_data, on_sqlite
from tests.forked import ROOT

SHOWN = re.findall(
    r"^`([A-Z_]+=[^`]+)`, [^\n]+:\n\n```sh\n(.+?)\n```\n\n```json\n(.+?)\n```",
    (ROOT / "docs" / "operating.md").read_text("utf-8"),
    re.DOTALL | re.MULTILINE,
)
NO_NUMBERS = {"rate_limit_url", "trusted_documents", "trusted_documents_file"}
"""Settings of limits that limit nothing by themselves."""
ATTEMPTS = 5
"""Twenty clients at a time may, on a busy machine, come one after the other."""

ALONE = {
    *("MAX_COST", "OPERATION_TIMEOUT", "MAX_CONCURRENT_OPERATIONS", "RATE_LIMIT", "AUTHENTICATION"),
    *("MAX_CONNECTIONS", "CLIENT_TIMEOUT"),
}
"""What would be in the way of the others on one server, or show in their answers."""


class Shown(NamedTuple):
    settings: dict[str, str]
    command: str
    answer: str


def shown() -> Iterator[Shown]:
    for settings, command, answer in SHOWN:
        yield Shown(dict(each.split("=", 1) for each in settings.split()), command, answer)


def of_one_server() -> Iterator[list[Shown]]:
    """Those that one server with the settings of all of them can show, so that few have to be started."""
    yield [each for each in shown() if ALONE.isdisjoint(each.settings)]
    yield from ([each] for each in shown() if not ALONE.isdisjoint(each.settings))


def test_each_limit_is_shown() -> None:
    names = {name.lower() for each in shown() for name in each.settings}
    assert set(LimitSettings.model_fields) - NO_NUMBERS <= names


@on_sqlite
@pytest.mark.parametrize("those", list(of_one_server()), ids=lambda those: " ".join(those[0].settings))
@on_demo_data
async def test_a_limit_answers_as_it_is_shown(database: str, those: list[Shown]) -> None:
    async with running(database, **dict(ChainMap(*(each.settings for each in those)))) as server:
        for each in those:
            command = each.command.replace("http://127.0.0.1:8000", str(server.http.base_url).rstrip("/"))
            answer = ""
            for _ in range(ATTEMPTS):
                answer = answer or await output_of(command)
            assert json.loads(without_seconds(answer)) == json.loads(without_seconds(each.answer)), command


async def output_of(command: str) -> str:
    shell = await asyncio.create_subprocess_exec("bash", "-c", command, stdout=PIPE, cwd=Path("/"))
    answer, _ = await shell.communicate()
    return answer.decode()


def without_seconds(text: str) -> str:
    """How long to wait depends on the clock."""
    return re.sub(r"again in \d+ seconds", "again in 60 seconds", text)
