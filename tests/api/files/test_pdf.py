"""Letters as PDF: what they say can be read in them, in any script, and nothing is fetched for them."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from api.files.pdf import pdf_of
from db.contents.letters import Letter

LETTER = Letter(
    content_id=1, subject="Frühling & Co", text="Guten Tag Зоя Щукина,\n\n  bis bald <Ihr> Öström", html=None,
    language="de", day="2026-03-02", contact_name="Зоя Щукина", company_name="Ромашка", attachments=(),
    address=("Ромашка", "Зоя Щукина", "ул. <Мира> 1", "170100 Тверь", "RU"),
)  # fmt: skip


async def read(letter: Letter) -> PdfReader:
    return PdfReader(BytesIO(await pdf_of(letter)))


async def words_of(letter: Letter) -> str:
    return "\n".join(page.extract_text() for page in (await read(letter)).pages)


async def test_a_letter_has_its_address_its_day_its_subject_and_its_text() -> None:
    words = await words_of(LETTER)
    for part in (
        *LETTER.address,
        "2. März 2026",
        LETTER.subject,
        "Guten Tag Зоя Щукина,",
        "bis bald <Ihr> Öström",
    ):
        assert part in words, part
    assert (await read(LETTER)).metadata.title == LETTER.subject  # type: ignore[union-attr]


async def test_the_html_body_goes_before_the_text() -> None:
    words = await words_of(replace(LETTER, html="<h1>Willkommen</h1><p>Tom &amp; Jerry</p>"))
    assert "Willkommen" in words and "Tom & Jerry" in words and "Guten Tag" not in words


@pytest.mark.parametrize("language", [None, "tlh", "de-CH", "x-private"])
async def test_the_day_is_written_in_a_language_that_is_known_or_in_english(language: str | None) -> None:
    words = await words_of(replace(LETTER, language=language))
    assert "2. März 2026" in words or "March 2, 2026" in words


async def test_nothing_is_fetched_for_a_letter(tmp_path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    picture = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
    html = (
        f'<p>Seen</p><img src="{picture}"><img src="http://127.0.0.1:9/x.png"><img src="file://{secret}">'
        f'<link rel="stylesheet" href="http://127.0.0.1:9/x.css"><link rel="attachment" href="file://{secret}">'
        f'<object data="file://{secret}"></object><style>@import url("file://{secret}")</style>'
    )
    made = await pdf_of(replace(LETTER, html=html))
    assert "Seen" in await words_of(replace(LETTER, html=html)) and b"secret" not in made
    assert not PdfReader(BytesIO(made)).attachments


async def test_a_long_letter_goes_over_several_pages() -> None:
    assert len((await read(replace(LETTER, text="Line\n" * 300))).pages) > 3
