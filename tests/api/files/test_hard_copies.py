"""Letters to be printed, downloaded by links: one as PDF, those of a segment as one ZIP."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

from pypdf import PdfReader

from db.interactions.canceling import cancel_interactions
from db.models import Segment
from db.segments.canceling import cancel_segment
from db.segments.logging import log_segment
from schema.graph.ids import global_id
from tests.api.conftest import Client
from tests.builders import a_company, a_contact, a_content, a_segment, a_template, a_template_language
from tests.conftest import NOW
from tests.db.segments.lines import entries_of

LINKS = """query ($id: ID!) { segment(by: { id: $id }) { hardCopiesUrl
    interactions { nodes { contact { name } hardCopyUrl } } } }"""


def words_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


async def a_logged_segment(*names: str) -> Segment:
    template = await a_template(correspondence_type="HARD_COPY", ignore_contact_correspondence_type=True)
    content = await a_content(subject="Spring / Весна", body_text="Dear {{ contact.name }}")
    await a_template_language(template, language="en", content_id=content.id)
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
    return found["hardCopiesUrl"], {each["contact"]["name"]: each["hardCopyUrl"] for each in entries}


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
