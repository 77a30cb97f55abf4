"""Programs of this project as processes of their own, forked from one that has loaded the application.

They are processes like any other: sockets, signals, `kill -9` and exit codes are real. Each has arguments, an
environment, a folder and standard streams of its own, and reads its settings itself. What they do not show is how a
program is loaded: tests/test_installed_command.py starts each command with an interpreter of its own.
"""

from __future__ import annotations

import os
import runpy
import select
import signal
import sys
import time
import warnings
from collections.abc import Mapping
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from subprocess import DEVNULL, PIPE, CompletedProcess
from typing import IO, Any

ROOT = Path(__file__).parents[1]
INSTALLED = Path(sys.executable).with_name("touchbase")
"""The command as it is installed, for tests of how it is loaded."""

Stream = int | IO[Any] | None
"""DEVNULL, PIPE, an open file, or nothing: then it is that of this process."""

FORK_SERVER = get_context("forkserver")
FORK_SERVER.set_forkserver_preload(["tests.loaded_application"])


def run_program(
    module: str, arguments: list[str], folder: str, environment: dict[str, str], streams: list[Connection]
) -> None:
    """What a process does that was forked: the same as `python -m module arguments`."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for target, stream in enumerate(streams):
        os.dup2(stream.fileno(), target)
        stream.close()
    sys.stdin = os.fdopen(0, closefd=False)
    sys.stdout = os.fdopen(1, "w", closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, errors="backslashreplace", closefd=False)
    if options := environment.get("PYTHONWARNINGS"):
        warnings._processoptions(options.split(","))  # type: ignore[attr-defined]
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


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
        self.stdin, own_stdin = _ends(0, stdin)
        self.stdout, own_stdout = _ends(1, stdout)
        self.stderr, own_stderr = _ends(2, stderr)
        streams = [Connection(each) for each in (own_stdin, own_stdout, own_stderr)]
        environment = dict(os.environ if env is None else env)
        self._process = FORK_SERVER.Process(
            target=run_program, args=(module, list(map(str, arguments)), str(cwd), environment, streams)
        )
        try:
            self._process.start()
        finally:
            for each in streams:
                each.close()
        assert self._process.pid is not None
        self.pid = self._process.pid

    def fileno(self) -> int:
        """Can be read when the process has ended."""
        return self._process.sentinel

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self.returncode is None:
            raise TimeoutError(f"{self.pid} still runs")
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
