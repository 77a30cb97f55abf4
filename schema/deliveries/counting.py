"""From interactions to their deliveries, from segments to all of theirs and to the counts of them."""

from __future__ import annotations

from typing import Any

import strawberry
from strawberry.types import Info

from db import models
from db.deliveries import counting
from db.deliveries.finding import find_deliveries
from db.sql.keyset_pages import Link
from db.sql.loaders import rows_by_key
from schema.execution.batch import batch
from schema.execution.selections import from_selection
from schema.graph.edges import to_many
from schema.graph.enums import Scope
from schema.graph.needs import object_type
from schema.graph.paging import reads_of_rows


@object_type(needs=Scope.INTERACTIONS_READ)
class DeliveryCounts:
    """How many deliveries there are of each status."""

    queued: int
    """To be sent as soon as their moment has come, perhaps once more."""
    sending: int
    """In the hands of a worker, which is about to send them."""
    sent: int
    """Accepted by the mail server of the sender."""
    failed: int
    """Refused for good, or too often."""
    skipped: int
    """Nothing to send by e-mail."""
    canceled: int
    """Called off before they were sent."""
    total: int
    """All deliveries, whatever their status."""


def delivery_of_interactions() -> Any:
    """The delivery of each interaction: one statement for all."""

    @batch(reads="id")
    async def delivery(parents: list[Any], info: Info):  # the type stands at the field
        columns = from_selection(info, reads_of_rows)
        found = await rows_by_key(
            models.Delivery, "interaction_id", [parent.id for parent in parents], columns
        )
        return [found.get(parent.id) for parent in parents]

    return strawberry.field(resolver=delivery)


def counts_of_segments() -> Any:
    """The counts of each segment: one statement for all."""

    @batch(reads="id")
    async def delivery_counts(parents: list[Any], info: Info):  # the type stands at the field
        counts = await counting.delivery_counts([parent.id for parent in parents])
        return [counts[parent.id] for parent in parents]

    return strawberry.field(resolver=delivery_counts)


def deliveries_of_segments() -> Any:
    return to_many(find_deliveries, Link("segment_id"))
