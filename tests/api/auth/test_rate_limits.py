"""How often callers may send operations, alone and on several servers."""

from __future__ import annotations

import asyncio
import shutil
import socket
from pathlib import Path

import pytest

from tests.api.refused import refusal_in
from tests.api.servers import running

TINY = {"query": "{ __typename }"}


async def test_more_than_a_rate_has_to_wait(database: str) -> None:
    async with running(database, RATE_LIMIT="5/hour") as server:
        answers = [await server.http.post("/graphql", json=TINY) for _ in range(6)]
    assert refusal_in(answers[-1]) == (429, "RATE_LIMITED")
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 3601


async def test_servers_count_together_and_go_on_without_redis(database: str, tmp_path: Path) -> None:
    if not (program := shutil.which("redis-server")):
        pytest.skip("there is no redis-server on this machine")
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    redis = await asyncio.create_subprocess_exec(
        program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path),
        stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    settings = {"RATE_LIMIT": "6/hour", "RATE_LIMIT_URL": f"redis://127.0.0.1:{port}/0"}
    try:
        async with running(database, **settings) as first, running(database, **settings) as second:
            answers = [
                await server.http.post("/graphql", json=TINY) for server in (first, second) for _ in range(3)
            ]
            assert sorted(each.status_code for each in answers)[-2:] == [200, 429] or (
                refusal_in(await second.http.post("/graphql", json=TINY)) == (429, "RATE_LIMITED")
            )
            assert refusal_in(await first.http.post("/graphql", json=TINY)) == (429, "RATE_LIMITED")
            redis.kill()
            await redis.wait()
            for server in (first, second):
                assert (await server.http.post("/graphql", json=TINY)).status_code == 200
    finally:
        if redis.returncode is None:
            redis.kill()
            await redis.wait()
