"""The segment that goes on with the contacts of a logged one: inputs, payloads and mutation."""

from __future__ import annotations

from typing import Any

import strawberry
from strawberry.types import Info

from db import models
from db.segments import follow_up
from db.segments.finding import find_segments
from db.segments.follow_up import FollowUp, report_follow_up
from db.segments.outcomes import LeftOut, Outcome
from schema.graph.enums import DeliveryStatus, Evaluation, Scope
from schema.graph.errors import Payload, mutation
from schema.graph.ids import GlobalId
from schema.graph.inputs import ActionInput, input_values
from schema.graph.needs import condition, object_type
from schema.graph.paging import Edge, edge_of
from schema.segments.types import Segment


@condition(needs=Scope.INTERACTIONS_READ)
class FollowUpWhere:
    """What has to have come of the entry that logging made for a contact; every field that is given must match, and
    null asks nothing."""

    evaluation: list[Evaluation] | None = strawberry.UNSET
    """How the entry was evaluated: one of these; an empty list matches nothing."""
    attempt_failed: bool | None = strawberry.UNSET
    """True: the contact was not reached; false: the contact was."""
    responded: bool | None = strawberry.UNSET
    """True: the contact responded, or for a company one of its people; false: nobody did.

    Whoever responded has a logged entry that is inbound, was initiated by them or is a response to a campaign, was
    logged after the segment, and did not happen before the entry that logging the segment made.
    """
    delivery: list[DeliveryStatus] | None = strawberry.UNSET
    """What became of the message to the contact is one of these; an empty list matches nothing. Entries for which no
    message was to be sent match nothing either."""


@strawberry.input
class FollowUpInput:
    """The follow-up segment that goes on with the contacts of a logged one."""

    description: str | None = strawberry.UNSET
    """What the follow-up segment is about, at most 100 characters. Left out or null: "Follow-up on segment" and the
    number of the logged one."""
    keep_personalization: bool = False
    """True: the new lines keep what was personalized on the old ones, except the moment. False: they inherit
    everything."""
    where: FollowUpWhere | None = strawberry.UNSET
    """Only the contacts with this outcome; left out or null: all that were logged. While a segment is being logged
    there is no outcome yet: to choose by it, call `createFollowUpSegment` later."""


@object_type(needs=Scope.CONTACTS_READ)
class FollowUpReport:
    """What deserves a look before the follow-up segment is logged."""

    contact_count: int
    """The number of contacts on the follow-up segment."""
    blocked_count: int
    """How many contacts on the follow-up segment are blocked for privacy."""
    excluded_count: int
    """How many contacts on the follow-up segment are excluded from segments."""


@object_type(needs=Scope.INTERACTIONS_READ)
class FollowUpLeftOut:
    """How many lines do not go on. Each is counted once, for the first reason that holds."""

    skipped_count: int = 0
    """Lines that were not logged because something was wrong with them."""
    deleted_count: int = 0
    """Lines whose contact was deleted since."""
    canceled_count: int = 0
    """Lines whose entry was canceled since."""
    unmatched_count: int = 0
    """Lines whose outcome is not the one that was asked for."""
    repeated_count: int = 0
    """Further lines of a contact that goes on; two contacts that were merged since are one."""

    @classmethod
    def of(cls, counted: Any) -> FollowUpLeftOut:
        """The counts of the result of a verb; counts that it does not have are 0."""
        names = [f"{reason.lower()}_count" for reason in LeftOut]
        return cls(**{name: getattr(counted, name, 0) for name in names})


@strawberry.input
class CreateFollowUpSegmentInput(ActionInput):
    """A logged segment to go on with, once something has come of it."""

    segment_id: GlobalId[models.Segment]
    """The logged segment; an open or canceled one is refused."""
    description: str | None = strawberry.UNSET
    """What the follow-up segment is about, at most 100 characters. Left out or null: "Follow-up on segment" and the
    number of the logged one."""
    keep_personalization: bool = False
    """True: the new lines keep what was personalized on the old ones, except the moment. False: they inherit
    everything."""
    where: FollowUpWhere | None = strawberry.UNSET
    """Only the contacts with this outcome; left out or null: all whose entries are not canceled."""


@strawberry.type
class CreateFollowUpSegmentPayload(Payload):
    """The follow-up segment. If no contact goes on, it has no lines."""

    segment: Segment | None = None
    """The logged segment."""
    follow_up_segment: Segment | None = None
    """The follow-up segment."""
    follow_up_segment_edge: Edge[Segment] | None = None
    """The follow-up segment as an edge of `segments`, and of `Segment.followUps`."""
    follow_up_report: FollowUpReport | None = None
    """What deserves a look in the follow-up segment before it is logged."""
    follow_up_left_out: FollowUpLeftOut | None = None
    """How many lines of the logged segment are not in the follow-up segment, and why."""


@strawberry.type
class SegmentFollowUpMutation:
    @mutation(needs=Scope.SEGMENTS_WRITE)
    async def create_follow_up_segment(
        info: Info, input: CreateFollowUpSegmentInput
    ) -> CreateFollowUpSegmentPayload:
        """Go on with the contacts of a logged segment, all or those with a certain outcome, in a new segment."""
        values = input_values(input)
        created = await follow_up.create_follow_up_segment(
            values.pop("segment_id"), follow_up_of(values), now=info.context.now
        )
        following = created.follow_up
        return CreateFollowUpSegmentPayload(
            segment=created.segment,
            follow_up_segment=following,
            follow_up_segment_edge=edge_of(find_segments(), following) if following else None,
            follow_up_report=await report_of(following),
            follow_up_left_out=FollowUpLeftOut.of(created),
        )


def follow_up_of(values: dict[str, Any]) -> FollowUp:
    """The follow-up of an input, as the verbs take it."""
    return FollowUp(**values | {"where": Outcome(**values.get("where") or {})})


async def report_of(following: models.Segment | None) -> FollowUpReport | None:
    """The current report on a follow-up segment, if there is one."""
    return FollowUpReport(**vars(await report_follow_up(following.id))) if following else None
