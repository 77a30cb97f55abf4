"""Letters: what the content of entries of the log says to their contacts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from db.models import Attachment


@dataclass(frozen=True)
class Letter:
    """What one contact receives: a text, HTML, or both as two forms of the same."""

    subject: str
    text: str | None
    html: str | None
    language: str | None
    attachments: Sequence[Attachment]


class LetterInvalid(Exception):
    """The content cannot be made into a letter; the message says why, in words for whoever wrote it."""


async def letters_of(interaction_ids: Sequence[int]) -> dict[int, Letter | LetterInvalid]:
    """The letters of entries that have content: the same however often it is asked."""
    raise NotImplementedError
