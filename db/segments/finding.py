"""Lists of segments and of their lines."""

from __future__ import annotations

from collections.abc import Sequence

from db.models import Segment, SegmentLine, SegmentStatus, SegmentStep
from db.sql.case_folding import folded, upper_case
from db.sql.clauses import Clause
from db.sql.filters import Where, has_row, is_one_of, moment, text, which_of, which_rows
from db.sql.found import BY_CREATED_AND_UPDATED, CREATED_AND_UPDATED, Order, found
from db.sql.keyset_pages import LATEST, Listing, Sort
from db.sql.statements import any_id

ON_LINES = f"segment_line.segment_id = segment.id AND segment_line.{SegmentLine.not_removed}"
"""The contacts on open and logged segments."""


def _with_contacts(contacts: Sequence[int]) -> Clause:
    lines = any_id("segment_line.contact_id", contacts)
    return Clause(f"EXISTS (SELECT 1 FROM segment_line WHERE {ON_LINES} AND {lines.text})", lines.values)


CONDITIONS = {
    **CREATED_AND_UPDATED,
    "number": text("number", upper_case),
    "description": text("description_folded"),
    "status": is_one_of("status"),
    "template": which_of("template_id"),
    "salesperson": which_of("salesperson_id"),
    "campaign": which_of("campaign_id"),
    "follow_up_of": which_of("follow_up_of_id"),
    "contact": which_rows(_with_contacts, f"NOT EXISTS (SELECT 1 FROM segment_line WHERE {ON_LINES})"),
    "contact_id": has_row("id", "segment_line", "segment_id", "contact_id", SegmentLine.not_removed),
    "logged_at": moment("logged_at"),
    "occurred_at": moment("occurred_at"),
}
SORTS = {
    "NUMBER": Sort("number"),
    "DESCRIPTION": Sort("description_folded"),
    **BY_CREATED_AND_UPDATED,
    "LOGGED_AT": Sort("logged_at", instead=LATEST),
}
LOGGED_CONDITIONS = CONDITIONS | {
    "status": is_one_of("status", [SegmentStatus.LOGGED, SegmentStatus.CANCELED])
}
LOGGED_SORTS = SORTS | {"LOGGED_AT": Sort("logged_at")}
SEARCHED = {"number": upper_case, "description_folded": folded}
LINE_CONDITIONS = {**CREATED_AND_UPDATED, "contact": which_of("contact_id")}
STEP_CONDITIONS = {"kind": is_one_of("kind"), "created_at": moment("created_at")}
STEP_SORTS = {"POSITION": Sort("position"), "CREATED_AT": Sort("created_at")}
WAS_LOGGED = moment("logged_at")({"is_null": False})


def find_segments(
    where: Where | None = None, search: str | None = None, order: Order = ()
) -> Listing[Segment]:
    return found(Segment, where, CONDITIONS, order, SORTS["NUMBER"], search=search, searched=SEARCHED)


def find_logged_segments(
    where: Where | None = None, search: str | None = None, order: Order = ()
) -> Listing[Segment]:
    """Logged segments, canceled ones included, the last logged first."""
    last_first = Sort("logged_at", descending=True)
    return found(
        Segment,
        where,
        LOGGED_CONDITIONS,
        order,
        last_first,
        search=search,
        searched=SEARCHED,
        only=WAS_LOGGED,
    )


def find_lines(where: Where | None = None, order: Order = ()) -> Listing[SegmentLine]:
    """The lines of segments in the order in which they were added."""
    not_removed = Clause(SegmentLine.not_removed)
    return found(SegmentLine, where, LINE_CONDITIONS, order, Sort("id"), only=not_removed)


def find_steps(where: Where | None = None, order: Order = ()) -> Listing[SegmentStep]:
    """The steps of segments in the order in which they were taken."""
    return found(SegmentStep, where, STEP_CONDITIONS, order, STEP_SORTS["POSITION"])
