"""Letters to be printed, downloaded by links: one as PDF, those of a segment as one ZIP."""

from __future__ import annotations

import asyncio
from io import BytesIO
from itertools import count
from typing import Any
from zipfile import ZipFile

import pytest
from pypdf import PdfReader
from starlette.types import Message

from api.app import app
from api.files import pdf
from db.interactions.canceling import cancel_interactions
from db.letter_contents.limited_process import LimitedProcess
from db.models import Segment
from db.segments.canceling import cancel_segment
from db.segments.logging import log_segment
from schema.graph.ids import global_id
from tests.api.conftest import Client
from tests.api.files.test_pdf import RUNAWAY
from tests.builders import a_company, a_contact, a_content, a_segment, a_template, a_template_language
from tests.conftest import NOW
from tests.db.segments.lines import entries_of

LINKS = """query ($id: ID!) { segment(by: { id: $id }) { hardCopiesLink { url }
    interactions { nodes { contact { name } hardCopyLink { url } } } } }"""


def words_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


async def a_logged_segment(*names: str, **bodies: Any) -> Segment:
    template = await a_template(correspondence_type="HARD_COPY", ignores_contact_correspondence_type=True)
    content = await a_content(subject="Spring / Весна", **bodies or {"body_text": "Dear {{ contact.name }}"})
    await a_template_language(template, language="en", letter_content_id=content.id)
    company = await a_company(name="Ромашка")
    people = [(await a_contact(name=name, company_id=company.id)).id for name in names]
    segment = await a_segment(
        template_id=template.id, contact_ids=people, language="en", description="Spring: 100% paper"
    )
    await log_segment(segment.id, now=NOW)
    return segment


async def links_of(client: Client, segment: Segment) -> tuple[str | None, dict[str, str | None]]:
    found = (await client.ask(LINKS, id=global_id(segment)))["data"]["segment"]
    entries = found["interactions"]["nodes"]
    links = {each["contact"]["name"]: each["hardCopyLink"] for each in entries}
    urls = {name: link and link["url"] for name, link in links.items()}
    return found["hardCopiesLink"] and found["hardCopiesLink"]["url"], urls


async def test_the_letters_of_a_segment_are_one_zip_with_a_pdf_for_each_contact(client: Client) -> None:
    segment = await a_logged_segment("Ann", "Зоя Щукина", "Ann")
    url, _ = await links_of(client, segment)
    response = await client.http.get(url or "")
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/zip")
    assert "Spring%20100%25%20paper.zip" in response.headers["Content-Disposition"]
    with ZipFile(BytesIO(response.content)) as zipped:
        assert zipped.testzip() is None
        assert zipped.namelist() == ["Ромашка - Ann.pdf", "Ромашка - Зоя Щукина.pdf", "Ромашка - Ann (2).pdf"]
        assert "Dear Зоя Щукина" in words_of(zipped.read("Ромашка - Зоя Щукина.pdf"))


async def test_one_letter_is_a_pdf_called_by_its_subject(client: Client) -> None:
    segment = await a_logged_segment("Ann")
    _, letters = await links_of(client, segment)
    response = await client.http.get(letters["Ann"] or "")
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/pdf")
    assert "Spring%20%D0%92%D0%B5%D1%81%D0%BD%D0%B0.pdf" in response.headers["Content-Disposition"]
    assert "Dear Ann" in words_of(response.content)
    head = await client.http.head(letters["Ann"] or "")
    assert (head.status_code, head.content) == (200, b"")


async def test_there_is_no_link_where_there_is_nothing_to_print(client: Client) -> None:
    empty = await a_segment(1)
    assert (await links_of(client, empty))[0] is None
    await log_segment(empty.id, now=NOW)
    url, letters = await links_of(client, empty)
    assert set(letters.values()) == {None}
    with ZipFile(BytesIO((await client.http.get(url or "")).content)) as zipped:
        assert zipped.namelist() == []


async def test_what_was_canceled_is_not_printed_any_more(client: Client) -> None:
    segment = await a_logged_segment("Ann", "Bea")
    url, _ = await links_of(client, segment)
    await cancel_interactions([(await entries_of(segment))[0].id], now=NOW)
    with ZipFile(BytesIO((await client.http.get(url or "")).content)) as zipped:
        assert zipped.namelist() == ["Ромашка - Bea.pdf"]
    await cancel_segment(segment.id, now=NOW)
    assert (await client.http.get(url or "")).status_code == 404


async def test_a_link_opens_nothing_else(client: Client) -> None:
    segment = await a_logged_segment("Ann")
    url, letters = await links_of(client, segment)
    token = (letters["Ann"] or "").rsplit("/", 1)[1]
    for place in ("/hard-copies-of-segments", "/attachments"):
        assert (await client.http.get(f"{place}/{token}")).status_code == 404
    assert (await client.http.get(f"{url}x")).status_code == 404


NESTED = "{% for i in (1..60) %}<table><tr><td>{% endfor %}{{ contact.name }}"
COUNTED = "<p>Dear {{ contact.name | plus: 1 | ceil }}</p>"
BODY = f"{{% if contact.name == 'Bea' %}}{NESTED}{{% else %}}{COUNTED}{{% endif %}}"


async def test_what_cannot_be_printed_is_named_in_the_zip_and_on_its_own_link(client: Client) -> None:
    segment = await a_logged_segment("Ann", "Bea", "inf", "CON", body_html=BODY)
    found = await client.ask(LINKS, id=global_id(segment))
    url, letters = await links_of(client, segment)
    response = await client.http.get(url or "")
    with ZipFile(BytesIO(response.content)) as zipped:
        assert zipped.testzip() is None
        *printed, unprinted = zipped.namelist()
        assert printed == ["Ромашка - Ann.pdf", "Ромашка - CON.pdf"]
        assert "Dear 1" in words_of(zipped.read(printed[0]))
        assert unprinted == "Not printed.txt"
        assert zipped.read(unprinted).decode().splitlines() == [
            "Ромашка - Bea: It nests too deeply.",
            "Ромашка - inf: It fails on one of its values (OverflowError).",
        ]
    assert (await client.http.get(letters["Ann"] or "")).status_code == 200
    for name in ("Bea", "inf"):
        refused = await client.http.get(letters[name] or "")
        [error] = refused.json()["errors"]
        assert (refused.status_code, error["extensions"]) == (422, {"code": "CONTENT_INVALID"})
        assert error["message"].startswith("This letter cannot be printed. It ")
    assert "errors" not in found


async def test_printing_ends_when_the_client_leaves(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_printer", LimitedProcess("api.files.printing", pdf.LIMITS))
    segment = await a_logged_segment("Ann", body_html=RUNAWAY)
    url, letters = await links_of(client, segment)
    for link in (letters["Ann"], url):
        printer = pdf._printer._quick
        await pdf.check_printing()
        assert printer._process is not None
        at_work, left = printer._process, asyncio.Event()

        async def receive(left: asyncio.Event = left) -> Message:
            await left.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            pass

        request = client.http.build_request("GET", link or "")
        scope = {
            "type": "http", "method": "GET", "path": request.url.path, "raw_path": request.url.raw_path,
            "query_string": b"", "headers": request.headers.raw, "scheme": "http", "server": ("localhost", 80),
            "asgi": {"version": "3.0", "spec_version": "2.3"}, "root_path": "", "http_version": "1.1",
        }  # fmt: skip
        answering = asyncio.create_task(app(scope, receive, send))
        async with asyncio.timeout(30):
            for _ in count():
                if printer.turns.locked():
                    break
                await asyncio.sleep(0.01)
        left.set()
        await asyncio.wait_for(answering, 30)
        await asyncio.wait_for(at_work.wait(), 30)
