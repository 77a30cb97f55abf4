"""Putting the contacts of a segment into a mailing group: inputs, payloads and mutations."""

from __future__ import annotations

from typing import Any

import strawberry
from strawberry.types import Info

from db import models
from db.segments import mailing
from db.segments.mailing import SegmentGrouped
from schema.graph.enums import Scope
from schema.graph.errors import ChangePayload, mutation
from schema.graph.ids import GlobalId
from schema.graph.inputs import ActionInput, input_values
from schema.groupings.mailing_groups import MailingGroup
from schema.segments.types import Segment


@strawberry.input
class SegmentGroupingInput(ActionInput):
    """A segment and a mailing group."""

    segment_id: GlobalId[models.Segment]
    """The segment, open or logged; a canceled one is refused."""
    mailing_group_id: GlobalId[models.MailingGroup]
    """The mailing group."""


@strawberry.input
class AddMailingGroupContactsFromSegmentInput(SegmentGroupingInput):
    """A segment whose contacts are to be in a mailing group, beside those who are in it already."""


@strawberry.input
class ReplaceMailingGroupContactsFromSegmentInput(SegmentGroupingInput):
    """A segment whose contacts are to be in a mailing group, and nobody else."""


@strawberry.type
class SegmentGroupedPayload(ChangePayload):
    """The mailing group with the contacts of the segment. There may be many: `MailingGroup.contacts` lists them."""

    mailing_group: MailingGroup | None = None
    """The mailing group after the change."""
    segment: Segment | None = None
    """The segment whose contacts were taken; nothing in the segment changes."""
    added_count: int = 0
    """How many contacts were added. Those in the mailing group before are passed over."""


@strawberry.type
class AddMailingGroupContactsFromSegmentPayload(SegmentGroupedPayload):
    """The mailing group with the contacts of the segment. There may be many: `MailingGroup.contacts` lists them."""


@strawberry.type
class ReplaceMailingGroupContactsFromSegmentPayload(SegmentGroupedPayload):
    """The mailing group with just the contacts of the segment. `MailingGroup.contacts` lists them."""

    removed_count: int = 0
    """How many contacts were taken out, since they are not on the segment."""


@strawberry.type
class SegmentMailingMutation:
    @mutation(needs=(Scope.SEGMENTS_WRITE, Scope.CONTACTS_WRITE))
    async def add_mailing_group_contacts_from_segment(
        info: Info, input: AddMailingGroupContactsFromSegmentInput
    ) -> AddMailingGroupContactsFromSegmentPayload:
        """Put all contacts of a segment into a mailing group, however many they are. Nobody is taken out of it."""
        grouped = await mailing.add_mailing_group_contacts_from_segment(
            **input_values(input), now=info.context.now
        )
        return AddMailingGroupContactsFromSegmentPayload(**_shown(grouped))

    @mutation(needs=(Scope.SEGMENTS_WRITE, Scope.CONTACTS_WRITE))
    async def replace_mailing_group_contacts_from_segment(
        info: Info, input: ReplaceMailingGroupContactsFromSegmentInput
    ) -> ReplaceMailingGroupContactsFromSegmentPayload:
        """Put all contacts of a segment into a mailing group, and take everybody else out of it."""
        grouped = await mailing.replace_mailing_group_contacts_from_segment(
            **input_values(input), now=info.context.now
        )
        return ReplaceMailingGroupContactsFromSegmentPayload(
            removed_count=grouped.removed_count, **_shown(grouped)
        )


def _shown(grouped: SegmentGrouped) -> dict[str, Any]:
    return {
        "mailing_group": grouped.mailing_group,
        "segment": grouped.segment,
        "added_count": grouped.added_count,
        "changed": grouped.changed,
    }
