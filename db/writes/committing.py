"""What an operation has committed so far, for whoever is told that it was broken off."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from tortoise.backends.base.client import TransactionalDBClient

from db.engine.outages import Outage, outage_behind

PATIENCE = 1.0
"""Seconds for which a commit that has begun is waited for, though nobody wants its work any more."""


@dataclass(slots=True)
class Commits:
    """Of one operation."""

    done: int = 0
    is_uncertain: bool = False
    """Another one was on its way, and nobody knows whether it arrived."""

    @property
    def happened(self) -> bool | None:
        """Whether anything was changed; None if that is not known."""
        return True if self.done else None if self.is_uncertain else False


_counted: ContextVar[Commits | None] = ContextVar("commits", default=None)


def count_commits() -> None:
    """From here on, those of this task and of what it starts."""
    _counted.set(Commits())


def commits_so_far() -> Commits:
    return _counted.get() or Commits()


async def commit(transaction: TransactionalDBClient) -> None:
    """Commit, and know what came of it also when it is broken off in the middle."""
    committing = asyncio.ensure_future(transaction.commit())
    try:
        with a_commit():
            await asyncio.shield(committing)
    except asyncio.CancelledError:
        await asyncio.wait([committing], timeout=PATIENCE)
        if not committing.done():
            committing.cancel()
        elif not committing.cancelled() and committing.exception() is None:
            _is_done()
        raise


@contextmanager
def a_commit() -> Iterator[None]:
    """Around what commits. It is uncertain until it has come to its end, and stays so if it is broken off.

    So it does if the database goes away: nobody knows whether it heard of the commit.
    """
    if (commits := _counted.get()) is not None:
        commits.is_uncertain = True
    try:
        yield
    except Exception as error:
        if commits is not None and outage_behind(error) is not Outage.DATABASE_UNREACHABLE:
            commits.is_uncertain = False
        raise
    _is_done()


def _is_done() -> None:
    if (commits := _counted.get()) is not None:
        commits.done += 1
        commits.is_uncertain = False
