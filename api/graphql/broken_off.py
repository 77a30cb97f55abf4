"""What is told of an operation that was broken off: above all, whether its work was committed."""

from __future__ import annotations

import asyncio

from api.lifecycle.health import COME_AGAIN
from api.lifecycle.shutdown import shutdown
from api.refusals import Refusal
from db.writes.committing import commits_so_far

WHAT_BECAME = {
    True: "What it had committed stays: look before you send it again, or send the same idempotency key.",
    False: "Nothing of it was committed. Send it again, on a new connection.",
    None: "It is not known whether its work was committed: look, or send it again with the same idempotency key.",
}


def cut_off() -> Refusal:
    """The answer to an operation that the end of the server has broken off; whoever else cancels, cancels."""
    task = asyncio.current_task()
    if task is None or not shutdown.is_cutting_off:
        raise asyncio.CancelledError
    task.uncancel()
    happened = commits_so_far().happened
    return Refusal(
        503,
        "OPERATION_CUT_OFF",
        f"The server has stopped and broke the operation off. {WHAT_BECAME[happened]}",
        *COME_AGAIN.items(),
        committed=happened,
    )
