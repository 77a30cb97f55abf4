"""The letters of a logged segment that are printed, and the names of their files."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from db.contents.letters import Letter, LetterInvalid, letters_of
from db.sql import statements

LETTERS_PER_ROUND = 50
LONGEST_NAME = 150


@dataclass(frozen=True)
class HardCopy:
    """A letter to be printed, and the name of its file without the ending."""

    name: str
    letter: Letter


async def hard_copy_of(interaction_id: int) -> HardCopy | None:
    """The letter of one entry, whatever its correspondence type; its file is called as its subject is."""
    letter = (await letters_of([interaction_id])).get(interaction_id)
    if letter is None or isinstance(letter, LetterInvalid):
        return None
    return HardCopy(_file_name(letter.subject) or "Letter", letter)


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
                AND content_id IS NOT NULL AND id > :last
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
            if isinstance(letter, Letter)
        ]


async def name_of_segment(segment_id: int) -> str | None:
    """The name of the file with all letters of a segment: its description; None if the segment is not logged."""
    found = await statements.select(
        "SELECT number, description FROM segment WHERE id = :segment_id AND status = 'LOGGED'",
        segment_id=segment_id,
    )
    return (_file_name(found[0]["description"]) or found[0]["number"]) if found else None


def _called(letter: Letter) -> str:
    names = dict.fromkeys(name for name in (letter.company_name, letter.contact_name) if name)
    return _file_name(" - ".join(names)) or "Letter"


def _unused(name: str, used: dict[str, int]) -> str:
    """A name that no other file has, compared without case, as some file systems do."""
    times = used[name.casefold()] = used.get(name.casefold(), 0) + 1
    return name if times == 1 else _unused(f"{name} ({times})", used)


def _file_name(text: str) -> str:
    """The text without characters that a file system forbids or that separate folders."""
    plain = "".join(" " if letter in '/\\:*?"<>|' or not letter.isprintable() else letter for letter in text)
    return " ".join(plain.split()).strip(". ")[:LONGEST_NAME].rstrip(". ")
