"""Creating letter content. It never changes afterwards: whoever wants another letter creates another one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.errors import Code, Problems
from db.letter_contents.merge_fields import NAMES, LetterInvalid
from db.letter_contents.rendering import unknown_fields
from db.models import Attachment, LetterContent, LetterContentAttachment
from db.sql.rows import insert_rows
from db.writes.references import check_references
from db.writes.transactions import transactional
from db.writes.validation import checked, line, optional, paragraph, required, with_folded

MOST_ATTACHMENTS = 20
LONGEST_BODY = 200_000
BODIES = ("body_html", "body_text")
CHECKS = {"subject": required(line(200))} | {name: optional(paragraph(LONGEST_BODY)) for name in BODIES}

Trial = Mapping[str, list[str] | LetterInvalid]
"""For each text that fits: the merge fields in it that do not exist, or why it makes no letter."""


@dataclass
class LetterContentCreated:
    letter_content: LetterContent


async def try_content(values: Mapping[str, Any]) -> Trial:
    """Render new content with sample values. It may take seconds, so it is done before a transaction begins."""
    fit = checked({"subject": None, **values}, CHECKS, Problems())
    sources = [(source or "", name == "body_html") for name, source in fit.items()]
    return dict(zip(fit, await unknown_fields(sources), strict=True))


@transactional
async def create_letter_content(
    values: Mapping[str, Any],
    attachment_ids: list[int] | None = None,
    *,
    trial: Trial | None = None,
    now: datetime,
) -> LetterContentCreated:
    """A letter with merge fields, if its trial went well; without `trial` it is tried now."""
    problems = Problems()
    fit = checked({"subject": None, **values}, CHECKS, problems)
    if not any(values.get(name) for name in BODIES):
        problems.add(Code.REQUIRED, "Give a body as text, as HTML, or both.", "body_text")
    for name, outcome in (await try_content(values) if trial is None else trial).items():
        _check_outcome(name, outcome, problems)
    await _check_attachments(attachment_ids or [], problems)
    problems.refuse_if_any()
    content = await LetterContent.create(**with_folded(fit, "subject"), created_at=now)
    if attachment_ids:
        await _attach(attachment_ids, content)
    return LetterContentCreated(content)


async def _check_attachments(attachment_ids: list[int], problems: Problems) -> None:
    if len(attachment_ids) > MOST_ATTACHMENTS:
        message = f"A letter has at most {MOST_ATTACHMENTS} attachments."
        problems.add(Code.OUT_OF_RANGE, message, "attachment_ids")
    await check_references(
        [(("attachment_ids", str(place)), Attachment, each) for place, each in enumerate(attachment_ids)],
        problems,
    )


async def _attach(attachment_ids: list[int], content: LetterContent) -> None:
    """Each attachment once, in the order given."""
    rows = [
        {"letter_content_id": content.id, "attachment_id": each, "position": place}
        for place, each in enumerate(dict.fromkeys(attachment_ids))
    ]
    await insert_rows(LetterContentAttachment, rows)


def _check_outcome(name: str, outcome: list[str] | LetterInvalid, problems: Problems) -> None:
    if isinstance(outcome, LetterInvalid):
        return problems.add(Code.CONTENT_INVALID, f"This cannot be made into a letter. {outcome}", name)
    for field in outcome:
        message = f"There is no merge field {field}. These are there: {', '.join(NAMES)}."
        problems.add(Code.MERGE_FIELD_UNKNOWN, message, name)
