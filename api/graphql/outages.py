"""What is answered when the database cannot work, and what the log says of it."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from graphql import GraphQLError

from api.lifecycle.health import note_full
from api.refusals import Refusal
from db.attachments.storage import StorageUnusable
from db.engine.outages import Outage, outage_behind
from db.engine.seldom import Seldom

logger = logging.getLogger("touchbase")

UNREACHABLE = (
    "The database cannot be reached. Nothing that was asked for is here. Whether a mutation was done is not known:"
    " send it again with the same idempotency key."
)
FULL = "The database has no room left and has changed nothing. Try again when its operator has made some."
STORAGE = (
    "The storage of attachments cannot be used, and nothing was stored. Try again when it has been mended."
)
STORAGE_UNUSABLE = "STORAGE_UNUSABLE"
"""The code of an operation that needs the storage of attachments, when that cannot be used."""

_storage_line = Seldom()
_lines = {outage: Seldom() for outage in Outage}
"""Every request fails while the database is away; the log says so once a minute."""


def outage_refusal(error: BaseException) -> Refusal | None:
    """The answer to an operation that failed because the database or the storage of attachments cannot work.

    None if it failed for another reason.
    """
    if isinstance(error, StorageUnusable):
        note_unusable_storage(error)
        return Refusal(503, STORAGE_UNUSABLE, STORAGE, ("retry-after", "60"))
    outage = outage_behind(error)
    if outage is None:
        return None
    _log(outage, error)
    if outage is Outage.DATABASE_FULL:
        note_full()
        return Refusal(503, outage, FULL, ("retry-after", "60"))
    return Refusal(503, outage, UNREACHABLE, ("retry-after", "5"))


def refuse_outage(errors: Iterable[GraphQLError] | None) -> None:
    """An answer in which the database is missing is none, however much of it there is."""
    for failure in errors or ():
        if failure.original_error is not None and (refusal := outage_refusal(failure.original_error)):
            raise refusal


def note_unusable_storage(error: StorageUnusable) -> None:
    """The log says why, once a minute; clients are told of no folder."""
    if _storage_line.is_due():
        logger.error("%s %s", STORAGE_UNUSABLE, str(error)[:300])


def _log(outage: Outage, error: BaseException) -> None:
    if _lines[outage].is_due():
        logger.error("%s %s: %s", outage, type(error).__name__, str(error)[:200])
