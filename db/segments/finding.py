"""Lists of segments and of their lines."""

from __future__ import annotations

from pypika_tortoise.queries import Table
from pypika_tortoise.terms import Criterion

from db.filters import ALWAYS, Where, has_row, is_one_of, is_value, matching, text
from db.folding import upper_case
from db.models import Segment, SegmentLine
from db.paging import Listing, Sort

_table = Table("segment")
CONDITIONS = {
    "number": text(_table.number, upper_case),
    "description": text(_table.description_folded),
    "status": is_one_of(_table.status),
    "template_id": is_value(_table.template_id),
    "salesperson_id": is_value(_table.salesperson_id),
    "contact_id": has_row(_table.id, Table("segment_line"), "segment_id", "contact_id"),
}
SORTS = {
    "NUMBER": Sort("number"),
    "DESCRIPTION": Sort("description_folded"),
    "CREATED_AT": Sort("created_at"),
}
WAS_LOGGED: Criterion = _table.logged_at.notnull()


def find_segments(where: Where | None = None, order: tuple[Sort, ...] = ()) -> Listing[Segment]:
    return Listing(Segment, ALWAYS & matching(where, CONDITIONS), order or (SORTS["NUMBER"],))


def find_logged_segments() -> Listing[Segment]:
    """Logged segments, canceled ones included, the last logged first."""
    return Listing(Segment, WAS_LOGGED, (Sort("logged_at", descending=True),))


def find_lines() -> Listing[SegmentLine]:
    """The lines of segments in the order in which they were added."""
    return Listing(SegmentLine, ALWAYS, (Sort("id"),))
