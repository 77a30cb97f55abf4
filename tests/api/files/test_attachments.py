"""Downloads by signed links: what they bring, and for how long."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from itsdangerous import TimestampSigner, URLSafeTimedSerializer

from api.files.downloads import links
from db.attachments.sweeping import delete_unused_attachments
from schema.graph.signed_links import Place
from tests.api.conftest import Client
from tests.api.refused import refusal_in
from tests.api.servers import running
from tests.api.uploading import PDF, sent, upload
from tests.conftest import NOW
from tests.db.attachments.stored import files_in

SECRET = "a secret of the tests"
DOWNLOAD = "query ($id: ID!) { node(id: $id) { ... on Attachment { downloadLink { url } } } }"


async def a_link(
    client: Client, name: str = PDF[0], media_type: str = PDF[2], holding: bytes = PDF[1]
) -> str:
    return (await upload(client.http, (name, holding, media_type)))["attachment"]["downloadLink"]["url"]


async def test_a_link_brings_the_file_as_it_was_sent(client: Client) -> None:
    holding = bytes(range(256)) * 2000
    url = await a_link(client, holding=holding)
    assert urlsplit(url).path.startswith("/attachments/")
    response = await client.http.get(url, headers={"Accept-Encoding": "gzip"})
    assert (response.status_code, response.content) == (200, holding)
    headers = response.headers
    assert headers["Content-Length"] == str(len(holding)) and "Content-Encoding" not in headers
    assert headers["Content-Type"] == "application/pdf"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "private, no-cache"


async def test_text_is_sent_byte_by_byte_too(client: Client) -> None:
    holding = b"the same line again\n" * 5000
    response = await client.http.get(await a_link(client, "a.txt", "text/plain", holding))
    assert (response.headers["Content-Type"], response.content) == ("text/plain", holding)
    assert response.headers["Content-Length"] == str(len(holding))


@pytest.mark.parametrize(
    ("name", "disposition"),
    [
        ("Offer.pdf", "attachment; filename=\"Offer.pdf\"; filename*=UTF-8''Offer.pdf"),
        ("Für Zoë.pdf", "attachment; filename=\"Fur Zoe.pdf\"; filename*=UTF-8''F%C3%BCr%20Zo%C3%AB.pdf"),
        ('a"b;%c.pdf', "attachment; filename=\"a_b;_c.pdf\"; filename*=UTF-8''a%22b%3B%25c.pdf"),
        ("Счёт.pdf", "attachment; filename=\".pdf\"; filename*=UTF-8''%D0%A1%D1%87%D1%91%D1%82.pdf"),
    ],
)
async def test_the_browser_is_told_to_save_it_under_its_name(
    name: str, disposition: str, client: Client
) -> None:
    payload = await upload(client.http, name=name)
    response = await client.http.get(payload["attachment"]["downloadLink"]["url"])
    assert response.headers["Content-Disposition"] == disposition


async def test_who_has_the_file_already_gets_nothing_of_it(client: Client) -> None:
    url = await a_link(client)
    etag = (await client.http.get(url)).headers["ETag"]
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        response = await client.http.get(url, headers={"If-None-Match": known})
        assert (response.status_code, response.content, response.headers["ETag"]) == (304, b"", etag)
    assert (await client.http.get(url, headers={"If-None-Match": '"other"'})).status_code == 200


async def test_head_tells_everything_but_the_bytes(client: Client) -> None:
    url = await a_link(client)
    by_get, by_head = await client.http.get(url), await client.http.head(url)
    assert (by_head.status_code, by_head.content) == (200, b"")
    assert by_head.headers == by_get.headers


async def test_a_link_that_nobody_signed_is_not_found(client: Client) -> None:
    url = await a_link(client)
    other = URLSafeTimedSerializer("another secret", salt="attachment").dumps(1)
    for wrong in (
        f"{url}x",
        url[:-1],
        "/attachments/x",
        "/attachments/1",
        f"/attachments/{other}",
        "/attachments/%00",
    ):
        response = await client.http.get(wrong)
        assert response.status_code == 404, wrong
    assert (await client.http.post(url)).status_code == 405


async def test_a_link_expires(client: Client) -> None:
    class Earlier(TimestampSigner):
        seconds = 0

        def get_timestamp(self) -> int:
            return super().get_timestamp() - self.seconds

    fresh: Any = links()._signed[Place.ATTACHMENT]
    await upload(client.http)
    for Earlier.seconds, status in ((3590, 200), (3700, 410), (-30, 200)):
        signed = URLSafeTimedSerializer(fresh.secret_keys, salt="attachment", signer=Earlier).dumps(1)
        response = await client.http.get(f"/attachments/{signed}")
        assert response.status_code == status
    assert response.headers["Content-Type"] == "application/pdf"


async def test_a_link_to_what_is_gone_is_not_found(client: Client, storage_folder: Path) -> None:
    lost, swept = await a_link(client, holding=b"lost"), await a_link(client, holding=b"swept")
    for path, holding in files_in(storage_folder).items():
        if holding == b"lost":
            (storage_folder / path).unlink()
    assert (await client.http.get(lost)).status_code == 404
    await delete_unused_attachments(now=NOW + timedelta(days=9999))
    assert (await client.http.get(swept)).status_code == 404


async def test_servers_with_one_secret_key_know_each_others_links(
    database: str, storage_folder: Path
) -> None:
    place = {"ATTACHMENTS_URL": storage_folder.as_uri()}
    shared = {**place, "SECRET_KEY": SECRET, "ATTACHMENT_LINK_SECONDS": "600"}
    async with (
        running(database, **shared) as one,
        running(database, **shared) as two,
        running(database, **place) as own,
    ):
        url = (await upload(one.http))["attachment"]["downloadLink"]["url"]
        statuses = [(await server.http.get(urlsplit(url).path)).status_code for server in (one, two, own)]
    assert statuses == [200, 200, 404]


async def test_a_file_arrives_through_a_server_in_pieces(database: str, storage_folder: Path) -> None:
    holding = bytes(range(256)) * 16 * 1024
    async with running(database, ATTACHMENTS_URL=storage_folder.as_uri()) as server:
        url = (await upload(server.http, ("Large.pdf", holding, PDF[2])))["attachment"]["downloadLink"]["url"]
        async with server.http.stream("GET", url) as response:
            assert isinstance(response, httpx2.Response)
            pieces = [piece async for piece in response.aiter_raw()]
    assert b"".join(pieces) == holding and len(pieces) > 1
    assert response.headers["Content-Length"] == str(len(holding))
    assert "Transfer-Encoding" not in response.headers


async def test_a_folder_that_vanishes_is_told_and_not_made_anew(
    database: str, storage_folder: Path, tmp_path: Path
) -> None:
    """The server stays ready: all else is answered."""
    log = tmp_path / "log"
    async with running(database, log, ATTACHMENTS_URL=storage_folder.as_uri()) as server:
        url = (await upload(server.http, PDF))["attachment"]["downloadLink"]["url"]
        os.rename(storage_folder, tmp_path / "away")
        for holding in (PDF[1], b"others"):
            response = await sent(server.http, (PDF[0], holding, PDF[2]))
            assert refusal_in(response) == (503, "STORAGE_UNUSABLE")
            assert response.headers["Retry-After"] == "60"
            assert str(storage_folder) not in response.text
        lost = await server.http.get(urlsplit(url).path)
        assert (lost.status_code, lost.text) == (503, "The file cannot be reached now. Try again later.")
        assert (await server.http.get("/health/ready")).status_code == 200
        assert storage_folder.name not in os.listdir(storage_folder.parent)
        os.rename(tmp_path / "away", storage_folder)
        assert (await server.http.get(urlsplit(url).path)).content == PDF[1]
        assert (await sent(server.http, PDF)).json()["data"]["uploadAttachment"]["userErrors"] == []
    written = log.read_text("utf-8")
    assert written.count("STORAGE_UNUSABLE") == 1 and str(storage_folder) in written
    assert "Traceback" not in written
