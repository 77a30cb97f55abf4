"""Requests with files that are large, endless or broken off: the server stays small and keeps nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import psutil

from api.settings import settings as ours
from tests.api.conftest import Client
from tests.api.graphql.test_multipart import OPERATIONS, PART, PLACES
from tests.api.servers import running
from tests.api.uploading import PDF, PREFLIGHT, post, upload
from tests.db.attachments.stored import files_in


async def test_a_body_over_the_limit_is_refused_while_it_arrives(client: Client) -> None:
    """The request names no length, and far more would come."""
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        yield b'--b0\r\nContent-Disposition: form-data; name="0"; filename="a.pdf"\r\n\r\n'
        while True:
            sent += 1024 * 1024
            yield bytes(1024 * 1024)

    headers = {**PREFLIGHT, "Content-Type": "multipart/form-data; boundary=b0"}
    response = await client.http.post("/graphql", content=endless(), headers=headers)
    assert response.status_code == 413
    most = 10 * ours().max_attachment_size + 4 * 1024 * 1024
    assert most < sent + 200 <= most + 2 * 1024 * 1024


async def test_what_is_no_file_stays_small(client: Client) -> None:
    operations = {**OPERATIONS, "extensions": {"x": "y" * (4 * 1024 * 1024)}}
    assert (await post(client.http, operations, PLACES, PART)).status_code == 400


async def test_a_large_file_passes_through_a_server_without_filling_its_memory(
    database: str, storage_folder: Path
) -> None:
    """A hundred and sixty mebibytes, and a process that grows by less than half of that."""
    size = 160 * 1024 * 1024
    set_so = {"ATTACHMENTS_URL": storage_folder.as_uri(), "MAX_ATTACHMENT_SIZE": str(size)}
    async with running(database, **set_so) as server:
        await upload(server.http)
        before = peak_memory(server.process.pid)
        payload = await upload(server.http, ("Large.pdf", bytes(size), PDF[2]))
        assert payload["attachment"]["sizeBytes"] == size
        async with server.http.stream("GET", payload["attachment"]["downloadLink"]["url"]) as response:
            lengths = [len(chunk) async for chunk in response.aiter_raw()]
        assert sum(lengths) == size and max(lengths) < size // 4
        assert peak_memory(server.process.pid) - before < size / 2


def peak_memory(process_id: int) -> int:
    """The most that it ever had, where the system tells, or else what it has."""
    status = Path(f"/proc/{process_id}/status")
    if not status.exists():
        return psutil.Process(process_id).memory_info().rss
    return int(status.read_text().split("VmHWM:")[1].split()[0]) * 1024


async def test_a_client_that_goes_away_leaves_nothing(database: str, storage_folder: Path) -> None:
    async with running(database, ATTACHMENTS_URL=storage_folder.as_uri()) as server:
        started = asyncio.Event()

        async def half() -> AsyncIterator[bytes]:
            yield b'--b0\r\nContent-Disposition: form-data; name="0"; filename="a.pdf"\r\n\r\n' + bytes(
                3_000_000
            )
            started.set()
            await asyncio.Event().wait()

        headers = {**PREFLIGHT, "Content-Type": "multipart/form-data; boundary=b0"}
        asking = asyncio.create_task(server.http.post("/graphql", content=half(), headers=headers))
        await started.wait()
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        assert (await upload(server.http))["userErrors"] == []
    assert len(files_in(storage_folder)) == 1
