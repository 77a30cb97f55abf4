"""Starts Python programs by forking a process that has loaded the application, in a twentieth of the time.

A program that is started so is a process like any other: sockets, signals, `kill -9` and exit codes are real. It has
arguments, an environment, a folder and standard streams of its own, and reads its settings itself. What it does not
show is how the program is loaded: tests/test_installed_command.py starts each command with an interpreter of its own.

Run as `python -m tests.fork_server SOCKET`. A request is a line of JSON with four open files: the three standard
streams and a pipe. Into the pipe goes the number of the process, and later how it ended.
"""

from __future__ import annotations

import gc
import json
import os
import runpy
import select
import signal
import socket
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

FILES = 4
LOADED_WHEN_NEEDED = (
    *("aiosqlite", "asyncpg", "limits.aio", "obstore.store", "rich.progress", "structlog", "typer", "uvloop"),
    *("starlette.applications", "starlette.middleware.cors"),
    *("uvicorn.lifespan.on", "uvicorn.protocols.http.httptools_impl"),
)
"""What the application itself loads only when it runs."""


@dataclass
class Program:
    """What is to be run as `python -m module arguments`."""

    module: str
    arguments: list[str]
    folder: str
    environment: dict[str, str]
    streams: list[int]

    def run(self) -> None:
        os.chdir(self.folder)
        os.environ.clear()
        os.environ.update(self.environment)
        for target, stream in enumerate(self.streams):
            os.dup2(stream, target)
            os.close(stream)
        _open_standard_streams()
        if options := self.environment.get("PYTHONWARNINGS"):
            warnings._processoptions(options.split(","))  # type: ignore[attr-defined]
        sys.argv = [self.module, *self.arguments]
        runpy.run_module(self.module, run_name="__main__", alter_sys=True)


def _open_standard_streams() -> None:
    sys.stdin = os.fdopen(0, closefd=False)
    sys.stdout = os.fdopen(1, "w", closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, errors="backslashreplace", closefd=False)


def load_the_application() -> None:
    """All but what reads the settings of its process as soon as it is loaded."""
    import api
    import db
    from api.settings import settings

    for package in (api, db):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            if module.name not in ("api.app", "api.cli"):
                import_module(module.name)
    for name in LOADED_WHEN_NEEDED:
        import_module(name)
    assert settings.cache_info().currsize == 0, "a module reads settings when it is loaded"
    assert threading.active_count() == 1, "a module starts a thread when it is loaded"
    gc.collect()
    gc.freeze()


def serve(requests: socket.socket) -> Program | None:
    """Comes back in each process that was forked, with what it is to run; at the end, with nothing."""
    woken, wake = os.pipe()
    for end in (woken, wake):
        os.set_blocking(end, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.set_wakeup_fd(wake)
    running: dict[int, int] = {}
    while True:
        ready, _, _ = select.select([requests, woken], [], [])
        if woken in ready:
            os.read(woken, 1024)
            _report_ends(running)
        if requests not in ready:
            continue
        request, files = _received(requests)
        if request is None:
            return None
        *streams, report = files
        process = os.fork()
        if process == 0:
            _be_like_a_new_process()
            requests.close()
            for file in (woken, wake, report, *running.values()):
                os.close(file)
            return Program(**request, streams=streams)
        running[process] = report
        os.write(report, f"{process}\n".encode())
        for stream in streams:
            os.close(stream)


def _report_ends(running: dict[int, int]) -> None:
    for process, status in _ended():
        report = running.pop(process)
        with suppress(BrokenPipeError):
            os.write(report, f"{os.waitstatus_to_exitcode(status)}\n".encode())
        os.close(report)


def _ended() -> Iterator[tuple[int, int]]:
    with suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            yield ended


def _received(requests: socket.socket) -> tuple[dict[str, Any] | None, list[int]]:
    text, files, _, _ = socket.recv_fds(requests, 1 << 16, FILES)
    while text and not text.endswith(b"\n"):
        text += requests.recv(1 << 16)
    return (json.loads(text) if text else None), files


def _be_like_a_new_process() -> None:
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)


if __name__ == "__main__":
    load_the_application()
    program = serve(socket.socket(fileno=int(sys.argv[1])))
    if program is not None:
        program.run()
