"""One transaction around each verb: tried again when overtaken, with the audit entry and the idempotency key."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar

from asyncpg.exceptions import DeadlockDetectedError, SerializationError
from tortoise.backends.base.client import TransactionalDBClient
from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from db.engine.database import connection, dialect
from db.errors import OvertakenTooOften, TransactionOvertaken
from db.writes.audit_log import record
from db.writes.committing import commit
from db.writes.constraint_errors import is_broken_reference, is_taken_key, taken_key
from db.writes.idempotency import run_idempotently
from db.writes.results import register_results
from db.writes.trials import end_trial, is_trial
from db.writes.write_context import Write, writing

P = ParamSpec("P")
T = TypeVar("T")

ATTEMPTS = 8
LONGEST_PAUSE = 0.5
"""Seconds between two attempts, at most."""
OVERTAKEN = (TransactionOvertaken, DeadlockDetectedError, SerializationError)


def transactional(verb: Callable[P, Awaitable[T]]) -> Callable[..., Awaitable[T]]:
    """Run a verb in one transaction, or in the one that is open already.

    What a request asks for leaves an entry in the audit log with the work, and its result if there is a key.
    """
    register_results(verb)

    @wraps(verb)
    async def run(*args: Any, **options: Any) -> T:
        work = partial(verb, *args, **options)
        if isinstance(connection(), TransactionalDBClient):
            return await work()
        if (write := writing.get()) is not None:
            work = partial(_traced, write, work)
        return await _committed(work)

    return run


async def _committed(work: Callable[[], Awaitable[T]]) -> T:
    """Do the work in a transaction of its own, and again when somebody else came first.

    A constraint refuses what a rule has let pass only if somebody came in between: the next attempt sees what they
    did, and the rule says so in its own words. Waits between attempts are random, so that two do not meet again.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            async with in_transaction(dialect()) as transaction:
                result = await work()
                if is_trial():
                    end_trial()
                await commit(transaction)
                return result
        except IntegrityError as error:
            _check_race(error, attempt)
            overtaken: Exception = error
        except OVERTAKEN as error:
            overtaken = error
        if attempt == ATTEMPTS:
            raise OvertakenTooOften from overtaken
        await asyncio.sleep(random.uniform(0, min(LONGEST_PAUSE, 0.02 * 2**attempt)))
    raise AssertionError("the last attempt returns or raises")


def _check_race(error: IntegrityError, attempt: int) -> None:
    """Refuse a key that is taken still at the second attempt; raise what no race can explain."""
    if is_taken_key(error):
        if attempt > 1:
            raise taken_key(error) from error
    elif not is_broken_reference(error):
        raise error


async def _traced(write: Write, work: Callable[[], Awaitable[T]]) -> T:
    if write.idempotency_key is not None:
        return await run_idempotently(write, write.idempotency_key, partial(_recorded, write, work))
    return await _recorded(write, work)


async def _recorded(write: Write, work: Callable[[], Awaitable[T]]) -> T:
    result = await work()
    await record(write, result)
    return result
