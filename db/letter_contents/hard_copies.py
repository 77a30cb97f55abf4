"""The letters of a logged segment that are printed, and the names of their files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import AsyncIterator
from dataclasses import dataclass

from db.letter_contents.letters import Letter, LetterInvalid, letters_of
from db.sql import statements

LETTERS_PER_ROUND = 50
LONGEST_NAME = 196
"""Bytes of UTF-8; with the ending no file name has more than 200."""

RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(?=$|[ .])", re.IGNORECASE)
"""Names that mean a device on Windows, whatever follows the first dot."""


@dataclass(frozen=True)
class HardCopy:
    """A letter to be printed, or why there is none, and the name of its file without the ending."""

    name: str
    letter: Letter | LetterInvalid


async def hard_copy_of(interaction_id: int) -> HardCopy | None:
    """The letter of one entry, whatever its correspondence type; its file is called as its subject is."""
    letter = (await letters_of([interaction_id])).get(interaction_id)
    if letter is None:
        return None
    called = letter.subject if isinstance(letter, Letter) else ""
    return HardCopy(_file_name(called) or "Letter", letter)


async def hard_copies_of(segment_id: int) -> AsyncIterator[list[HardCopy]]:
    """The letters of a segment that go out on paper, in the order of the lines, LETTERS_PER_ROUND at a time.

    Each file is called "company - name"; the second of the same name gets a number.
    """
    last, used = 0, dict[str, int]()
    while True:
        entries = await statements.select(
            """
            SELECT id FROM interaction
            WHERE segment_id = :segment_id AND status = 'LOGGED' AND correspondence_type = 'HARD_COPY'
                AND letter_content_id IS NOT NULL AND id > :last
            ORDER BY id LIMIT :limit
            """,
            segment_id=segment_id, last=last, limit=LETTERS_PER_ROUND,
        )  # fmt: skip
        if not entries:
            return
        ids = [entry["id"] for entry in entries]
        last = ids[-1]
        letters = await letters_of(ids)
        yield [
            HardCopy(_unused(_called(letter), used), letter)
            for letter in (letters.get(each) for each in ids)
            if letter is not None
        ]


async def name_of_segment(segment_id: int) -> str | None:
    """The name of the file with all letters of a segment: its description; None if the segment is not logged."""
    found = await statements.select(
        "SELECT number, description FROM segment WHERE id = :segment_id AND status = 'LOGGED'",
        segment_id=segment_id,
    )
    return (_file_name(found[0]["description"]) or found[0]["number"]) if found else None


def _called(letter: Letter | LetterInvalid) -> str:
    names = dict.fromkeys(name for name in (letter.company_name, letter.contact_name) if name)
    return _file_name(" - ".join(names)) or "Letter"


def _unused(name: str, used: dict[str, int]) -> str:
    """A name that no other file has, compared without case and by its letters, as some file systems do."""
    known = unicodedata.normalize("NFC", name).casefold()
    times = used[known] = used.get(known, 0) + 1
    if times == 1:
        return name
    number = f" ({times})"
    return _unused(_shortened(name, LONGEST_NAME - len(number)) + number, used)


def _file_name(text: str) -> str:
    """The text without what a file system forbids, what separates folders, and what means a device."""
    plain = "".join(" " if letter in '/\\:*?"<>|' or not letter.isprintable() else letter for letter in text)
    name = " ".join(plain.split()).strip(". ")
    name = f"_{name}" if RESERVED.match(name) else name
    return _shortened(name, LONGEST_NAME)


def _shortened(name: str, most: int) -> str:
    """At most so many bytes of a name, without half a letter at the end."""
    return name.encode()[:most].decode(errors="ignore").rstrip(". ")
