"""Creating content. It never changes afterwards: whoever wants another letter creates another one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.contents.merge_fields import NAMES, SAMPLE, LetterInvalid, nested
from db.contents.rendering import rendered, unknown_fields
from db.errors import Code, Problems
from db.models import Attachment, Content, ContentAttachment
from db.sql.rows import insert_rows
from db.writes.references import check_references
from db.writes.transactions import transactional
from db.writes.validation import checked, line, optional, paragraph, required

MOST_ATTACHMENTS = 20
LONGEST_BODY = 200_000
BODIES = ("body_html", "body_text")
CHECKS = {"subject": required(line(200))} | {name: optional(paragraph(LONGEST_BODY)) for name in BODIES}


@dataclass
class ContentCreated:
    content: Content


@transactional
async def create_content(
    values: Mapping[str, Any], attachment_ids: list[int] | None = None, *, now: datetime
) -> ContentCreated:
    """A letter with merge fields, tried with sample values before it is kept."""
    problems = Problems()
    fit = checked({"subject": None, **values}, CHECKS, problems)
    if not any(values.get(name) for name in BODIES):
        problems.add(Code.REQUIRED, "Give a body as text, as HTML, or both.", "body_text")
    for name, source in fit.items():
        _try(name, source or "", problems)
    await _check_attachments(attachment_ids or [], problems)
    problems.refuse_if_any()
    content = await Content.create(**fit, created_at=now)
    if attachment_ids:
        await _attach(attachment_ids, content)
    return ContentCreated(content)


async def _check_attachments(attachment_ids: list[int], problems: Problems) -> None:
    if len(attachment_ids) > MOST_ATTACHMENTS:
        message = f"A letter has at most {MOST_ATTACHMENTS} attachments."
        problems.add(Code.OUT_OF_RANGE, message, "attachment_ids")
    await check_references(
        [(("attachment_ids", str(place)), Attachment, each) for place, each in enumerate(attachment_ids)],
        problems,
    )


async def _attach(attachment_ids: list[int], content: Content) -> None:
    """Each attachment once, in the order given."""
    rows = [
        {"content_id": content.id, "attachment_id": each, "position": place}
        for place, each in enumerate(dict.fromkeys(attachment_ids))
    ]
    await insert_rows(ContentAttachment, rows)


def _try(name: str, source: str, problems: Problems) -> None:
    unknown = unknown_fields(source)
    for field in unknown:
        message = f"There is no merge field {field}. These are there: {', '.join(NAMES)}."
        problems.add(Code.MERGE_FIELD_UNKNOWN, message, name)
    if unknown:
        return
    try:
        rendered(source, nested(SAMPLE), html=name == "body_html")
    except LetterInvalid as error:
        problems.add(Code.CONTENT_INVALID, f"This cannot be made into a letter. {error}", name)
