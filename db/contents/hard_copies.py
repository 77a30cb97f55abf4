"""Which letters of a logged segment are printed, and what their files are called."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from db.contents.letters import Letter, LetterInvalid, letters_of
from db.sql import statements

AT_ONCE = 50
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
    """The letters of the logged entries of a segment that go out on paper, in the order of the lines, some at a time.

    Each file is called "company - name"; the second of the same name gets a number.
    """
    last, used = 0, dict[str, int]()
    while True:
        entries = await statements.select(
            """
            SELECT id FROM interaction
            WHERE segment_id = :segment_id AND status = 'LOGGED' AND correspondence_type = 'HARD_COPY'
                AND content_id IS NOT NULL AND id > :last
            ORDER BY id LIMIT :at_once
            """,
            segment_id=segment_id, last=last, at_once=AT_ONCE,
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
    """What the file with the letters of a segment is called: by its description; None if it is not logged."""
    found = await statements.select(
        "SELECT number, description FROM segment WHERE id = :segment_id AND status = 'LOGGED'",
        segment_id=segment_id,
    )
    return (_file_name(found[0]["description"]) or found[0]["number"]) if found else None


def _called(letter: Letter) -> str:
    names = dict.fromkeys(name for name in (letter.company_name, letter.contact_name) if name)
    return _file_name(" - ".join(names)) or "Letter"


def _unused(name: str, used: dict[str, int]) -> str:
    """File systems do not mind the case of letters, so neither do we."""
    times = used[name.casefold()] = used.get(name.casefold(), 0) + 1
    return name if times == 1 else _unused(f"{name} ({times})", used)


def _file_name(text: str) -> str:
    """What every file system takes, and none takes for a folder."""
    plain = "".join(" " if letter in '/\\:*?"<>|' or not letter.isprintable() else letter for letter in text)
    return " ".join(plain.split()).strip(". ")[:LONGEST_NAME].rstrip(". ")
