"""A letter as a PDF; work for a limited process. Nothing but `api.files.pdf` names this module."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from html import escape
from typing import Any, NoReturn

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from weasyprint import HTML
from weasyprint.urls import URLFetcher

from db.letter_contents.limited_work import WorkRefused

MOST_BYTES = 20 * 1024**2
"""The most bytes of the PDF of a letter."""

PAGE = """
@page { size: A4; margin: 25mm 20mm 25mm 25mm }
html { font: 11pt serif; line-height: 1.4 }
address { font-style: normal; min-height: 40mm }
.day { text-align: right; margin-bottom: 8mm }
.text { white-space: pre-wrap }
img { max-width: 100% }
"""


class _Nothing(URLFetcher):
    """A letter is not to make this server ask others for pictures: they are in the letter or nowhere."""

    def fetch(self, url: str, headers: Any = None) -> Any:
        if not url.startswith("data:"):
            _refuse(url)
        return super().fetch(url, headers)


def prepare() -> None:
    """Once, before forks are made: WeasyPrint loads much of itself only when it prints."""
    HTML(string="<p>.</p>").write_pdf()


def work(shared: None, letter: Mapping[str, Any]) -> bytes:
    """A letter on A4 pages: the address, the day, and the HTML body if there is one, else the text."""
    fetcher = _Nothing(allowed_protocols=["data"])
    made = HTML(string=_page(letter), url_fetcher=fetcher).write_pdf() or b""
    if len(made) > MOST_BYTES:
        raise WorkRefused(f"Its file grows beyond {MOST_BYTES // 1024**2} MB.")
    return made


def _refuse(url: str) -> NoReturn:
    raise ValueError(f"not in the letter: {url[:100]}")


def _page(letter: Mapping[str, Any]) -> str:
    address = "<br>".join(escape(row) for row in letter["address"])
    body = letter["html"] or f'<div class="text">{escape(letter["text"] or "")}</div>'
    subject = escape(letter["subject"])
    return (
        f'<html lang="{escape(letter["language"] or "")}"><head><title>{subject}</title>'
        f"<style>{PAGE}</style></head><body><address>{address}</address>"
        f'<p class="day">{escape(_day(letter))}</p><p><strong>{subject}</strong></p>{body}</body></html>'
    )


def _day(letter: Mapping[str, Any]) -> str:
    """The day as it is written in the language of the letter."""
    if letter["day"] is None:
        return ""
    try:
        locale = Locale.parse((letter["language"] or "en").replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    return format_date(date.fromisoformat(letter["day"]), "long", locale)
