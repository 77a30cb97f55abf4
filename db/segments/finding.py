"""Lists of segments and of their lines."""

from __future__ import annotations

from db.models import Segment, SegmentLine, SegmentStep
from db.sql.case_folding import upper_case
from db.sql.clauses import ALWAYS, Clause
from db.sql.filters import Where, has_row, is_one_of, is_value, matching, moment, text
from db.sql.keyset_pages import Listing, Sort

CONDITIONS = {
    "number": text("number", upper_case),
    "description": text("description_folded"),
    "status": is_one_of("status"),
    "template_id": is_value("template_id"),
    "salesperson_id": is_value("salesperson_id"),
    "contact_id": has_row("id", "segment_line", "segment_id", "contact_id", SegmentLine.not_removed),
    "campaign_id": is_value("campaign_id"),
}
SORTS = {
    "NUMBER": Sort("number"),
    "DESCRIPTION": Sort("description_folded"),
    "CREATED_AT": Sort("created_at"),
}
WAS_LOGGED = moment("logged_at")({"is_null": False})


def find_segments(where: Where | None = None, order: tuple[Sort, ...] = ()) -> Listing[Segment]:
    return Listing(Segment, matching(where, CONDITIONS), order or (SORTS["NUMBER"],))


def find_logged_segments() -> Listing[Segment]:
    """Logged segments, canceled ones included, the last logged first."""
    return Listing(Segment, WAS_LOGGED, (Sort("logged_at", descending=True),))


def find_lines() -> Listing[SegmentLine]:
    """The lines of segments in the order in which they were added."""
    return Listing(SegmentLine, Clause(SegmentLine.not_removed), (Sort("id"),))


def find_steps() -> Listing[SegmentStep]:
    """The steps of segments in the order in which they were taken."""
    return Listing(SegmentStep, ALWAYS, (Sort("position"),))
