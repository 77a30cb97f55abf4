"""Letters as PDF: what they say can be read in them, in any script, and nothing is fetched for them."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from api.files import pdf
from api.files.pdf import pdf_of
from db.letter_contents.creating import LONGEST_BODY
from db.letter_contents.letters import Letter, LetterInvalid
from db.letter_contents.limited_process import LimitedProcess, Limits, OverLimits

LETTER = Letter(
    letter_content_id=1, subject="Frühling & Co", text="Guten Tag Зоя Щукина,\n\n  bis bald <Ihr> Öström", html=None,
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


DOUBLING = "".join(f"--a{n}:{f'var(--a{n - 1})' * 4};" for n in range(1, 15))
RUNAWAY = f"<style>:root{{--a0:aaaaaaaaaa;{DOUBLING}}} p{{font-family:var(--a14)}}</style><p>x</p>"
"""Some 700 characters that take minutes and gigabytes."""
NESTED = "<table><tr><td>" * 60 + "x" + "</td></tr></table>" * 60


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Limits(0.5, 60, pdf.LIMITS.memory), r"more than 0\.5 s"),
        (Limits(60, 120, 250 * 1024**2), "more than 250 MB of memory"),
    ],
)
async def test_a_letter_over_its_limits_is_not_printed_and_the_next_one_is(
    limits: Limits, words: str
) -> None:
    printer = LimitedProcess("api.files.printing", limits)
    try:
        with pytest.raises(OverLimits, match=words):
            await pdf_of(replace(LETTER, html=RUNAWAY), printer)
        assert (await pdf_of(LETTER, printer)).startswith(b"%PDF")
    finally:
        await printer.close()


async def test_a_letter_that_nests_too_deeply_is_not_printed() -> None:
    with pytest.raises(LetterInvalid, match="nests too deeply"):
        await pdf_of(replace(LETTER, html=NESTED))


async def test_the_longest_letter_that_content_can_make_is_printed() -> None:
    text = "Lorem ipsum dolor sit amet, consetetur sadipscing elitr\n"
    assert (await pdf_of(replace(LETTER, text=(text * 9000)[:LONGEST_BODY]))).startswith(b"%PDF")
