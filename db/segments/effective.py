"""The effective values of a line of a segment: its own value or the one that it inherits, and the origin of each.

A line keeps only what differs. The effective value is its own; else, if the line has a template of its own,
that template's default; else the segment's; else the segment template's. Salesperson, language and
correspondence type may come from the contact too; the campaign is the segment's before that of the line's template.
All of this is one SQL query, which reading, checking and logging use.
A logged line shows what was logged, whatever has changed since in the segment's template or the contact.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from db.models import SegmentLine
from db.models.fields import from_stored_money
from db.segments.open_segments import PERSONAL
from db.sql import statements
from db.sql.partial_rows import TRUTH

SEGMENT_ONLY = "line.template_id IS NULL"
"""The segment's values are for lines that keep the segment's template."""

LANGUAGE = "COALESCE(line.language, spoken.language, segment.language, template.default_language)"

# A null of the segment is filled from the segment's template, not from the template of a single line.
_IGNORES = f"""COALESCE(segment.ignores_contact_correspondence_type,
            {SEGMENT_ONLY} AND template.ignores_contact_correspondence_type)"""
_FROM_SEGMENT = f"{_IGNORES} AND segment.correspondence_type IS NOT NULL"
_FROM_TEMPLATE = (
    "template.id IS NOT NULL AND"
    " (template.ignores_contact_correspondence_type OR COALESCE(contact.correspondence_type, 'NONE') = 'NONE')"
)
_CORRESPONDENCE = f"""CASE WHEN line.correspondence_type IS NOT NULL THEN line.correspondence_type
        WHEN {_FROM_SEGMENT} THEN segment.correspondence_type
        WHEN {_FROM_TEMPLATE} THEN template.correspondence_type
        ELSE COALESCE(contact.correspondence_type, 'NONE') END"""


def _inherited(column: str) -> str:
    """The value of a column that follows the general rule, and its origin."""
    return f"""
    COALESCE(line.{column}, CASE WHEN {SEGMENT_ONLY} THEN segment.{column} END, template.{column})
        AS {column},
    CASE WHEN line.{column} IS NOT NULL THEN 'LINE'
        WHEN {SEGMENT_ONLY} AND segment.{column} IS NOT NULL THEN 'SEGMENT' ELSE 'TEMPLATE' END
        AS {column}_origin"""


EFFECTIVE_LINES = f"""
SELECT line.id, line.segment_id, line.contact_id, line.skipped_because,
    CASE WHEN contact.kind = 'COMPANY' THEN contact.id ELSE contact.company_id END AS company_id,
    contact.privacy_blocked AS contact_blocked,
    salesperson.is_blocked AS salesperson_blocked,
    template.id AS template_id,
    CASE WHEN {SEGMENT_ONLY} THEN 'SEGMENT' ELSE 'LINE' END AS template_id_origin,
    template.interaction_group_id,
    salesperson.id AS salesperson_id,
    CASE WHEN line.salesperson_id IS NOT NULL THEN 'LINE'
        WHEN segment.salesperson_id IS NOT NULL THEN 'SEGMENT' ELSE 'CONTACT' END AS salesperson_id_origin,
    {LANGUAGE} AS language,
    CASE WHEN line.language IS NOT NULL THEN 'LINE' WHEN spoken.language IS NOT NULL THEN 'CONTACT'
        WHEN segment.language IS NOT NULL THEN 'SEGMENT' ELSE 'TEMPLATE' END AS language_origin,
    CASE WHEN line.description IS NOT NULL THEN line.description
        WHEN {SEGMENT_ONLY} THEN segment.description
        ELSE COALESCE(written.description, template.description) END AS description,
    CASE WHEN line.description IS NOT NULL THEN 'LINE'
        WHEN {SEGMENT_ONLY} THEN 'SEGMENT' ELSE 'TEMPLATE' END AS description_origin,
    {_inherited("cost")},
    {_inherited("duration_minutes")},
    {_inherited("information_flow")},
    {_inherited("initiated_by")},
    CASE WHEN {_CORRESPONDENCE} = 'EMAIL' AND contact.email IS NULL THEN 'NONE'
        ELSE {_CORRESPONDENCE} END AS correspondence_type,
    CASE WHEN line.correspondence_type IS NOT NULL THEN 'LINE' WHEN {_FROM_SEGMENT} THEN 'SEGMENT'
        WHEN {_FROM_TEMPLATE} THEN 'TEMPLATE' ELSE 'CONTACT' END AS correspondence_type_origin,
    COALESCE(line.occurred_at, segment.occurred_at) AS occurred_at,
    CASE WHEN line.occurred_at IS NOT NULL THEN 'LINE' ELSE 'SEGMENT' END AS occurred_at_origin,
    COALESCE(line.campaign_id, segment.campaign_id, template.campaign_id) AS campaign_id,
    CASE WHEN line.campaign_id IS NOT NULL THEN 'LINE' WHEN segment.campaign_id IS NOT NULL THEN 'SEGMENT'
        ELSE 'TEMPLATE' END AS campaign_id_origin,
    COALESCE(
        line.letter_content_id, CASE WHEN {SEGMENT_ONLY} THEN adapted.letter_content_id END, written.letter_content_id
    ) AS letter_content_id,
    CASE WHEN line.letter_content_id IS NOT NULL THEN 'LINE'
        WHEN {SEGMENT_ONLY} AND adapted.letter_content_id IS NOT NULL THEN 'SEGMENT' ELSE 'TEMPLATE' END
        AS letter_content_id_origin,
    {_CORRESPONDENCE} = 'EMAIL' AND contact.email IS NULL AS email_missing,
    {_inherited("is_campaign_target")},
    {_inherited("is_campaign_response")}
FROM segment_line AS line
JOIN segment ON segment.id = line.segment_id
LEFT JOIN contact ON contact.id = line.contact_id
LEFT JOIN interaction_template AS template ON template.id = COALESCE(line.template_id, segment.template_id)
LEFT JOIN salesperson
    ON salesperson.id = COALESCE(line.salesperson_id, segment.salesperson_id, contact.salesperson_id)
LEFT JOIN template_language AS spoken
    ON spoken.template_id = template.id AND spoken.language = contact.language
LEFT JOIN segment_letter_content AS adapted ON adapted.segment_id = segment.id AND adapted.language = {LANGUAGE}
LEFT JOIN template_language AS written ON written.template_id = template.id AND written.language = {LANGUAGE}
"""

ON_SEGMENT = f"line.segment_id = :segment_id AND line.{SegmentLine.not_removed}"
"""The effective lines of one segment, without those that a step removed."""


async def effective_lines(line_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The effective values of lines, with their origins: one statement."""
    values = ", ".join(
        f"CASE WHEN entry.id IS NULL THEN shown.{name} ELSE entry.{name} END AS {name}, shown.{name}_origin"
        for name in PERSONAL
    )
    records = await statements.select(
        f"""
        SELECT shown.id, {values}
        FROM ({EFFECTIVE_LINES} WHERE line.id {statements.among("ids")}) AS shown
        LEFT JOIN interaction AS entry ON entry.segment_line_id = shown.id
        """,
        ids=list(line_ids),
    )
    for record in records:
        record["cost"] = None if record["cost"] is None else from_stored_money(record["cost"])
        record["occurred_at"] = statements.as_moment(record["occurred_at"])
        for name in ("is_campaign_target", "is_campaign_response"):
            record[name] = TRUTH[record[name]]
    return {record["id"]: record for record in records}
