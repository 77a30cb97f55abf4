"""Lines as tests look at them: in their order, with what they show."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from db.models import Contact, Interaction, Segment, SegmentLine
from db.segments.effective import effective_lines
from db.segments.lines import add_segment_contacts, personalize_segment_lines
from db.sql import statements
from db.writes.validation import Money
from tests.builders import a_contact
from tests.conftest import NOW

VALUES = (
    "template_id", "salesperson_id", "description", "cost", "duration_minutes", "information_flow",
    "initiated_by", "correspondence_type", "language", "occurred_at", "campaign_id", "is_campaign_target",
    "is_campaign_response",
)  # fmt: skip
"""All that a line shows."""


def euros(amount: int | str) -> Money:
    return Money(Decimal(amount))


async def lines_of(segment: Segment) -> list[SegmentLine]:
    """Those that no step removed."""
    return await SegmentLine.filter(segment_id=segment.id, removed_by_step_id=None).order_by("id")


async def entries_of(segment: Segment) -> list[Interaction]:
    return await Interaction.filter(segment_id=segment.id).order_by("id")


async def shown_on(segment: Segment) -> list[dict[str, Any]]:
    """What each line shows, with the origins."""
    ids = [line.id for line in await lines_of(segment)]
    shown = await effective_lines(ids)
    return [shown[each] for each in ids]


async def shown(segment: Segment, column: str, place: int = 0) -> tuple[Any, str]:
    """A value of one line, and where it comes from."""
    line = (await shown_on(segment))[place]
    return line[column], line[f"{column}_origin"]


async def a_line(segment: Segment, contact: Contact | None = None, **values: Any) -> SegmentLine:
    """One more line, personalized if values are given."""
    contact = contact or await a_contact()
    [line] = (await add_segment_contacts(segment.id, [contact.id], allow_existing=True, now=NOW)).lines
    if values:
        [line] = (await personalize_segment_lines([line.id], values, now=NOW)).lines
    return line


async def a_crowd(size: int, **values: Any) -> list[int]:
    """The ids of so many contacts, all alike but for their numbers, put in at once."""
    pattern = await a_contact(**values)
    alike = ", ".join(sorted(Contact._meta.db_fields - {"id", "number", "external_id"}))
    records = await statements.change_returning(
        f"""
        INSERT INTO contact (number, {alike})
        SELECT 'C' || :pattern_number || '-' || given.id, {alike}
        FROM contact CROSS JOIN {statements.ordered("places")} WHERE contact.id = :pattern RETURNING id
        """,
        pattern=pattern.id, pattern_number=pattern.number, places=list(range(size)),
    )  # fmt: skip
    return sorted(record["id"] for record in records)
