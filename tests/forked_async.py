"""Forked processes for tests that await what happens."""

from __future__ import annotations

import asyncio
import os
from asyncio import StreamReader, StreamReaderProtocol, StreamWriter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from tests.forked import ForkedProcess


class AwaitedProcess:
    """What `asyncio.create_subprocess_exec` makes of `python -m module arguments`, as far as tests need it."""

    stdin: StreamWriter | None = None
    stdout: StreamReader | None = None
    stderr: StreamReader | None = None

    def __init__(self, process: ForkedProcess) -> None:
        self._process = process
        self._end = asyncio.ensure_future(_until_readable(os.dup(process.fileno())))
        self.pid = process.pid
        self.send_signal, self.terminate, self.kill = process.send_signal, process.terminate, process.kill

    @property
    def returncode(self) -> int | None:
        return self._process.returncode

    async def wait(self) -> int:
        await asyncio.shield(self._end)
        return self._process.wait()

    async def communicate(self) -> tuple[bytes, bytes]:
        """What it writes until it ends."""
        output, errors, _ = await asyncio.gather(_rest_of(self.stdout), _rest_of(self.stderr), self.wait())
        return output, errors


@asynccontextmanager
async def forked(module: str, *arguments: str, **options: Any) -> AsyncIterator[AwaitedProcess]:
    """Such a process, with the options of `ForkedProcess`. It is killed at the end if it still runs."""
    process = ForkedProcess(module, *arguments, **options)
    awaited = AwaitedProcess(process)
    async with AsyncExitStack() as streams:
        try:
            if process.stdin is not None:
                awaited.stdin = await _writer(process.stdin, streams)
            if process.stdout is not None:
                awaited.stdout = await _reader(process.stdout, streams)
            if process.stderr is not None:
                awaited.stderr = await _reader(process.stderr, streams)
            yield awaited
        finally:
            process.kill()
            await awaited.wait()


async def _until_readable(file: int) -> None:
    loop = asyncio.get_running_loop()
    readable = asyncio.Event()
    loop.add_reader(file, readable.set)
    try:
        await readable.wait()
    finally:
        loop.remove_reader(file)
        os.close(file)


async def _reader(file: int, streams: AsyncExitStack) -> StreamReader:
    reader = StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: StreamReaderProtocol(reader), os.fdopen(file, "rb", buffering=0)
    )
    streams.callback(transport.close)
    return reader


async def _writer(file: int, streams: AsyncExitStack) -> StreamWriter:
    loop = asyncio.get_running_loop()
    transport, protocol = await loop.connect_write_pipe(
        lambda: StreamReaderProtocol(StreamReader()), os.fdopen(file, "wb", buffering=0)
    )
    streams.callback(transport.close)
    return StreamWriter(transport, protocol, None, loop)


async def _rest_of(stream: StreamReader | None) -> bytes:
    return b"" if stream is None else await stream.read()
