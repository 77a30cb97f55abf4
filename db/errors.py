"""Everything that can go wrong on purpose.

Refused                 a verb was refused; carries every problem that was found, in the order of the checks
  Problem               a code, a sentence that says what to do, and the path of the input field
    RevisionStale       somebody else changed the row first; carries the row as it is now
    KeyTaken            another row has the key already; carries it
    StillUsed           other rows name this one; carries some of them
    ...                 what a noun adds, such as the segment that was logged before, stands with the noun
InvalidArgument         a query was asked for something that cannot be: a page size, a cursor, an id
  LimitExceeded         it was asked for too much at once; carries the numbers
TransactionOvertaken    somebody else changed what was just checked; the transaction is tried again
OvertakenTooOften       the same, again and again: nothing was done, and the caller may try again
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NoReturn

from tortoise.models import Model

from db.models.row import Row

Path = tuple[str, ...]

MOST_ECHOED = 100
"""How many characters of what was sent an error repeats."""


def echoed(text: str) -> str:
    """What was sent, as an error repeats it: no more than its beginning."""
    return text if len(text) <= MOST_ECHOED else f"{text[: MOST_ECHOED - 1]}…"


_PIECES = re.compile(r"""(?s)"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\S+""")
_PIECES_OF_A_BEGINNING = re.compile(r"""(?s)"(?:[^"\\]|\\.)*(?:"|\\?\Z)|'(?:[^'\\]|\\.)*(?:'|\\?\Z)|\S+""")
"""Quotations and words; in what was cut the last quotation has no end."""
MOST_READ = 2_000


def without_long_echoes(message: str) -> str:
    """A sentence in which every quotation and every word has at most MOST_ECHOED characters.

    It cuts what libraries repeat of what was sent. A sentence of ours calls `echoed` for what it repeats.
    """
    if len(message) <= MOST_ECHOED:
        return message
    pieces = _PIECES if len(message) <= MOST_READ else _PIECES_OF_A_BEGINNING
    return pieces.sub(lambda piece: echoed(piece[0]), message[:MOST_READ])


class Code(StrEnum):
    """The stable name of what went wrong."""

    NOT_FOUND = "NOT_FOUND"
    """What the input names does not exist, or no longer."""
    REQUIRED = "REQUIRED"
    """A value is needed and was not given."""
    INVALID = "INVALID"
    """The value cannot be used; the message says why."""
    TOO_LONG = "TOO_LONG"
    """The text is longer than its limit."""
    OUT_OF_RANGE = "OUT_OF_RANGE"
    """The number, the moment or the length of the list is outside its limits."""
    NOT_UNIQUE = "NOT_UNIQUE"
    """Another node has this key already."""
    IN_USE = "IN_USE"
    """Other nodes name this one, so it cannot be deleted or changed so."""
    REVISION_CONFLICT = "REVISION_CONFLICT"
    """The node was changed since `expectedRevision`. See `RevisionConflict`."""
    NOT_POSTPONED = "NOT_POSTPONED"
    """The interaction is logged or canceled, not postponed."""
    NOT_LOGGED = "NOT_LOGGED"
    """The interaction or segment is not logged, or no longer."""
    MUST_CANCEL_FIRST = "MUST_CANCEL_FIRST"
    """What is logged is not deleted; cancel it first."""
    CONTACT_BLOCKED = "CONTACT_BLOCKED"
    """The contact is blocked for privacy."""
    CONTACT_ON_SEGMENT = "CONTACT_ON_SEGMENT"
    """An open segment holds the contact."""
    CONTACT_HAS_POSTPONED = "CONTACT_HAS_POSTPONED"
    """There are postponed interactions with the contact."""
    CONTACT_HAS_PEOPLE = "CONTACT_HAS_PEOPLE"
    """People belong to the company."""
    CONTACTS_OF_TWO_COMPANIES = "CONTACTS_OF_TWO_COMPANIES"
    """The persons to merge belong to different companies."""
    ENDS_BEFORE_START = "ENDS_BEFORE_START"
    """The last day is before the first."""
    PERIODS_OVERLAP = "PERIODS_OVERLAP"
    """Two periods of the same thing have a day in common."""
    SALUTATION_SLOTS_INVALID = "SALUTATION_SLOTS_INVALID"
    """The slots of a salutation formula and its parts do not go together."""
    SALESPERSON_BLOCKED = "SALESPERSON_BLOCKED"
    """The salesperson is blocked."""
    CRITERIA_EMPTY = "CRITERIA_EMPTY"
    """The criteria say nothing."""
    SEGMENT_HAS_NO_STEPS = "SEGMENT_HAS_NO_STEPS"
    """Nothing was done to the contacts of the segment that could be undone or saved."""
    SEGMENT_HAS_STEPS = "SEGMENT_HAS_STEPS"
    """Contacts were chosen for the segment before, and it was asked to refuse then."""
    SEGMENT_EMPTY = "SEGMENT_EMPTY"
    """The segment has no lines."""
    SEGMENT_ALREADY_LOGGED = "SEGMENT_ALREADY_LOGGED"
    """The segment was logged; it is read-only. See `SegmentAlreadyLogged`."""
    SEGMENT_CANCELED = "SEGMENT_CANCELED"
    """The segment is canceled; restore it first."""
    CAMPAIGN_ENTRY_CANCELED = "CAMPAIGN_ENTRY_CANCELED"
    """The campaign entry is canceled; restore it first."""
    CONTENT_INVALID = "CONTENT_INVALID"
    """The content is no letter: it cannot be read, loops for long or grows too large."""
    MERGE_FIELD_UNKNOWN = "MERGE_FIELD_UNKNOWN"
    """The content names a merge field that does not exist."""
    CONTENT_MISSING = "CONTENT_MISSING"
    """There is nothing to send: neither the line, the segment nor the template has content in this language."""
    EMAIL_ADDRESS_MISSING = "EMAIL_ADDRESS_MISSING"
    """An e-mail is to be sent, and the contact has no address."""
    LINES_INVALID = "LINES_INVALID"
    """Some lines cannot be logged. See `InvalidLines`."""
    NUMBER_SERIES_MISSING = "NUMBER_SERIES_MISSING"
    """Marketing setup names no number series for this."""
    NUMBER_NOT_ALLOWED = "NUMBER_NOT_ALLOWED"
    """The number series does not allow numbers given by hand."""
    ATTACHMENT_TOO_LARGE = "ATTACHMENT_TOO_LARGE"
    """The file has more bytes than are accepted."""
    ATTACHMENT_TYPE_NOT_ALLOWED = "ATTACHMENT_TYPE_NOT_ALLOWED"
    """Files of this media type are not accepted."""
    IDEMPOTENCY_MISMATCH = "IDEMPOTENCY_MISMATCH"
    """The idempotency key was used with another input."""
    IDEMPOTENCY_IN_PROGRESS = "IDEMPOTENCY_IN_PROGRESS"
    """A request with the same idempotency key is still running."""


@dataclass
class Problem:
    code: Code
    message: str
    path: Path = ()


@dataclass
class RevisionStale(Problem):
    current: Row | None = None


@dataclass
class KeyTaken(Problem):
    existing: Model | None = None


@dataclass
class Users:
    """Some of the rows of a model that use another row, and how many the caller sees in all."""

    model: type[Model]
    rows: list[Model] = field(default_factory=list)
    count: int = 0


@dataclass
class StillUsed(Problem):
    by: list[Users] = field(default_factory=list)


class Refused(Exception):
    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = Problems(_the_first(list(problems)))
        super().__init__("; ".join(problem.message for problem in self.problems))


MOST_PROBLEMS = 100
"""How many problems are told. Nobody reads more, and each is written into the answer."""


def _the_first(problems: list[Problem]) -> list[Problem]:
    told, others = problems[:MOST_PROBLEMS], problems[MOST_PROBLEMS:]
    if not others:
        return told
    message = f"There are more problems than these {MOST_PROBLEMS}. Mend these first, and you will be told the others."
    return [*told, Problem(others[0].code, message)]


class InvalidArgument(Exception):
    """A query got an argument that cannot be, such as a bad cursor; the message tells the caller why.

    `path` leads to it from the argument on, where more than the message is known.
    """

    path: Path = ()


@contextmanager
def told_of(name: str) -> Iterator[None]:
    """Whatever is wrong with an argument in here stands below this name."""
    try:
        yield
    except InvalidArgument as invalid:
        invalid.path = (name, *invalid.path)
        raise


class LimitExceeded(InvalidArgument):
    """An argument holds more of something than may be."""

    def __init__(self, what: str, limit: str, value: int, maximum: int) -> None:
        self.limit, self.value, self.maximum = limit, value, maximum
        super().__init__(f"{what} has {value} {limit}, {maximum} are allowed. Ask for less at a time.")


class TransactionOvertaken(Exception):
    """Another transaction changed what was checked. The whole transaction is tried again."""


class OvertakenTooOften(Exception):
    """Every attempt was overtaken by others. Nothing was done; the message tells the caller so."""

    def __init__(self) -> None:
        super().__init__(
            "Others changed the same rows again and again. Nothing of this was done. Try it again."
        )


class Problems(list[Problem]):
    """The problems that the checks of one verb have found so far."""

    def add(self, code: Code, message: str, *path: str) -> None:
        self.append(Problem(code, message, path))

    def refuse_if_any(self) -> None:
        if self:
            raise Refused(self)


def refuse(code: Code, message: str, *path: str) -> NoReturn:
    raise Refused([Problem(code, message, path)])


def not_found(noun: str, identity: Any, *path: str) -> Problem:
    return Problem(Code.NOT_FOUND, f"There is no {noun} with the id {identity}.", path)
