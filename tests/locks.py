"""Which rows a transaction has locked, as PostgreSQL itself tells it, statement after statement.

A row carries in `xmax` who locks, changes or deletes it; another connection reads that between the statements. So all
locks are seen: those that a statement asks for, those of changes, and those of foreign keys.
"""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import asyncpg

from db.engine.statement_hooks import watch_statements
from db.sql.lock_order import LOCK_ORDER, REFERRED_TO, order_within, rank

T = TypeVar("T")

OWN_NUMBER = "locktype = 'transactionid' AND mode = 'ExclusiveLock' AND granted"
"""Every transaction and savepoint that has a number holds a lock on it."""
HELD = f"SELECT transactionid::text FROM pg_locks WHERE {OWN_NUMBER}"
KINDS = dict.fromkeys(LOCK_ORDER, "''") | {"contact": "kind"}
LOCKED_ROWS = " UNION ALL ".join(
    f"SELECT '{table}', id, {kind} FROM \"{table}\" WHERE xmax::text IN (SELECT * FROM held)"
    for table, kind in KINDS.items()
)
LOCKING = re.compile(r"\bFOR (NO KEY UPDATE|UPDATE|KEY SHARE|SHARE)\b")
EDGES = frozenset({"BEGIN", "COMMIT", "ROLLBACK"})


@dataclass(frozen=True, order=True)
class Place:
    """A row in the one order of locks: companies stand before people."""

    rank: int
    kind: str
    id: int
    noun: str = field(compare=False)


@dataclass
class Locks:
    """What a transaction has locked so far, and what of it broke the order."""

    held: set[Place] = field(default_factory=set)
    broken: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    """The nouns of which any transaction has locked rows."""

    def look(self, text: str, locked: set[Place]) -> None:
        """What a statement has locked besides what was held before."""
        new = sorted(locked - self.held)
        last = max(self.held, default=None)
        for place in new:
            self.seen.add(place.noun)
            if last is not None and place < last and not _is_referred_to(place, text):
                self.broken.append(f"{place} after {last}, by {_shown(text)}")
        for noun in {place.noun for place in new}:
            several = [place for place in new if place.noun == noun and not _is_referred_to(place, text)]
            if len(several) > 1 and f"ORDER BY {order_within(noun)}" not in text:
                self.broken.append(f"{len(several)} rows of {noun} in no order, by {_shown(text)}")
        self.held |= locked


def _is_referred_to(place: Place, text: str) -> bool:
    """Whether only a foreign key of the statement can have locked the row."""
    changed = re.search(rf'\b(UPDATE|DELETE FROM)\s+"?{place.noun}\b', text)
    return place.noun in REFERRED_TO and not changed and not LOCKING.search(text)


def _shown(text: str) -> str:
    return " ".join(text.split())[:200]


@contextmanager
def recorded_locks(database_url: str) -> Iterator[Locks]:
    """The locks of every transaction that runs meanwhile, one after the other."""
    locks = Locks()
    with _other_thread() as run:
        looking = run(asyncpg.connect(database_url))

        @contextmanager
        def around(dialect: str, text: str) -> Iterator[None]:
            if text in EDGES:
                locks.held = set()
            yield
            if text not in EDGES:
                records = run(looking.fetch(f"WITH held AS ({HELD}) {LOCKED_ROWS}"))
                locks.look(
                    text, {Place(rank(noun), kind, identity, noun) for noun, identity, kind in records}
                )

        watch_statements(around)
        try:
            yield locks
        finally:
            watch_statements(None)
            run(looking.close())


@contextmanager
def _other_thread() -> Iterator[Any]:
    """Runs coroutines while this thread waits in the middle of a statement."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    def run(work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, loop).result(30)

    try:
        yield run
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
