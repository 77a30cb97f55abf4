"""Letters as PDF, and many of them as one ZIP that is sent while it is made. Printing is a limited process' work."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from zipstream import ZipStream

from db.callers import whose_turn
from db.letter_contents.hard_copies import HardCopy, hard_copies_of
from db.letter_contents.letters import Letter, LetterInvalid
from db.letter_contents.limited_process import LimitedProcess, Limits, OverLimits, ProcessUnavailable

LIMITS = Limits(seconds=10, patience=60, memory=512 * 1024**2)
"""The longest letter that content can make takes half of it."""

UNPRINTED = "Not printed.txt"
"""The file in a ZIP that names the letters that are missing, and why."""

_printer = LimitedProcess("api.files.printing", LIMITS)
"""For links and for ZIPs: what one of them has learned of a letter, the other knows."""


class PrintingUnavailable(Exception):
    """The libraries that make PDF files are not on this machine; the message says which one to install."""

    def __init__(self) -> None:
        super().__init__("Letters cannot be printed here. Install Pango (Debian: libpango-1.0-0).")


async def check_printing() -> None:
    try:
        await _printer.check()
    except ProcessUnavailable as error:
        raise PrintingUnavailable from error


async def pdf_of(letter: Letter | LetterInvalid, printer: LimitedProcess | None = None) -> bytes:
    """The letter on A4 pages. Raises LetterInvalid, OverLimits or PrintingUnavailable.

    It waits in the line of whoever the link was made for, and letters of one content wait for each other.
    """
    if isinstance(letter, LetterInvalid):
        raise letter
    piece = vars(replace(letter, attachments=()))
    try:
        [result] = await (printer or _printer).results(
            None, [piece], whose_turn(), [letter.letter_content_id]
        )
    except ProcessUnavailable as error:
        raise PrintingUnavailable from error
    if isinstance(result, OverLimits):
        raise result
    if isinstance(result, bytes):
        return result
    raise LetterInvalid(str(result))


async def zip_of(segment_id: int) -> AsyncIterator[bytes]:
    """The letters of a segment that go out on paper, each a PDF; no more than one is in memory.

    Those that cannot be printed are named in a text file at the end.
    """
    zipped = ZipStream()
    unprinted: list[str] = []
    async for copies in hard_copies_of(segment_id):
        for copy in copies:
            pdf = await _printed(copy)
            if isinstance(pdf, bytes):
                zipped.add(pdf, f"{copy.name}.pdf")
            else:
                unprinted.append(f"{copy.name}: {pdf}")
            for piece in zipped.all_files():
                yield piece
    if unprinted:
        zipped.add("".join(f"{line}\r\n" for line in unprinted).encode(), UNPRINTED)
    for piece in zipped.finalize():
        yield piece


async def close_printing() -> None:
    """End the processes beside this one."""
    await _printer.close()


async def _printed(copy: HardCopy) -> bytes | str:
    """The letter as PDF, or why it is none."""
    try:
        return await pdf_of(copy.letter)
    except (LetterInvalid, OverLimits, PrintingUnavailable) as error:
        return str(error)
