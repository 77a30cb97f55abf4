"""Where the bytes of attachments lie: a folder, or a bucket of S3, each file under the hash of what it holds."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterable, AsyncIterator, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from obstore.store import ObjectStore, RetryConfig

CHUNK = 64 * 1024
"""About how many bytes of a file are read at once."""
LISTED_AT_ONCE = 1000
PATIENCE: RetryConfig = {"max_retries": 3, "retry_timeout": timedelta(seconds=20)}
"""With S3, because whoever uploads holds a transaction open."""
PARTS_AT_ONCE = 2
"""How many parts of a large file, of 5 MiB each, are in memory while it is put."""

_KEY = re.compile(r"([0-9a-f]{2})/(\1[0-9a-f]{62})")
_UNFINISHED = re.compile(r"[0-9a-f]{64}#[0-9]+")


class StorageUnusable(Exception):
    """The storage cannot be reached or written to; the message says what to do."""


class Storage:
    """Files by their SHA-256. Nothing is made before the first of them is put or asked for."""

    def __init__(self, url: str) -> None:
        self._url = url
        place = urlsplit(url)
        self._folder = Path(unquote(place.path)) if place.scheme == "file" else None

    async def put(self, sha256: str, file: BinaryIO) -> None:
        """Keep a file whole or not at all, in place of what is there. It stays after a failure of power."""
        file.seek(0)
        with _reached():
            await self._store.put_async(_key(sha256), file, max_concurrency=PARTS_AT_ONCE)
            if self._folder is not None:
                await asyncio.to_thread(_settle, self._folder / _key(sha256), self._folder)

    async def chunks_of(self, sha256: str) -> AsyncIterable[bytes]:
        """The bytes of a file as they come. FileNotFoundError if there is none."""
        with _reached(FileNotFoundError):
            found = await self._store.get_async(_key(sha256))
        return found.stream(min_chunk_size=CHUNK)

    async def delete(self, hashes: Sequence[str]) -> None:
        """Files that are not there are no trouble."""
        with _reached():
            try:
                await self._store.delete_async([_key(sha256) for sha256 in hashes])
            except FileNotFoundError:
                for sha256 in hashes:
                    with suppress(FileNotFoundError):
                        await self._store.delete_async(_key(sha256))

    async def listed(self) -> AsyncIterator[dict[str, datetime]]:
        """All files by their hash with the moment when each was put, some at a time. Strangers are passed over."""
        with _reached():
            async for some in self._store.list(chunk_size=LISTED_AT_ONCE):
                named = [(_KEY.fullmatch(each["path"]), each["last_modified"]) for each in some]
                yield {key[2]: moment for key, moment in named if key is not None}

    async def discard_unfinished(self, before: datetime) -> None:
        """Delete what is left in a folder of files whose process died while it put them.

        In a bucket there is nothing to see of them; S3 gives them up by a lifecycle rule.
        """
        if self._folder is not None:
            with _reached():
                await asyncio.to_thread(_discard_unfinished, self._folder, before)

    @cached_property
    def _store(self) -> ObjectStore:
        from obstore.store import LocalStore, S3Store  # 4 MB that only servers with attachments need

        with _reached():
            if self._folder is None:
                return S3Store.from_url(self._url, retry_config=PATIENCE)
            return LocalStore(self._folder, mkdir=True)


_opened: Storage | None = None


def open_storage(url: str) -> None:
    """From here on files lie at `file:///absolute/path` or `s3://bucket/prefix`."""
    use_storage(Storage(url))


def use_storage(opened: Storage) -> None:
    global _opened
    _opened = opened


def storage() -> Storage:
    assert _opened is not None, "open_storage() comes first"
    return _opened


def _key(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"


def _settle(path: Path, folder: Path) -> None:
    """Onto the disk: the file, its name in its folder, and the name of that."""
    for place in (path, path.parent, folder):
        if place.is_dir() and not hasattr(os, "O_DIRECTORY"):
            continue
        opened = os.open(place, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _discard_unfinished(folder: Path, before: datetime) -> None:
    """The store writes beside a file, with # and a number after its name, and shows none of these in a list."""
    for path in folder.glob("??/*#*"):
        with suppress(FileNotFoundError):
            moment = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            if _UNFINISHED.fullmatch(path.name) and moment < before:
                path.unlink()


@contextmanager
def _reached(*expected: type[Exception]) -> Iterator[None]:
    try:
        yield
    except expected:
        raise
    except Exception as error:
        if not _is_trouble(error):
            raise
        reason = str(error).split("\n", 1)[0].rstrip(". ")
        raise StorageUnusable(
            f"The storage of attachments cannot be used: {reason}. Check ATTACHMENTS_URL."
        ) from error


def _is_trouble(error: Exception) -> bool:
    from obstore.exceptions import BaseError

    return isinstance(error, BaseError | OSError)
