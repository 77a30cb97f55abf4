"""Segments that were logged and are followed up by what came of them."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from db.models import Contact, Segment
from db.segments.follow_up import (
    FollowUp,
    FollowUpCreated,
    create_follow_up_segment,
)
from db.segments.logging import ErrorPolicy, log_segment
from db.segments.outcomes import Outcome
from tests.builders import (
    a_segment,
)
from tests.conftest import NOW
from tests.db.segments.lines import lines_of

LATER = NOW + timedelta(days=1)
LATEST = NOW + timedelta(days=2)


async def a_logged_segment(people: list[Contact], **values: Any) -> Segment:
    segment = await a_segment(contact_ids=[each.id for each in people], **values)
    await log_segment(segment.id, error_policy=ErrorPolicy.SKIP_INVALID, now=NOW)
    return segment


async def followed(segment: Segment, **where: Any) -> FollowUpCreated:
    return await create_follow_up_segment(segment.id, FollowUp(where=Outcome(**where)), now=LATEST)


async def held(created: FollowUpCreated) -> list[int | None]:
    return [line.contact_id for line in await lines_of(created.follow_up)]


def left_out(created: FollowUpCreated) -> dict[str, int]:
    counts = {name: count for name, count in vars(created).items() if name.endswith("_count")}
    return {name.removesuffix("_count"): count for name, count in counts.items() if count}


async def who_responded(segment: Segment) -> list[int | None]:
    """Those who did; asked the other way round, all others go on."""
    did, did_not = await followed(segment, responded=True), await followed(segment, responded=False)
    responded, silent = await held(did), await held(did_not)
    everybody = [line.contact_id for line in await lines_of(segment)]
    assert Counter([*responded, *silent]) == Counter(everybody)
    assert did.unmatched_count == len(silent) and did_not.unmatched_count == len(responded)
    return responded
