"""Putting the contacts of a segment into a mailing group: input, payload and mutation."""

from __future__ import annotations

import strawberry
from strawberry.types import Info

from db import models
from db.segments import mailing
from schema.graph.enums import Scope
from schema.graph.errors import ChangePayload, mutation
from schema.graph.ids import GlobalId
from schema.graph.inputs import ActionInput, input_values
from schema.groupings.mailing_groups import MailingGroup
from schema.segments.types import Segment


@strawberry.input
class ApplyMailingGroupInput(ActionInput):
    """A segment whose contacts are to be in a mailing group."""

    segment_id: GlobalId[models.Segment]
    """The segment, open or logged."""
    mailing_group_id: GlobalId[models.MailingGroup]
    """The mailing group."""
    replace: bool = False
    """Take everybody else out of the mailing group."""


@strawberry.type
class ApplyMailingGroupPayload(ChangePayload):
    """The mailing group with the contacts of the segment. There may be many: `MailingGroup.contacts` lists them."""

    mailing_group: MailingGroup | None = None
    """The mailing group after the change."""
    segment: Segment | None = None
    """The segment; nothing of it changes."""
    added_count: int = 0
    """How many contacts were added. Those in the mailing group before are passed over."""
    removed_count: int = 0
    """How many contacts were taken out."""


@strawberry.type
class SegmentMailingMutation:
    @mutation(needs=(Scope.SEGMENTS_WRITE, Scope.CONTACTS_WRITE))
    async def apply_mailing_group(info: Info, input: ApplyMailingGroupInput) -> ApplyMailingGroupPayload:
        """Put all contacts of a segment into a mailing group, however many there are."""
        applied = await mailing.apply_mailing_group(**input_values(input), now=info.context.now)
        return ApplyMailingGroupPayload(
            mailing_group=applied.mailing_group,
            segment=applied.segment,
            added_count=applied.added_count,
            removed_count=applied.removed_count,
            changed=applied.changed,
        )
