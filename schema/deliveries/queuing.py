"""That letters are to be delivered, and when: what inputs that log say of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry

from db.deliveries.waking import wake_workers


@strawberry.input
class DeliveryInput:
    """Letters are to be delivered too: `{}` is as soon as possible."""

    not_before: datetime | None = strawberry.UNSET
    """Wait until this moment, at most 366 days ahead; left out, null or a moment that is over: as soon as possible.

    What is sent then is the letter as it is logged now, to the address of now. Until then it can be called off.
    """


def wake_if_wanted(values: dict[str, Any]) -> None:
    """To be called with what an input said, after its verb: letters that were queued need not wait for a look."""
    if values.get("delivery") is not None:
        wake_workers()
