"""A pgbouncer in transaction mode in front of the PostgreSQL of the tests, for as long as a test needs it."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

PROGRAM = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
SETTINGS = """
[databases]
* = host={host} port={port} user={user}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listening}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = {connections}
"""


@contextmanager
def pooled(postgres_url: str, folder: Path, connections: int) -> Iterator[str]:
    """The same database behind a pooler that opens so many connections to it: its address."""
    if PROGRAM is None:
        pytest.skip("there is no pgbouncer on this machine")
    parts = urlsplit(postgres_url)
    host = parts.hostname or parse_qs(parts.query)["host"][0]
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        listening = found.getsockname()[1]
    file = folder / "pgbouncer.ini"
    file.write_text(
        SETTINGS.format(
            host=host,
            port=parts.port or 5432,
            user=parts.username,
            listening=listening,
            connections=connections,
        )
    )
    process = subprocess.Popen([PROGRAM, *_as_somebody_else(host, folder), file], stderr=subprocess.DEVNULL)
    try:
        _wait_for(listening, process)
        yield f"postgres://{parts.username}@127.0.0.1:{listening}{parts.path}"
    finally:
        process.terminate()
        process.wait()


def _as_somebody_else(host: str, folder: Path) -> list[str]:
    """pgbouncer does not run as root: then as whoever may reach the server."""
    if os.geteuid() != 0:
        return []
    owner = Path(host).owner() if host.startswith("/") else "nobody"
    os.chown(folder / "pgbouncer.ini", pwd.getpwnam(owner).pw_uid, -1)
    for each in (folder, *folder.parents):
        if each.owner() == "root" and str(each).count("/") > 2:
            each.chmod(each.stat().st_mode | 0o011)
    return ["-u", owner]


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except ConnectionError:
            time.sleep(0.02)
    raise AssertionError("pgbouncer did not start")
