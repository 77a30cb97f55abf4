"""What lies in the storage of a test, and whether it agrees with the rows."""

from __future__ import annotations

import os
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from db.models import Attachment, Blob


def hash_of(holding: bytes) -> str:
    return sha256(holding).hexdigest()


def files_in(folder: Path) -> dict[str, bytes]:
    """Everything that lies there, unfinished files included, by the path inside."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def keep_a_file(folder: Path, holding: bytes, moment: datetime, unfinished: str = "") -> str:
    """A file of which no row knows, put at a moment."""
    path = folder / hash_of(holding)[:2] / f"{hash_of(holding)}{unfinished}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(holding)
    age(path, moment)
    return path.relative_to(folder).as_posix()


def age(path: Path, moment: datetime) -> None:
    os.utime(path, (moment.timestamp(), moment.timestamp()))


async def assert_files_and_rows_agree(folder: Path) -> None:
    """Every row has its file with the bytes of its hash, every file its row, every row its attachment."""
    blobs = {blob.sha256: blob for blob in await Blob.all()}
    files = files_in(folder)
    assert {path[3:]: len(holding) for path, holding in files.items()} == {
        sha256: blob.size for sha256, blob in blobs.items()
    }
    assert all(path == f"{hash_of(held)[:2]}/{hash_of(held)}" for path, held in files.items())
    used = set(await Attachment.all().values_list("blob_id", flat=True))
    assert {blob.id for blob in blobs.values()} == used
