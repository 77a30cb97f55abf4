"""Letters as PDF, and many of them as one ZIP that is sent while it is made."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from html import escape
from typing import Any, NoReturn

from anyio import to_thread
from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from zipstream import ZipStream

from db.contents.hard_copies import HardCopy, hard_copies_of
from db.contents.letters import Letter

PAGE = """
@page { size: A4; margin: 25mm 20mm 25mm 25mm }
html { font: 11pt serif; line-height: 1.4 }
address { font-style: normal; min-height: 40mm }
.day { text-align: right; margin-bottom: 8mm }
.text { white-space: pre-wrap }
img { max-width: 100% }
"""


class PrintingUnavailable(Exception):
    """The libraries that make PDF files are not on this machine; the message says which one to install."""


def check_printing() -> None:
    try:
        import weasyprint  # noqa: F401
    except OSError as error:
        message = "Letters cannot be printed here. Install Pango (Debian: libpango-1.0-0)."
        raise PrintingUnavailable(message) from error


def pdf_of(letter: Letter) -> bytes:
    """A letter on A4 pages: the address, the day, and the HTML body if there is one, else the text."""
    check_printing()
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    class Nothing(URLFetcher):
        """A letter is not to make this server ask others for pictures: they are in the letter or nowhere."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if not url.startswith("data:"):
                _refuse(url)
            return super().fetch(url, headers)

    return HTML(string=_page(letter), url_fetcher=Nothing(allowed_protocols=["data"])).write_pdf() or b""


async def zip_of(segment_id: int) -> AsyncIterator[bytes]:
    """The letters of a segment that go out on paper, each a PDF; no more than one is in memory."""
    zipped = ZipStream()
    async for copies in hard_copies_of(segment_id):
        for copy in copies:
            zipped.add(await to_thread.run_sync(pdf_of, copy.letter), f"{copy.name}.pdf")
            for piece in zipped.all_files():
                yield piece
    for piece in zipped.finalize():
        yield piece


async def pdf_of_copy(copy: HardCopy) -> bytes:
    return await to_thread.run_sync(pdf_of, copy.letter)


def _refuse(url: str) -> NoReturn:
    raise ValueError(f"not in the letter: {url[:100]}")


def _page(letter: Letter) -> str:
    address = "<br>".join(escape(row) for row in letter.address)
    body = letter.html or f'<div class="text">{escape(letter.text or "")}</div>'
    return (
        f'<html lang="{escape(letter.language or "")}"><head><title>{escape(letter.subject)}</title>'
        f"<style>{PAGE}</style></head><body><address>{address}</address>"
        f'<p class="day">{escape(_day(letter))}</p><p><strong>{escape(letter.subject)}</strong></p>{body}</body></html>'
    )


def _day(letter: Letter) -> str:
    """The day as it is written in the language of the letter."""
    if letter.day is None:
        return ""
    try:
        locale = Locale.parse((letter.language or "en").replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    return format_date(date.fromisoformat(letter.day), "long", locale)
