"""The problems that keep a line from being logged; the preview and the logging itself use the same checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from db.errors import Code, Problem
from db.models import SegmentLine
from db.segments.effective import EFFECTIVE_LINES, ON_SEGMENT
from db.sql import statements
from db.sql.loaders import rows_by_id
from db.sql.row_security import seeing_all


@dataclass(frozen=True)
class LineCheck:
    """What is wrong with an effective line. The name is kept with a line that was skipped for it."""

    name: str
    code: Code
    condition: str
    message: str


CHECKS = (
    LineCheck(
        "CONTACT_DELETED", Code.REQUIRED, "contact_id IS NULL", "The contact was deleted. Remove the line."
    ),
    LineCheck(
        "CONTACT_BLOCKED",
        Code.CONTACT_BLOCKED,
        "contact_blocked",
        "The contact is blocked for privacy. Remove the line.",
    ),
    LineCheck(
        "TEMPLATE_MISSING",
        Code.REQUIRED,
        "template_id IS NULL",
        "Choose an interaction template for the segment or the line.",
    ),
    LineCheck(
        "SALESPERSON_MISSING",
        Code.REQUIRED,
        "salesperson_id IS NULL",
        "Choose a salesperson for the segment, the line or the contact.",
    ),
    LineCheck(
        "SALESPERSON_BLOCKED",
        Code.SALESPERSON_BLOCKED,
        "salesperson_blocked",
        "The salesperson is blocked. Choose another one.",
    ),
)
WHEN_DELIVERED = (
    LineCheck(
        "EMAIL_ADDRESS_MISSING",
        Code.EMAIL_ADDRESS_MISSING,
        "email_missing",
        "The contact has no e-mail address. Give it one, or choose another correspondence type for the line.",
    ),
    LineCheck(
        "CONTENT_MISSING",
        Code.CONTENT_MISSING,
        "letter_content_id IS NULL AND (correspondence_type <> 'NONE' OR email_missing)",
        "There is no content in the language of the line. Give it to the template, the segment or the line.",
    ),
)
"""What is wrong with a line only if its letter is to be delivered."""

ALL_CHECKS = (*CHECKS, *WHEN_DELIVERED)
POSITIONS = {check.name: position for position, check in enumerate(ALL_CHECKS)}


def checks(deliver: bool) -> Sequence[LineCheck]:
    return ALL_CHECKS if deliver else CHECKS


def invalid(deliver: bool = False) -> str:
    """Whether an effective line fails any check, as SQL."""
    return " OR ".join(f"COALESCE({check.condition}, FALSE)" for check in checks(deliver))


def each_issue(deliver: bool) -> str:
    """Each problem of effective lines, as SQL: the id of the line and the position of the check."""
    return " UNION ALL ".join(
        f"SELECT id, {POSITIONS[check.name]} AS position FROM line WHERE {check.condition}"
        for check in checks(deliver)
    )


@dataclass(frozen=True)
class LineIssue:
    line: SegmentLine
    code: Code
    message: str
    position: int


@dataclass
class LinesRefused(Problem):
    """Lines that cannot be logged: the first of them and how many there are."""

    lines: list[LineIssue] = field(default_factory=list)
    total: int = 0


FIRST, LAST = (0, -1), (2**62, len(ALL_CHECKS))
"""Places (line id, position of the check) before and behind all problems."""


async def find_issues(
    segment_id: int,
    limit: int,
    after: Sequence[int] = FIRST,
    *,
    before: Sequence[int] = LAST,
    backward: bool = False,
    deliver: bool = False,
) -> list[LineIssue]:
    """At most `limit` problems between two places; lines deleted meanwhile are left out.

    They come in their order: the first of them, or with `backward` the last.
    """
    way = "DESC" if backward else "ASC"
    records = await statements.select(
        f"""
        WITH line AS ({EFFECTIVE_LINES} WHERE {ON_SEGMENT})
        SELECT id, position FROM ({each_issue(deliver)}) AS issue
        WHERE id >= :line_id AND (id > :line_id OR position > :position)
            AND id <= :last_id AND (id < :last_id OR position < :last_position)
        ORDER BY id {way}, position {way} LIMIT :limit
        """,
        segment_id=segment_id, line_id=after[0], position=after[1],
        last_id=before[0], last_position=before[1], limit=limit,
    )  # fmt: skip
    lines = await rows_by_id(SegmentLine, [record["id"] for record in records])
    found = [_issue(lines[record["id"]], record["position"]) for record in records if record["id"] in lines]
    return found[::-1] if backward else found


async def count_issues(segment_id: int, *, deliver: bool = False) -> int:
    counted = await statements.select_one(
        f"""
        WITH line AS ({EFFECTIVE_LINES} WHERE {ON_SEGMENT})
        SELECT count(*) AS n FROM ({each_issue(deliver)}) AS issue
        """,
        segment_id=segment_id,
    )
    return counted["n"]


async def skipped_lines(segment_id: int, limit: int) -> list[LineIssue]:
    """The lines that were left out when the segment was logged, with the first problem of each."""
    skipped = SegmentLine.filter(segment_id=segment_id, skipped_because__isnull=False)
    with seeing_all():
        lines = await skipped.order_by("id").limit(limit)
    return [_issue(line, POSITIONS[line.skipped_because or ""]) for line in lines]


def _issue(line: SegmentLine, position: int) -> LineIssue:
    return LineIssue(line, ALL_CHECKS[position].code, ALL_CHECKS[position].message, position)


def first_failure(deliver: bool = False) -> str:
    """The name of the first check that an effective line fails, as SQL."""
    cases = " ".join(f"WHEN {check.condition} THEN '{check.name}'" for check in checks(deliver))
    return f"CASE {cases} END"
