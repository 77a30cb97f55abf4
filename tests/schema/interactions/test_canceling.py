"""Interactions canceled and restored as clients do it."""

from __future__ import annotations

from db.models import Interaction
from db.segments.canceling import cancel_segment
from db.segments.logging import log_segment
from schema.graph.ids import encoded, global_id
from tests.builders import (
    a_postponed_interaction,
    a_segment,
    an_interaction,
)
from tests.conftest import NOW
from tests.schema.interacting import (
    CANCEL,
    RESTORE,
    done,
    refused,
)


async def test_a_canceled_entry_no_longer_counts_until_it_is_restored() -> None:
    entry = await an_interaction()
    moment = NOW.isoformat().replace("+00:00", "Z")
    ids = [global_id(entry)]
    canceled = await done(CANCEL, interactionIds=ids)
    actions = ["RESTORE", "DELETE", "COMMENT"]
    assert canceled["interactions"] == [
        {"id": ids[0], "status": "CANCELED", "canceledAt": moment, "availableActions": actions}
    ]
    assert [each["lastInteractionAt"] for each in canceled["contacts"]] == [None]
    assert not (await done(CANCEL, interactionIds=ids))["changed"]
    restored = await done(RESTORE, interactionIds=ids)
    assert restored["changed"] and restored["interactions"][0]["canceledAt"] is None
    assert [each["lastInteractionAt"] for each in restored["contacts"]] == [moment]


async def test_what_cannot_be_canceled_or_restored_is_pointed_at() -> None:
    postponed, logged = await a_postponed_interaction(), await an_interaction()
    ids = [global_id(logged), global_id(postponed), encoded("Interaction", 999_999)]
    for document in (CANCEL, RESTORE):
        assert await refused(document, interactionIds=ids) == [
            ("NOT_LOGGED", "input.interactionIds.1"),
            ("NOT_FOUND", "input.interactionIds.2"),
        ]
    segment = await a_segment(lines=1)
    await log_segment(segment.id, now=NOW)
    await cancel_segment(segment.id, now=NOW)
    entry = await Interaction.get(segment_id=segment.id)
    assert await refused(RESTORE, interactionIds=[global_id(entry)]) == [
        ("SEGMENT_CANCELED", "input.interactionIds.0")
    ]
