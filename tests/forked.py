"""Programs of this project as processes of their own, forked from one that has loaded the application."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from subprocess import DEVNULL, PIPE, CompletedProcess
from typing import IO, Any

ROOT = Path(__file__).parents[1]
INSTALLED = Path(sys.executable).with_name("touchbase")
"""The command as it is installed, for tests of how it is loaded."""

Stream = int | IO[Any] | None
"""DEVNULL, PIPE, an open file, or nothing: then it is that of this process."""


class ForkServer:
    """The process that forks; it ends when this one does."""

    def __init__(self) -> None:
        self._one_at_a_time = threading.Lock()
        self._requests, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.fork_server", str(theirs.fileno())],
                cwd=ROOT, stdin=DEVNULL, pass_fds=[theirs.fileno()],
            )  # fmt: skip

    def fork(self, request: dict[str, Any], files: list[int]) -> None:
        text = json.dumps(request).encode() + b"\n"
        with self._one_at_a_time:
            sent = socket.send_fds(self._requests, [text], files)
            self._requests.sendall(text[sent:])


@cache
def fork_server() -> ForkServer:
    return ForkServer()


class ForkedProcess:
    """What `subprocess.Popen` makes of `python -m module arguments`, as far as tests need it."""

    def __init__(
        self,
        module: str,
        *arguments: str | Path,
        cwd: Path = ROOT,
        env: Mapping[str, str] | None = None,
        stdin: Stream = DEVNULL,
        stdout: Stream = None,
        stderr: Stream = None,
    ) -> None:
        request = {
            "module": module,
            "arguments": [str(each) for each in arguments],
            "folder": str(cwd),
            "environment": dict(os.environ if env is None else env),
        }
        self.stdin, own_stdin = _ends(0, stdin)
        self.stdout, own_stdout = _ends(1, stdout)
        self.stderr, own_stderr = _ends(2, stderr)
        self._report, report = os.pipe()
        self._status: int | None = None
        own = [own_stdin, own_stdout, own_stderr, report]
        try:
            fork_server().fork(request, own)
        finally:
            for each in own:
                os.close(each)
        self.pid = int(self._reported())

    def fileno(self) -> int:
        """Can be read when the process has ended."""
        return self._report

    @property
    def returncode(self) -> int | None:
        if self._status is None and _can_be_read(self._report, 0):
            self._status = int(self._reported())
            os.close(self._report)
        return self._status

    def send_signal(self, number: int) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None and not _can_be_read(self._report, timeout):
            raise TimeoutError(f"{self.pid} still runs")
        assert self.returncode is not None
        return self.returncode

    def communicate(self, timeout: float = 300) -> tuple[bytes, bytes]:
        """What it writes until it ends, and its status."""
        written = {each: b"" for each in (self.stdout, self.stderr) if each is not None}
        unfinished = set(written)
        until = time.monotonic() + timeout
        while unfinished:
            ready, _, _ = select.select(unfinished, [], [], max(0, until - time.monotonic()))
            if not ready:
                raise TimeoutError(f"{self.pid} still runs")
            for stream in ready:
                part = os.read(stream, 1 << 16)
                written[stream] += part
                if not part:
                    unfinished.remove(stream)
                    os.close(stream)
        self.wait(max(0, until - time.monotonic()))
        output, errors = (b"" if each is None else written[each] for each in (self.stdout, self.stderr))
        return output, errors

    def _reported(self) -> bytes:
        line = b""
        while not line.endswith(b"\n"):
            part = os.read(self._report, 1)
            assert part, "the fork server has died"
            line += part
        return line


def run_forked(
    module: str, *arguments: str | Path, cwd: Path, env: Mapping[str, str]
) -> CompletedProcess[str]:
    """What `subprocess.run` gives for `python -m module arguments`."""
    process = ForkedProcess(module, *arguments, cwd=cwd, env=env, stdout=PIPE, stderr=PIPE)
    try:
        output, errors = process.communicate()
    finally:
        process.kill()
    return CompletedProcess([module, *arguments], process.wait(), output.decode(), errors.decode())


def _ends(number: int, stream: Stream) -> tuple[int | None, int]:
    """Our end of a standard stream, if it has one, and that of the process."""
    if stream is None:
        return None, os.dup(number)
    if stream == DEVNULL:
        return None, os.open(os.devnull, os.O_RDWR)
    if stream != PIPE:
        return None, os.dup(stream if isinstance(stream, int) else stream.fileno())
    read, write = os.pipe()
    return (write, read) if number == 0 else (read, write)


def _can_be_read(file: int, seconds: float | None) -> bool:
    waiting = select.poll()
    waiting.register(file, select.POLLIN)
    return bool(waiting.poll(None if seconds is None else seconds * 1000))
