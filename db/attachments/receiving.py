"""Receiving an uploaded file: its bytes on the disk of this machine, and their hash."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

IN_MEMORY = 1024 * 1024
"""The bytes of a file that are kept in memory before it is written to the disk."""


@dataclass(frozen=True)
class Received:
    """Received bytes, which can be read several times while the context of `received` is open."""

    file: BinaryIO
    sha256: str
    size: int


@asynccontextmanager
async def received(source: BinaryIO | AsyncIterable[bytes], largest: int) -> AsyncIterator[Received]:
    """Receive a file. Chunks are read no further than the first one beyond `largest` bytes.

    The source is a file that is on the disk already, or chunks that are spooled as they come.
    """
    if not isinstance(source, AsyncIterable):
        yield Received(source, *await asyncio.to_thread(_measured, source))
        return
    with SpooledTemporaryFile(max_size=IN_MEMORY) as spool:
        file = cast(BinaryIO, spool)
        size = 0
        async for chunk in source:
            size += len(chunk)
            if size > largest:
                break
            await asyncio.to_thread(file.write, chunk)
        yield Received(file, (await asyncio.to_thread(_measured, file))[0], size)


def _measured(file: BinaryIO) -> tuple[str, int]:
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    return hashlib.file_digest(cast(Any, file), "sha256").hexdigest(), size
