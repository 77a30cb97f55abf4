"""The servers that are measured: how each is started, asked once, and put under load."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import orjson
import psutil

from bench.postgres import ROOT, free_port
from db.engine.database import DatabaseOptions

POSTGRAPHILE = ROOT / "bench" / "postgraphile"
OLDEST_NODE = 22
ENDLESS_RATE = "1000000000/minute"
"""It is counted, and never reached."""

TOUCHBASE = [sys.executable, "-m", "api.cli", "serve"]


@dataclass(eq=False)
class Server:
    """One process that answers the operations on a database."""

    name: str
    title: str
    speaks: str
    """touchbase, postgraphile or sql: whose words it understands."""
    command: list[str]
    """What starts it; {port} stands for the port."""
    environment: dict[str, str] = field(default_factory=dict)
    folder: Path = ROOT
    asks_who: bool = False
    """Whether it wants to know who calls; it is then asked with a key of its own."""
    authorization: str = ""
    port: int = 0
    process: psutil.Popen | None = None

    async def start(self, database_url: str) -> None:
        self.port = free_port()
        if self.asks_who and not self.authorization:
            self.authorization = f"Bearer {await asyncio.to_thread(new_key, database_url)}"
        self.log = tempfile.TemporaryFile("w+")  # noqa: SIM115
        given = {
            "DATABASE_URL": database_url,
            "PORT": str(self.port),
            "POOL_SIZE": str(DatabaseOptions().connections),
        }
        self.process = psutil.Popen(
            [part.format(port=self.port) for part in self.command],
            env={**os.environ, **self.environment, **given},
            cwd=self.folder,
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )
        deadline = time.monotonic() + 60
        while True:
            try:
                await self.ask("/empty" if self.speaks == "sql" else "/graphql", {"query": "{ __typename }"})
                return
            except (URLError, ConnectionError, TimeoutError):
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit(f"{self.title} did not start:\n{self._log_tail()}") from None
                await asyncio.sleep(0.1)

    async def ask(self, path: str, body: dict[str, Any]) -> Any:
        """One request and its answer, without errors."""
        return await asyncio.to_thread(self._ask, path, body)

    def _ask(self, path: str, body: dict[str, Any]) -> Any:
        request = Request(f"http://127.0.0.1:{self.port}{path}", orjson.dumps(body))
        request.add_header("Content-Type", "application/json")
        request.add_header("Accept", "application/json")
        if self.authorization:
            request.add_header("Authorization", self.authorization)
        try:
            with urlopen(request, timeout=60) as response:
                answer = orjson.loads(response.read())
        except HTTPError as error:
            raise SystemExit(f"{self.title} refused: {error.code} {error.read()[:2000].decode()}") from None
        if "errors" in answer:
            raise SystemExit(f"{self.title} answered with errors: {answer['errors']}")
        return answer

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except psutil.TimeoutExpired:
                self.process.kill()

    def used(self) -> float:
        """Seconds of processor time, user's and system's, since the start."""
        assert self.process is not None
        times = self.process.cpu_times()
        return times.user + times.system

    def _log_tail(self) -> str:
        self.log.seek(0)
        return self.log.read()[-3000:]


def uvicorn(application: str) -> list[str]:
    loop = ["--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning"]
    return [sys.executable, "-m", "uvicorn", application, "--host", "127.0.0.1", "--port", "{port}", *loop]


def new_key(database_url: str) -> str:
    """An administrator's key, as the command makes it."""
    made = subprocess.run(
        [sys.executable, "-m", "api.cli", "key", "create", "--name", "bench", "--role", "ADMIN"],
        env={**os.environ, "DATABASE_URL": database_url},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return made.stdout.strip()


def python_settings(folder: Path = ROOT) -> dict[str, str]:
    return {
        "MAX_PAGE_SIZE": "1000",
        "GRAPHIQL": "false",
        "LOG_LEVEL": "warning",
        "PYTHONPATH": str(folder),
    }


def servers(wanted: list[str], before: Path | None = None) -> list[Server]:
    """Those that are wanted and can be had; what is missing is said."""
    known = {
        "ours": Server("ours", "ours", "touchbase", TOUCHBASE, python_settings()),
        "guarded": Server(
            "guarded",
            "ours, with a key and a rate limit",
            "touchbase",
            TOUCHBASE,
            {**python_settings(), "AUTHENTICATION": "required", "RATE_LIMIT": ENDLESS_RATE},
            asks_who=True,
        ),
        "plain": Server(
            "plain",
            "plain Strawberry",
            "touchbase",
            uvicorn("bench.servers.plain_strawberry:app"),
            python_settings(),
        ),
        "sql": Server(
            "sql", "one statement by hand", "sql", uvicorn("bench.servers.sql_json:app"), python_settings()
        ),
    }
    if before is not None:
        known["before"] = Server("before", "before", "touchbase", TOUCHBASE, python_settings(before), before)
    if "postgraphile" in wanted:
        if (node := _node()) and (POSTGRAPHILE / "node_modules" / "postgraphile").exists():
            production = {"NODE_ENV": "production", "GRAPHILE_ENV": "production"}
            known["postgraphile"] = Server(
                "postgraphile",
                "PostGraphile 5",
                "postgraphile",
                [node, "server.mjs"],
                production,
                POSTGRAPHILE,
            )
        else:
            print("PostGraphile is left out: Node 22 or later, or its packages, are missing (`make bench`).")
    return [known[name] for name in wanted if name in known]


def _node() -> str | None:
    """Node in .venv-node, else the machine's own, if it is new enough for PostGraphile; the program itself."""
    for found in (str(ROOT / ".venv-node" / "bin" / "node"), shutil.which("node")):
        if found and Path(found).exists():
            script = "process.versions.node.split('.')[0] + ' ' + process.execPath"
            output = subprocess.run([found, "-p", script], capture_output=True, text=True).stdout.strip()
            version, _, program = output.partition(" ")
            if version.isdecimal() and int(version) >= OLDEST_NODE:
                return program
    return None


def node_version() -> str | None:
    node = _node()
    return node and subprocess.run([node, "--version"], capture_output=True, text=True).stdout.strip()
