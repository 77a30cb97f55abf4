"""The storage of attachments: a folder or a bucket of S3, in which each file is named by the SHA-256 of its bytes."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterable, AsyncIterator, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from errno import ENOENT
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from obstore.store import ObjectStore, RetryConfig

CHUNK = 64 * 1024
"""About how many bytes of a file are read at once."""
FILES_PER_LISTING = 1000
PATIENCE: RetryConfig = {"max_retries": 3, "retry_timeout": timedelta(seconds=20)}
"""Retries with S3. They end soon, because the upload holds a transaction open."""
CONCURRENT_PARTS = 2
"""How many parts of a large file, of 5 MiB each, are uploaded at a time and so in memory."""

_KEY = re.compile(r"([0-9a-f]{2})/(\1[0-9a-f]{62})")
_UNFINISHED = re.compile(r"[0-9a-f]{64}#[0-9]+")


class StorageUnusable(Exception):
    """The storage cannot be reached or written to; the message says what to do."""


class Storage:
    """Files by their SHA-256."""

    def __init__(self, url: str) -> None:
        self._url = url
        place = urlsplit(url)
        self._folder = Path(unquote(place.path)) if place.scheme == "file" else None

    def prepare(self) -> None:
        """Make the folder if it is missing, and try whether it can be written to. A bucket is not asked."""
        if self._folder is None:
            return
        with _reached():
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
                TemporaryFile(dir=self._folder).close()
            except OSError as error:
                raise OSError(error.errno, error.strerror, str(self._folder)) from error

    async def put(self, sha256: str, file: BinaryIO) -> None:
        """Store a file, whole or not at all, replacing one of the same name. In a folder it is synced to the disk."""
        file.seek(0)
        with _reached():
            self._check_folder()
            await self._store.put_async(_key(sha256), file, max_concurrency=CONCURRENT_PARTS)
            if self._folder is not None:
                await asyncio.to_thread(_settle, self._folder / _key(sha256), self._folder)

    async def chunks_of(self, sha256: str) -> AsyncIterable[bytes]:
        """The bytes of a file as they come. FileNotFoundError if there is none."""
        try:
            with _reached(FileNotFoundError):
                found = await self._store.get_async(_key(sha256))
        except FileNotFoundError:
            with _reached():
                self._check_folder()
            raise
        return found.stream(min_chunk_size=CHUNK)

    async def delete(self, hashes: Sequence[str]) -> None:
        """Delete files; those that do not exist are skipped."""
        with _reached():
            self._check_folder()
            try:
                await self._store.delete_async([_key(sha256) for sha256 in hashes])
            except FileNotFoundError:
                for sha256 in hashes:
                    with suppress(FileNotFoundError):
                        await self._store.delete_async(_key(sha256))

    async def listed(self) -> AsyncIterator[dict[str, datetime]]:
        """All files by hash with the moment when each was stored, FILES_PER_LISTING at a time; skips other names."""
        with _reached():
            self._check_folder()
            async for some in self._store.list(chunk_size=FILES_PER_LISTING):
                named = [(_KEY.fullmatch(each["path"]), each["last_modified"]) for each in some]
                yield {key[2]: moment for key, moment in named if key is not None}

    async def discard_unfinished(self, before: datetime) -> None:
        """Delete the unfinished files in a folder, older than `before`, whose process died while it stored them.

        A bucket does not list unfinished uploads; S3 deletes them by a lifecycle rule.
        """
        if self._folder is not None:
            with _reached():
                await asyncio.to_thread(_discard_unfinished, self._folder, before)

    def _check_folder(self) -> None:
        """A folder that has vanished is not an empty one: the disk of its files may be away.

        The library would make it anew, on another disk.
        """
        if self._folder is not None and not self._folder.is_dir():
            raise FileNotFoundError(ENOENT, os.strerror(ENOENT), str(self._folder))

    @cached_property
    def _store(self) -> ObjectStore:
        from obstore.store import LocalStore, S3Store  # 4 MB that only servers with attachments need

        with _reached():
            if self._folder is None:
                return S3Store.from_url(self._url, retry_config=PATIENCE)
            return LocalStore(self._folder)


_opened: Storage | None = None


def open_storage(url: str) -> None:
    """Use the storage at this URL from here on: `file:///absolute/path` or `s3://bucket/prefix`.

    StorageUnusable if its folder is not there and cannot be made, or cannot be written to.
    """
    opened = Storage(url)
    opened.prepare()
    use_storage(opened)


def use_storage(opened: Storage) -> None:
    global _opened
    _opened = opened


def storage() -> Storage:
    assert _opened is not None, "open_storage() comes first"
    return _opened


def _key(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"


def _settle(path: Path, folder: Path) -> None:
    """Sync to the disk: the file, its folder, and the folder around that."""
    for place in (path, path.parent, folder):
        if place.is_dir() and not hasattr(os, "O_DIRECTORY"):
            continue
        opened = os.open(place, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _discard_unfinished(folder: Path, before: datetime) -> None:
    """The library names an unfinished file like the file with # and a number added, and lists none of them."""
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
        reason = str(error).split("\n", 1)[0]
        if isinstance(error, OSError) and error.filename is not None:
            reason = f"{error.strerror}: {error.filename}"
        raise StorageUnusable(
            f"The storage of attachments cannot be used: {reason.rstrip('. ')}. Check ATTACHMENTS_URL."
        ) from error


def _is_trouble(error: Exception) -> bool:
    from obstore.exceptions import BaseError

    return isinstance(error, BaseError | OSError)
