"""Letters: the content of an entry of the log, rendered for its contact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson

from db.attachments.finding import attachments_of_contents
from db.contents.merge_fields import GREETINGS, LetterInvalid, as_values, nested
from db.contents.rendering import rendered
from db.models import Attachment, Content, NamePart
from db.salutations.greetings import greeting
from db.sql import statements
from db.sql.loaders import rows_by_id

__all__ = ["Letter", "LetterInvalid", "letter_of", "letters_of"]

LONGEST_SUBJECT = 200


@dataclass(frozen=True)
class Letter:
    """What one contact receives: a text, HTML, or both as two forms of the same."""

    content_id: int
    subject: str
    text: str | None
    html: str | None
    language: str | None
    day: str | None
    """The day of the interaction, as YYYY-MM-DD."""
    contact_name: str
    company_name: str | None
    attachments: tuple[Attachment, ...]
    address: tuple[str, ...]
    """The lines of name and address for an envelope."""


async def letters_of(interaction_ids: Sequence[int]) -> dict[int, Letter | LetterInvalid]:
    """The letters of entries that have content, in three statements. They never change."""
    entries = await statements.select(
        f"""
        SELECT id, content_id, merge_values, language FROM interaction
        WHERE id {statements.among("ids")} AND content_id IS NOT NULL AND merge_values IS NOT NULL
        """,
        ids=list(interaction_ids),
    )
    ids = [entry["content_id"] for entry in entries]
    contents, attachments = await rows_by_id(Content, ids), await attachments_of_contents(ids)
    letters: dict[int, Letter | LetterInvalid] = {}
    for entry in entries:
        try:
            content = contents[entry["content_id"]]
            values = as_values(entry["merge_values"])
            letters[entry["id"]] = letter_of(
                content, values, entry["language"], attachments.get(content.id, [])
            )
        except LetterInvalid as error:
            letters[entry["id"]] = error
    return letters


async def interactions_with_letters(interaction_ids: Sequence[int]) -> set[int]:
    """The ids of the interactions that have a letter which the caller may see."""
    entries = await statements.select(
        f"""
        SELECT id FROM interaction
        WHERE id {statements.among("ids")} AND content_id IS NOT NULL AND merge_values IS NOT NULL
        """,
        ids=list(interaction_ids),
    )
    return {entry["id"] for entry in entries}


def letter_of(
    content: Content,
    values: Mapping[str, str | None],
    language: str | None,
    attachments: Sequence[Attachment] = (),
) -> Letter:
    """The letter that content and merge values make."""
    known = nested({**values, **_greetings(values)})
    subject = " ".join(rendered(content.subject, known).split())[:LONGEST_SUBJECT]
    return Letter(
        content.id,
        subject,
        None if content.body_text is None else rendered(content.body_text, known),
        None if content.body_html is None else rendered(content.body_html, known, html=True),
        language,
        values.get("interaction.date"),
        values.get("contact.name") or "",
        values.get("company.name"),
        tuple(attachments),
        _address(values),
    )


def _address(values: Mapping[str, str | None]) -> tuple[str, ...]:
    place = " ".join(filter(None, (values.get("contact.post_code"), values.get("contact.city"))))
    rows = (
        values.get("company.name"), values.get("contact.name"), values.get("contact.address"), place,
        values.get("contact.country"),
    )  # fmt: skip
    return tuple(dict.fromkeys(row for row in rows if row))


def _greetings(values: Mapping[str, str | None]) -> dict[str, str | None]:
    """The formal and the informal greeting; None where the salutation has no such formula in the language."""
    names: dict[str, str | None] = {part: values.get(f"contact.{part.lower()}") for part in NamePart}
    names[NamePart.COMPANY_NAME] = values.get("company.name")
    greetings: dict[str, str | None] = {}
    for name in GREETINGS:
        text, parts = (values.get(f"{name}.{column}") for column in ("text", "parts"))
        greetings[name] = None if text is None else greeting(text, orjson.loads(parts or "[]"), names)
    return greetings
