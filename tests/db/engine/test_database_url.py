"""What DATABASE_URL may say, how it is understood, and that anything else is one sentence."""

from __future__ import annotations

import asyncio
import inspect
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from asyncpg import connect_utils

from db.engine.database import DatabaseOptions, connection, tortoise_config
from db.engine.database_url import (
    CHOICES,
    COUNTED,
    ELSEWHERE,
    GIVEN_TO_DRIVER,
    SQLITE_PARAMETERS,
    WrongDatabaseUrl,
    checked_url,
    postgres_credentials,
)
from db.readiness import DatabaseNotReady, reachable_db
from db.sql import statements
from tests.databases import on_postgres

TLS_ASKED = 80877103
"""The first message of a client that wants TLS."""


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("mysql://here/db", "it must start with sqlite:// or postgres://"),
        ("postgres://here", "it names no database"),
        ("postgres://here/?sslmode=require", "it names no database"),
        ("sqlite://", "it names no database"),
        ("postgres://here:port/db", "its port is not a number"),
        ("postgres://one:5432,two:five/db", "its port is not a number"),
        ("postgres://here:70000/db", "its port is not between 1 and 65535"),
        ("postgres:///db?host=here&port=0", "its port is not between 1 and 65535"),
        ("postgres://one,,two/db", "one of its hosts is not a name or an address"),
        ("postgres://[::1/db", "one of its hosts is not a name or an address"),
        ("postgres://here/db?sslmode", "behind its question mark it is not like name=value&name=value"),
        ("postgres://here/db?connect_timeout=soon", "its connect_timeout is not a number"),
        ("postgres://here/db?channel_binding=require", "its channel_binding must be one of disable, prefer"),
        ("sqlite:///here.sqlite3?busy_timeout=1;DROP", "its busy_timeout is not a number"),
        (
            "sqlite:///here.sqlite3?foreign_keys=OFF",
            "it has the parameter 'foreign_keys', which is not known here: known are"
            " busy_timeout, cache_size, mmap_size",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_is_one_sentence_that_says_what(url: str, reason: str) -> None:
    with pytest.raises(WrongDatabaseUrl) as refused:
        checked_url(url)
    assert str(refused.value) == reason


@pytest.mark.parametrize("name", [*ELSEWHERE, "keepalives", "sslmod", "SSLMODE", "search_path"])
def test_a_parameter_that_is_not_known_is_refused_by_its_name(name: str) -> None:
    with pytest.raises(WrongDatabaseUrl) as refused:
        checked_url(f"postgres://ada:secret@here/db?{name}=disable")
    assert str(refused.value).startswith(f"it has the parameter '{name}', which is not known here: ")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("name", [*CHOICES, *COUNTED])
def test_a_wrong_value_of_a_parameter_is_refused_by_its_name(name: str) -> None:
    with pytest.raises(WrongDatabaseUrl, match=f"^its {name} (must be one of|is not a number)"):
        checked_url(f"postgres://here/db?{name}=perhaps")
    for value in CHOICES.get(name, ("3",)):
        assert checked_url(f"postgres://here/db?{name}={value}")


@pytest.mark.parametrize("name", sorted(set(GIVEN_TO_DRIVER) - {"application_name", "options"}))
def test_the_driver_reads_each_parameter_that_it_is_given(name: str) -> None:
    """What it does not know it would send to the server, which refuses to begin a session."""
    assert f"'{name}' in query" in inspect.getsource(connect_utils._parse_connect_dsn_and_args)


def test_a_password_may_hold_what_means_something_else_in_an_address() -> None:
    for written in ("p@ss:w[o]rd%25", "p%40ss%3Aw%5Bo%5Drd%25"):
        given = postgres_credentials(f"postgresql://ada:{written}@one:5432,two:5433/db?sslmode=require")
        assert given["dsn"] == "postgres://ada:p%40ss%3Aw%5Bo%5Drd%25@one:5432,two:5433/db?sslmode=require"


def test_the_pool_is_as_large_as_the_setting_says() -> None:
    [opened] = tortoise_config("postgres://here/db", DatabaseOptions(connections=7))["connections"].values()
    assert opened["credentials"]["maxsize"] == 7


@pytest.mark.parametrize("name", SQLITE_PARAMETERS)
def test_pragmas_that_make_nothing_unsafe_may_be_set(name: str) -> None:
    [opened] = tortoise_config(f"sqlite:///here.sqlite3?{name}=-2000")["connections"].values()
    assert opened["credentials"][name] == "-2000"


@dataclass
class Relay:
    """A server on a port that passes everything on to PostgreSQL."""

    port: int = 0
    asked_for_tls: list[bool] = field(default_factory=list)
    """For each connection, by its first message."""


@asynccontextmanager
async def relayed(postgres_url: str) -> AsyncIterator[Relay]:
    relay = Relay()
    parts = urlsplit(postgres_url)

    async def server_itself() -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if parts.hostname:
            return await asyncio.open_connection(parts.hostname, parts.port or 5432)
        return await asyncio.open_unix_connection(f"{parse_qs(parts.query)['host'][0]}/.s.PGSQL.5432")

    async def passes_on(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        while part := await source.read(65_536):
            target.write(part)
        target.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = await reader.readexactly(8)
        relay.asked_for_tls.append(struct.unpack("!ii", first)[1] == TLS_ASKED)
        back, there = await server_itself()
        there.write(first)
        await asyncio.gather(passes_on(reader, there), passes_on(back, writer), return_exceptions=True)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    relay.port = server.sockets[0].getsockname()[1]
    try:
        yield relay
    finally:
        server.close()


async def opened(url: str) -> list[dict[str, Any]]:
    async with reachable_db(url):
        assert connection() is not None
        return await statements.select("SELECT current_database() AS name")


@on_postgres
async def test_of_several_hosts_the_first_that_is_meant_is_taken(database_url: str) -> None:
    """Nobody listens on the first one."""
    name = urlsplit(database_url).path
    async with relayed(database_url) as relay:
        for attributes in ("any", "primary", "read-write"):
            hosts = f"127.0.0.1:9,127.0.0.1:{relay.port}"
            url = f"postgres://postgres@{hosts}{name}?target_session_attrs={attributes}&connect_timeout=5"
            assert await opened(url) == [{"name": name.strip("/")}]
        with pytest.raises(DatabaseNotReady, match="Check DATABASE_URL"):
            await opened(f"postgres://postgres@{hosts}{name}?target_session_attrs=standby")


@on_postgres
@pytest.mark.parametrize(
    ("mode", "asks", "works"),
    [
        ("disable", False, True),
        ("prefer", True, True),
        ("require", True, False),
    ],
)
async def test_sslmode_decides_about_tls(database_url: str, mode: str, asks: bool, works: bool) -> None:
    """The server of the tests has none."""
    async with relayed(database_url) as relay:
        url = f"postgres://postgres@127.0.0.1:{relay.port}{urlsplit(database_url).path}?sslmode={mode}"
        if works:
            assert len(await opened(url)) == 1
        else:
            with pytest.raises(DatabaseNotReady, match="Check DATABASE_URL"):
                await opened(url)
        assert relay.asked_for_tls[0] is asks
