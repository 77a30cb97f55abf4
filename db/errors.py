"""Everything that can go wrong on purpose.

Refused                 a verb was refused; carries every problem that was found, in the order of the checks
  Problem               a code, a sentence that says what to do, and the path of the input field
    RevisionStale       somebody else changed the row first; carries the row as it is now
    AlreadyLogged       the segment was logged before; carries the segment
    LinesRefused        lines that cannot be logged; carries the first of them and how many there are
InvalidArgument         a query was asked for something that cannot be: a page size, a cursor, an id
TransactionOvertaken    somebody else changed what was just checked; the transaction is tried again
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from db.models.row import Row
    from db.segments.issues import LineIssue

Path = tuple[str, ...]


class Code(StrEnum):
    """The stable name of what went wrong."""

    NOT_FOUND = "NOT_FOUND"
    REQUIRED = "REQUIRED"
    INVALID = "INVALID"
    TOO_LONG = "TOO_LONG"
    OUT_OF_RANGE = "OUT_OF_RANGE"
    NOT_UNIQUE = "NOT_UNIQUE"
    IN_USE = "IN_USE"
    REVISION_CONFLICT = "REVISION_CONFLICT"
    NOT_POSTPONED = "NOT_POSTPONED"
    NOT_LOGGED = "NOT_LOGGED"
    MUST_CANCEL_FIRST = "MUST_CANCEL_FIRST"
    CONTACT_BLOCKED = "CONTACT_BLOCKED"
    CONTACT_ON_SEGMENT = "CONTACT_ON_SEGMENT"
    CONTACT_HAS_POSTPONED = "CONTACT_HAS_POSTPONED"
    CONTACT_HAS_PEOPLE = "CONTACT_HAS_PEOPLE"
    SALESPERSON_BLOCKED = "SALESPERSON_BLOCKED"
    SEGMENT_EMPTY = "SEGMENT_EMPTY"
    SEGMENT_ALREADY_LOGGED = "SEGMENT_ALREADY_LOGGED"
    SEGMENT_CANCELED = "SEGMENT_CANCELED"
    LINES_INVALID = "LINES_INVALID"
    NUMBER_SERIES_MISSING = "NUMBER_SERIES_MISSING"
    NUMBER_NOT_ALLOWED = "NUMBER_NOT_ALLOWED"
    IDEMPOTENCY_MISMATCH = "IDEMPOTENCY_MISMATCH"
    IDEMPOTENCY_IN_PROGRESS = "IDEMPOTENCY_IN_PROGRESS"


@dataclass
class Problem:
    code: Code
    message: str
    path: Path = ()


@dataclass
class RevisionStale(Problem):
    current: Row | None = None


@dataclass
class AlreadyLogged(Problem):
    segment: Row | None = None


@dataclass
class LinesRefused(Problem):
    issues: list[LineIssue] = field(default_factory=list)
    total: int = 0


class Refused(Exception):
    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("; ".join(problem.message for problem in self.problems))


class InvalidArgument(Exception):
    """What a query was asked for cannot be; the message tells the caller why."""


class TransactionOvertaken(Exception):
    """What was checked is no longer so. The whole transaction starts again."""


class Problems(list[Problem]):
    """What the checks of one verb found so far."""

    def add(self, code: Code, message: str, *path: str) -> None:
        self.append(Problem(code, message, path))

    def refuse_if_any(self) -> None:
        if self:
            raise Refused(self)


def refuse(code: Code, message: str, *path: str) -> NoReturn:
    raise Refused([Problem(code, message, path)])


def not_found(noun: str, identity: Any, *path: str) -> Problem:
    return Problem(Code.NOT_FOUND, f"There is no {noun} with the id {identity}.", path)
