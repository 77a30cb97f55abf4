"""Previews of letters, before anything is logged."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tortoise.models import Model

from db.attachments.finding import attachments_of_letter_contents
from db.errors import Code, Problem, Problems, Refused, not_found
from db.letter_contents.letters import Letter, LetterInvalid, Order, made_of
from db.letter_contents.merge_fields import as_values, frozen_values
from db.models import Contact, InteractionTemplate, LetterContent, Salesperson, SegmentLine
from db.segments.effective import EFFECTIVE_LINES
from db.sql import statements
from db.sql.loaders import rows_by_id
from db.sql.rows import noun_of
from db.writes.validation import checked, language, optional


async def preview_line_letter(line_id: int, *, now: datetime) -> Letter:
    """The letter that a line would get if its segment were logged now, even if the segment is logged already."""
    records = await statements.select(
        f"""
        SELECT letter_content_id, language, {frozen_values("line", "COALESCE(line.occurred_at, :now)")} AS merge_values
        FROM ({EFFECTIVE_LINES} WHERE line.id = :line_id AND line.{SegmentLine.not_removed}) AS line
        """,
        line_id=line_id, now=now, today=now.date(),
    )  # fmt: skip
    if not records:
        raise Refused([not_found("segment line", line_id, "line_id")])
    return await _letter(records[0], "line_id")


async def preview_contact_letter(
    contact_id: int,
    *,
    template_id: int | None = None,
    letter_content_id: int | None = None,
    spoken: str | None = None,
    salesperson_id: int | None = None,
    path: str,
    now: datetime,
) -> Letter:
    """The letter that an interaction created now would get: the content given, else the template's in its language.

    `path` is the input field that all of this stands in. Chosen rows that are not there are problems.
    """
    spoken = await _checked(
        path,
        spoken,
        ("contact_id", Contact, contact_id),
        ("template_id", InteractionTemplate, template_id),
        ("letter_content_id", LetterContent, letter_content_id),
        ("salesperson_id", Salesperson, salesperson_id),
    )
    records = await statements.select(
        _of_contact(), contact_id=contact_id, template_id=template_id, letter_content_id=letter_content_id,
        language=spoken, salesperson_id=salesperson_id, now=now, today=now.date(),
    )  # fmt: skip
    if not records:
        raise Refused([not_found("contact", contact_id, path, "contact_id")])
    return await _letter(records[0], path, "letter_content_id" if letter_content_id else "template_id")


async def _checked(path: str, spoken: str | None, *chosen: tuple[str, type[Model], int | None]) -> str | None:
    """The language as languages are stored; refused if it is none, or if chosen rows are not there."""
    problems = Problems()
    fit = checked({"language": spoken}, {"language": optional(language)}, problems, path)
    for name, model, identity in chosen:
        if identity is not None and not await rows_by_id(model, [identity], frozenset({"id"})):
            problems.append(not_found(noun_of(model), identity, path, name))
    problems.refuse_if_any()
    return fit["language"]


def _of_contact() -> str:
    """The statement behind a preview for a contact: what would be written, in which language, with which values."""
    return f"""
        SELECT letter_content_id, language, {frozen_values("line", ":now")} AS merge_values FROM (
            SELECT {_CHOSEN} FROM contact
            LEFT JOIN interaction_template AS template ON template.id = :template_id
            LEFT JOIN template_language AS spoken
                ON spoken.template_id = template.id AND spoken.language = contact.language
            LEFT JOIN template_language AS written
                ON written.template_id = template.id AND written.language = {_LANGUAGE}
            WHERE contact.id = :contact_id
        ) AS line
        """


_LANGUAGE = "COALESCE(CAST(:language AS text), spoken.language, template.default_language, contact.language)"
_CHOSEN = f"""
    COALESCE(CAST(:letter_content_id AS bigint), written.letter_content_id) AS letter_content_id,
    contact.id AS contact_id,
    {_LANGUAGE} AS language,
    COALESCE(CAST(:salesperson_id AS bigint), contact.salesperson_id) AS salesperson_id,
    CAST(NULL AS bigint) AS segment_id, template.campaign_id,
    COALESCE(written.description, template.description) AS description"""


async def _letter(record: dict[str, Any], *path: str) -> Letter:
    contents = await rows_by_id(LetterContent, [record["letter_content_id"]])
    if record["letter_content_id"] not in contents:
        message = "There is no content for this. Give some to the template in this language, or to the line."
        raise Refused([Problem(Code.CONTENT_MISSING, message, path)])
    content = contents[record["letter_content_id"]]
    attachments = (await attachments_of_letter_contents([content.id])).get(content.id, [])
    [made] = await made_of(
        [Order(content, as_values(record["merge_values"]), record["language"], attachments)]
    )
    if isinstance(made, LetterInvalid):
        raise Refused([Problem(Code.CONTENT_INVALID, f"This is no letter. {made}", path)])
    return made
