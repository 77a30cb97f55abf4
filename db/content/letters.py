"""Letters: what the content of entries of the log says to their contacts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from db.models import Attachment


@dataclass(frozen=True)
class Letter:
    """What one contact receives. A letter always has a text; the text of one in HTML alone is made from it."""

    subject: str
    text: str
    html: str | None
    language: str | None
    attachments: Sequence[Attachment]


class LetterInvalid(Exception):
    """The content cannot be made into a letter; the message says why, in words for whoever wrote it."""


async def letters_of(interaction_ids: Sequence[int]) -> dict[int, Letter | LetterInvalid]:
    """The letters of entries that have content: the same however often it is asked."""
    raise NotImplementedError
