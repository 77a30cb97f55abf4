"""One transaction around each verb: begun once, tried again when overtaken, its answer kept for a key."""

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

from db.config import connection, dialect
from db.errors import TransactionOvertaken
from db.idempotency import Once, answer_once
from db.integrity import refusal_behind

P = ParamSpec("P")
T = TypeVar("T")

ATTEMPTS = 6
OVERTAKEN = (TransactionOvertaken, DeadlockDetectedError, SerializationError)


def transactional(verb: Callable[P, Awaitable[T]]) -> Callable[..., Awaitable[T]]:
    """Run a verb in one transaction, or in the one that is open already.

    `once` names the idempotency key of the request: the answer is stored with the work, and given again
    without doing the work twice.
    """

    @wraps(verb)
    async def run(*args: Any, once: Once | None = None, **options: Any) -> T:
        work = partial(verb, *args, **options)
        if isinstance(connection(), TransactionalDBClient):
            return await work()
        if once is not None:
            work = partial(answer_once, once, work)
        for attempt in range(1, ATTEMPTS + 1):
            try:
                async with in_transaction(dialect()):
                    return await work()
            except IntegrityError as error:
                raise refusal_behind(error) from error
            except OVERTAKEN:
                if attempt == ATTEMPTS:
                    raise
                await asyncio.sleep(random.uniform(0, 0.02 * 2**attempt))
        raise AssertionError("the last attempt returns or raises")

    return run
