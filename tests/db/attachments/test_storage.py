"""The storage: a folder by default, a bucket by setting."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from db.attachments.storage import Storage, StorageUnusable, storage
from tests.builders import an_attachment
from tests.conftest import NOW
from tests.db.attachments.stored import files_in, hash_of, keep_a_file


async def bytes_of(sha256: str) -> bytes:
    return b"".join([bytes(chunk) async for chunk in await storage().chunks_of(sha256)])


def test_the_folder_is_made_when_the_storage_is_opened_and_nothing_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "inside"
    Storage(folder.as_uri()).prepare()
    assert os.listdir(folder) == []


@pytest.mark.parametrize("place", ["/proc/touchbase/inside", "/proc", "{file}", "{file}/inside"])
def test_a_folder_that_cannot_be_made_or_written_to_is_told_before_it_is_needed(
    tmp_path: Path, place: str
) -> None:
    """Nobody, root included, makes files in /proc."""
    (tmp_path / "file").touch()
    folder = Path(place.format(file=tmp_path / "file"))
    with pytest.raises(StorageUnusable, match=rf": {folder}\. Check ATTACHMENTS_URL"):
        Storage(folder.as_uri()).prepare()


async def test_a_folder_that_has_vanished_is_not_made_anew(tmp_path: Path, storage_folder: Path) -> None:
    await an_attachment(b"kept elsewhere")
    os.rename(storage_folder, tmp_path / "away")
    with (tmp_path / "file").open("w+b") as file, pytest.raises(StorageUnusable):
        file.write(b"new")
        await storage().put(hash_of(b"new"), file)
    with pytest.raises(StorageUnusable):
        await storage().chunks_of(hash_of(b"kept elsewhere"))
    with pytest.raises(StorageUnusable):
        await storage().delete([hash_of(b"kept elsewhere")])
    with pytest.raises(StorageUnusable):
        assert [some async for some in storage().listed()] == []
    assert storage_folder.name not in os.listdir(storage_folder.parent)
    os.rename(tmp_path / "away", storage_folder)
    assert await bytes_of(hash_of(b"kept elsewhere")) == b"kept elsewhere"


async def test_a_file_comes_out_as_it_went_in_and_in_chunks() -> None:
    holding = bytes(range(256)) * 8192
    await an_attachment(holding)
    chunks = [bytes(chunk) async for chunk in await storage().chunks_of(hash_of(holding))]
    assert b"".join(chunks) == holding and len(chunks) > 4


async def test_a_file_that_is_not_there_is_told_from_a_storage_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        await storage().chunks_of("0" * 64)
    blocked = tmp_path / "blocked"
    blocked.write_text("This is no folder.")
    with pytest.raises(StorageUnusable, match="Check ATTACHMENTS_URL"):
        await Storage((blocked / "inside").as_uri()).chunks_of("0" * 64)


async def test_deleting_passes_over_what_is_gone(storage_folder: Path) -> None:
    gone = "0" * 64
    for holding in (b"one", b"two", b"three"):
        await an_attachment(holding)
    await storage().delete([gone, hash_of(b"one"), gone, hash_of(b"two")])
    assert list(files_in(storage_folder).values()) == [b"three"]


async def test_a_list_holds_files_of_ours_alone(storage_folder: Path) -> None:
    await an_attachment(b"ours")
    keep_a_file(storage_folder, b"cut off", NOW, unfinished="#1")
    (storage_folder / "README.txt").write_text("Not ours.")
    (storage_folder / "aa").mkdir(exist_ok=True)
    (storage_folder / "aa" / ("b" * 64)).write_text("In the wrong place.")
    assert [set(some) async for some in storage().listed() if some] == [{hash_of(b"ours")}]


async def test_unfinished_files_go_once_they_are_old(storage_folder: Path) -> None:
    keep_a_file(storage_folder, b"old", NOW - timedelta(hours=2), unfinished="#1")
    young = keep_a_file(storage_folder, b"young", NOW, unfinished="#2")
    whole = keep_a_file(storage_folder, b"whole", NOW - timedelta(hours=2))
    (storage_folder / "aa").mkdir(exist_ok=True)
    (storage_folder / "aa" / "notes#1").write_text("Not ours.")
    await storage().discard_unfinished(NOW - timedelta(hours=1))
    assert set(files_in(storage_folder)) == {young, whole, "aa/notes#1"}


async def test_a_folder_may_have_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "Ablage ä #1 100%"
    own = Storage(folder.as_uri())
    own.prepare()
    with (tmp_path / "file").open("w+b") as file:
        file.write(b"held")
        await own.put(hash_of(b"held"), file)
    assert list(files_in(folder).values()) == [b"held"]


def test_a_bucket_is_named_by_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """What S3 does with it is not tried here."""
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    store = Storage("s3://letters/touchbase/files")._store
    assert repr(store) == 'S3Store(bucket="letters", prefix="touchbase/files")'
