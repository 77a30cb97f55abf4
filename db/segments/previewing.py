"""Looking at what logging a segment would write and send, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from db.deliveries.queuing import wanted_delivery
from db.errors import Code, Problems, Refused, not_found
from db.models import CorrespondenceType, Segment, SegmentLine
from db.models.fields import from_stored_money
from db.segments.effective import EFFECTIVE_LINES, ON_SEGMENT
from db.segments.issues import ALL_CHECKS, each_issue, invalid
from db.sql import statements
from db.sql.clauses import Clause
from db.sql.keyset_pages import Listing, Sort
from db.sql.loaders import rows_by_id


@dataclass(frozen=True)
class LogPreview:
    """All lines of a segment together; `deliver`: as they are if their letters are to be delivered."""

    segment: Segment
    deliver: bool
    line_count: int
    contact_count: int
    total_cost: Decimal
    total_duration_minutes: Decimal


@dataclass(frozen=True)
class CorrespondencePreview:
    """The lines of one correspondence type, and how many letters they give; `sample_id` is the first line of these."""

    correspondence_type: CorrespondenceType
    line_count: int
    letter_count: int
    sample_id: int | None


async def preview_segment_log(
    segment_id: int, *, delivery: Mapping[str, Any] | None = None, now: datetime
) -> LogPreview:
    """What logging the segment would write, all lines together."""
    problems = Problems()
    wanted = wanted_delivery(delivery, problems, now)
    segment = (await rows_by_id(Segment, [segment_id])).get(segment_id)
    if segment is None:
        problems.append(not_found("segment", segment_id, "segment_id"))
        raise Refused(problems)
    problems.refuse_if_any()
    return await _looked_at(segment, wanted is not None)


async def _looked_at(segment: Segment, deliver: bool) -> LogPreview:
    totals = await statements.select_one(
        f"""
        SELECT count(*) AS lines, count(DISTINCT contact_id) AS contacts, {statements.exact_sum("cost")} AS cost,
            COALESCE(sum(duration_minutes), 0) AS minutes
        FROM ({EFFECTIVE_LINES} WHERE {ON_SEGMENT}) AS line
        """,
        segment_id=segment.id,
    )
    return LogPreview(
        segment,
        deliver,
        totals["lines"],
        totals["contacts"],
        from_stored_money(statements.as_whole(totals["cost"])),
        Decimal(int(totals["minutes"])),
    )


def find_judged_lines(preview: LogPreview, *, valid: bool) -> Listing[SegmentLine]:
    """The lines that can be logged, or those that cannot, in the order in which they were added."""
    judged = f"{'NOT ' if valid else ''}({invalid(preview.deliver)})"
    such = f"SELECT line.id FROM ({EFFECTIVE_LINES} WHERE line.segment_id = ?) AS line WHERE {judged}"
    of_segment = f'"segment_id" = ? AND {SegmentLine.not_removed}'
    chosen = Clause(f'{of_segment} AND "id" IN ({such})', (preview.segment.id,) * 2)
    return Listing(SegmentLine, chosen, (Sort("id"),))


async def count_by_code(preview: LogPreview) -> dict[Code, int]:
    """How many problems of each code the lines have; codes without any are left out."""
    counted = await statements.select(
        f"""
        WITH line AS ({EFFECTIVE_LINES} WHERE {ON_SEGMENT})
        SELECT position, count(*) AS n FROM ({each_issue(preview.deliver)}) AS issue
        GROUP BY position ORDER BY position
        """,
        segment_id=preview.segment.id,
    )
    counts: dict[Code, int] = {}
    for each in counted:
        code = ALL_CHECKS[each["position"]].code
        counts[code] = counts.get(code, 0) + each["n"]
    return counts


async def preview_correspondence(preview: LogPreview) -> list[CorrespondencePreview]:
    """For each correspondence type that lines have: how many these are, and how many letters would go out.

    A letter is of a line that can be logged and has content. E-mails go out only if they are to be delivered.
    """
    by_type = "= 'HARD_COPY'" if not preview.deliver else "IN ('HARD_COPY', 'EMAIL')"
    letter = f"correspondence_type {by_type} AND letter_content_id IS NOT NULL AND NOT ({invalid(preview.deliver)})"
    counted = await statements.select(
        f"""
        SELECT correspondence_type, count(*) AS lines, count(CASE WHEN {letter} THEN 1 END) AS letters,
            min(CASE WHEN {letter} THEN id END) AS sample
        FROM ({EFFECTIVE_LINES} WHERE {ON_SEGMENT}) AS line
        GROUP BY correspondence_type ORDER BY correspondence_type
        """,
        segment_id=preview.segment.id,
    )
    return [
        CorrespondencePreview(
            CorrespondenceType(each["correspondence_type"]), each["lines"], each["letters"], each["sample"]
        )
        for each in counted
    ]
