"""The log: one line for one event, in one format, with the request that it belongs to, and without secrets."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.observing import ended, operation_log
from api.observing.logs import write_logs
from api.observing.requests import work_for
from schema.graph.context import Context
from tests.api.servers import running

logger = logging.getLogger("touchbase")
KEY = "tb_abcdefghij_" + "Ab3" * 13 + "x"


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    write_logs("text", "warning")
    operation_log.begin(operation_log.SLOW)
    work_for(None)


def written(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_an_operation_is_one_line_without_values(capsys: pytest.CaptureFixture[str]) -> None:
    write_logs("json", "debug")
    ended(Context(operation_name="Contacts", request_id="r-1"), "query", "ok", 0.0123)
    [line] = written(capsys)
    line.pop("time")
    assert line == {
        "level": "debug", "event": "operation", "logger": "touchbase.operations", "operation": "Contacts",
        "kind": "query", "outcome": "ok", "milliseconds": 12.3, "caller": "local", "request_id": "r-1",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("outcome", "seconds", "level"),
    [
        ("errors", 0.1, "info"),
        ("RATE_LIMITED", 0, "info"),
        ("ok", 2, "warning"),
        ("INTERNAL_SERVER_ERROR", 0.1, "error"),
    ],
)
def test_what_went_wrong_or_took_long_is_told(
    outcome: str, seconds: float, level: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write_logs("json", "info")
    ended(Context(), "query", "ok", 0.1)
    ended(Context(), "query", outcome, seconds)
    assert [line["level"] for line in written(capsys)] == [level]


def test_from_when_on_an_operation_is_slow_can_be_set(capsys: pytest.CaptureFixture[str]) -> None:
    write_logs("json", "info")
    operation_log.begin(0.05)
    ended(Context(), "query", "ok", 0.06)
    operation_log.begin(0)
    ended(Context(), "query", "ok", 60)
    assert [line["event"] for line in written(capsys)] == ["slow operation"]


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_nobody_can_write_lines_of_their_own(log_format: str, capsys: pytest.CaptureFixture[str]) -> None:
    write_logs(log_format, "debug")
    hostile = "x\n2026-01-01T00:00:00Z error forged\r\x1b[2J\u2028"
    ended(Context(operation_name=hostile * 20), "query", "ok", 0)
    logger.warning("the server said %s", hostile)
    lines = capsys.readouterr().err.split("\n")
    assert len(lines) == 3 and lines[2] == ""
    assert all(line.isprintable() for line in lines)
    assert len(lines[0]) < 500


def test_a_traceback_cannot_pass_for_a_line_in_text(capsys: pytest.CaptureFixture[str]) -> None:
    write_logs("text", "info")
    try:
        raise ValueError("broken\n2026-01-01T00:00:00Z error forged")
    except ValueError:
        logger.exception("it failed")
    first, *others = capsys.readouterr().err.splitlines()
    assert "it failed" in first
    assert others and all(line.startswith("    ") for line in others)


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_no_secret_is_written(log_format: str, capsys: pytest.CaptureFixture[str]) -> None:
    write_logs(log_format, "info")
    try:
        raise OSError("postgres://crm:s3cr3t@db.example.com/crm is not there")
    except OSError:
        logger.exception("sent Authorization: Bearer eyJh.eyJz.c2ln with %s", KEY)
    logger.warning("bad", extra={"url": "smtps://me:s3cr3t@mail.example.com"})
    written = capsys.readouterr().err
    assert not [secret for secret in ("s3cr3t", "eyJz", KEY) if secret in written]
    assert "tb_abcdefghij_***" in written and "crm:***@db.example.com" in written


def test_what_others_write_goes_the_same_way_and_not_at_debug(capsys: pytest.CaptureFixture[str]) -> None:
    write_logs("json", "debug")
    logging.getLogger("tortoise.db_client").debug("SELECT 1: %s", ["a value"])
    logging.getLogger("asyncio").warning("slow callback")
    assert [(line["logger"], line["event"]) for line in written(capsys)] == [("asyncio", "slow callback")]


def test_whatever_a_request_writes_carries_its_id(capsys: pytest.CaptureFixture[str]) -> None:
    write_logs("json", "info")
    work_for("r-2")
    logger.warning("a file is lost")
    assert [line["request_id"] for line in written(capsys)] == ["r-2"]


async def test_a_server_writes_its_own_lines_and_those_of_operations_alike(
    database_url: str, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    async with running(database_url, log, LOG_LEVEL="debug") as server:
        sent = {"query": "query Told($name: String) { contacts(search: $name) { totalCount } }"}
        body = sent | {"operationName": "Told", "variables": {"name": "Confidential"}}
        await server.http.post("/graphql", json=body, headers={"X-Request-Id": "mine-1"})
        await server.http.post("/graphql", json={"query": "{ nonsense }"}, headers={"X-Request-Id": "mine-2"})
        await server.stop()
    text = log.read_text("utf-8")
    lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    of_requests = {line.get("request_id"): line for line in lines}
    assert of_requests["mine-1"]["operation"] == "Told"
    assert of_requests["mine-1"]["outcome"] == "ok"
    assert of_requests["mine-2"]["level"] == "info"
    assert "Confidential" not in text and "totalCount" not in text
