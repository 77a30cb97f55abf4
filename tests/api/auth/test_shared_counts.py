"""Several servers that count together, and what becomes of them when Redis is away, silent or back."""

from __future__ import annotations

import asyncio
import shutil
import signal
import socket
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from api.auth import shared_counts
from api.auth.rate_limits import Rate, close_rates
from tests.api.auth.calling import with_settings
from tests.api.refused import refusal_in
from tests.api.servers import Server, running

TINY = {"query": "{ __typename }"}
MOST = 6
TOLD = "RATE_LIMIT_URL cannot be asked, and rates are not limited"


def a_free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@asynccontextmanager
async def redis_on(port: int, folder: Path) -> AsyncIterator[Process]:
    if not (program := shutil.which("redis-server")):
        pytest.skip("there is no redis-server on this machine")
    redis = await asyncio.create_subprocess_exec(
        program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder),
        stdout=DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(30):
            while not await listening(port):  # noqa: ASYNC110  # another process says so
                await asyncio.sleep(0.02)
        yield redis
    finally:
        if redis.returncode is None:
            redis.kill()
            await redis.wait()


async def listening(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


@asynccontextmanager
async def a_rate(text: str, port: int) -> AsyncIterator[Rate]:
    """One that is counted there."""
    with with_settings(**counting_at(port)):
        yield Rate(text)
        await close_rates()


@asynccontextmanager
async def silent_port() -> AsyncIterator[int]:
    """Takes connections and says nothing, as a machine that hangs."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def counting_at(port: int) -> dict[str, str]:
    return {"RATE_LIMIT": f"{MOST}/hour", "RATE_LIMIT_URL": f"redis://127.0.0.1:{port}/0"}


async def statuses(server: Server, count: int) -> list[int]:
    return [(await server.http.post("/graphql", json=TINY)).status_code for _ in range(count)]


async def ready(server: Server) -> int:
    return (await server.http.get("/health/ready")).status_code


async def test_servers_count_together_and_go_on_without_redis(database: str, tmp_path: Path) -> None:
    """Killed, or stopped in the middle: the operations are answered, and the log tells it once."""
    port, log = a_free_port(), tmp_path / "log"
    async with (
        redis_on(port, tmp_path) as redis,
        running(database, log, **counting_at(port)) as first,
        running(database, **counting_at(port)) as second,
    ):
        assert 429 in await statuses(first, MOST // 2) + await statuses(second, MOST // 2 + 1)
        assert refusal_in(await first.http.post("/graphql", json=TINY)) == (429, "RATE_LIMITED")
        redis.send_signal(signal.SIGSTOP)
        assert await statuses(second, MOST + 1) == [200] * (MOST + 1)
        redis.kill()
        await redis.wait()
        assert await statuses(first, MOST + 1) == [200] * (MOST + 1)
        assert await ready(first) == 200
    assert log.read_text().count(TOLD) == 1


async def test_when_redis_is_back_it_is_asked_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shared_counts, "PAUSE", 0.0)
    port = a_free_port()
    async with a_rate("1/hour", port) as rate:
        assert [await rate.exceeded_by("ada") for _ in range(3)] == [None] * 3
        async with redis_on(port, tmp_path):
            over = [await rate.exceeded_by("ada") for _ in range(2)]
    assert over[0] is None
    assert over[1] is not None
    assert 3500 < over[1][1] <= 3601


async def test_a_redis_that_is_silent_is_asked_once_in_a_while(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Nobody but the first waits for it: the times are so long that a second one would not come to its end."""
    monkeypatch.setattr(shared_counts, "PATIENCE", 0.1)
    monkeypatch.setattr(shared_counts, "PAUSE", 3600.0)
    async with silent_port() as port, a_rate("1/hour", port) as rate:
        assert await rate.exceeded_by("ada") is None
        monkeypatch.setattr(shared_counts, "PATIENCE", 3600.0)
        async with asyncio.timeout(60):
            assert [await rate.exceeded_by("ada") for _ in range(100)] == [None] * 100
    assert caplog.text.count(TOLD) == 1


async def test_it_is_told_once_a_minute(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(shared_counts, "PAUSE", 0.0)
    async with a_rate("1/hour", a_free_port()) as rate:
        for _ in range(5):
            await rate.exceeded_by("ada")
    assert caplog.text.count(TOLD) == 1
