"""Turns at the printer: slow letters of one author keep nobody else waiting, and are known however they come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest

from api.files import pdf
from db.api_keys.editing import create_api_key
from db.callers import Role
from db.letter_contents.limited_process import LimitedProcess
from db.models import Segment
from schema.graph.ids import global_id
from tests.api.auth.calling import with_settings
from tests.api.conftest import Client
from tests.api.files.test_hard_copies import LINKS, a_logged_segment
from tests.api.files.test_pdf import RUNAWAY


@pytest.fixture(autouse=True)
async def _fresh(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """A printer that remembers nothing of contents of other tests, whose ids are the same."""
    monkeypatch.setattr(pdf, "_printer", LimitedProcess("api.files.printing", pdf.LIMITS))
    yield
    await pdf.close_printing()


async def a_key(name: str) -> str:
    created = await create_api_key(name, Role.MARKETER, now=datetime.now(UTC))
    assert created.key
    return created.key


async def links_for(client: Client, key: str, segment: Segment) -> tuple[str, str]:
    """The link to the letter of its only contact, and to the ZIP, made for the caller with this key."""
    answer = await client.ask(LINKS, {"Authorization": f"Bearer {key}"}, id=global_id(segment))
    found = answer["data"]["segment"]
    return found["interactions"]["nodes"][0]["hardCopyLink"]["url"], found["hardCopiesLink"]["url"]


async def test_slow_letters_of_an_author_keep_nobody_else_waiting(client: Client) -> None:
    slow = [await a_logged_segment("Ann", body_html=f"{RUNAWAY}{place}") for place in range(4)]
    ordinary = await a_logged_segment("Bea")
    author, other = await a_key("author"), await a_key("other")
    answered: list[str] = []

    async def download(name: str, url: str) -> None:
        response = await client.http.get(url)
        assert response.status_code == (200 if name != "slow letter" else 422)
        answered.append(name)

    with with_settings(AUTHENTICATION="required"):
        tasks: list[asyncio.Task[None]] = []
        for segment in slow:
            letter, zipped = await links_for(client, author, segment)
            tasks.append(asyncio.create_task(download("slow letter", letter)))
            tasks.append(asyncio.create_task(download("slow ZIP", zipped)))
        letter, zipped = await links_for(client, other, ordinary)
        try:
            await asyncio.gather(download("letter", letter), download("ZIP", zipped))
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
    assert len(answered) <= 3 and {"letter", "ZIP"} <= set(answered), "before the second slow one"


async def test_a_letter_that_its_link_has_refused_is_not_tried_again_for_a_zip(client: Client) -> None:
    segment = await a_logged_segment("Ann", body_html=RUNAWAY)
    key = await a_key("author")
    with with_settings(AUTHENTICATION="required"):
        letter, zipped = await links_for(client, key, segment)
        refused = await client.http.get(letter)
        assert refused.status_code == 422
        await pdf.close_printing()
        response = await client.http.get(zipped)
    with ZipFile(BytesIO(response.content)) as made:
        told = made.read(pdf.UNPRINTED).decode().removeprefix("Ромашка - Ann: ").strip()
    assert told.startswith("It takes more than") and told in refused.text
    assert pdf._printer._slow._process is None, "nothing had to be tried in the slow lane"
