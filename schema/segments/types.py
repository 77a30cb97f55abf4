"""Segments: the type."""

from __future__ import annotations

from datetime import datetime

import strawberry
from strawberry.types import Info

from db import models
from db.campaigns.finding import find_campaign_entries
from db.interactions.finding import find_interactions
from db.segments.finding import find_lines, find_segments, find_steps
from db.segments.letter_contents import find_segment_letter_contents
from db.sql.keyset_pages import Link
from db.sql.loaders import count_under
from schema.deliveries.counting import DeliveryCounts, counts_of_segments, deliveries_of_segments
from schema.execution.batch import batch
from schema.graph.download_links import DownloadLink
from schema.graph.edges import to_many, to_one
from schema.graph.enums import CorrespondenceType, InformationFlow, InitiatedBy, Scope, SegmentStatus
from schema.graph.ids import Node, node
from schema.graph.money import Money, money_of
from schema.graph.paging import Connection
from schema.guards.available_actions import offered
from schema.interactions.periods import InteractionStatisticsPeriod, periods_field_by
from schema.interactions.statistics import InteractionStatistics, statistics_field_by
from schema.letter_contents.hard_copies import hard_copies_link
from schema.segments.actions import POSSIBLE, SegmentAction


@node(models.Segment, needs=Scope.SEGMENTS_READ)
class Segment(Node):
    """Contacts chosen for one interaction: open, then logged. It keeps its id and stays when logged."""

    revision: int
    """Grows with every change of the segment or of its lines; give it as `expectedRevision`."""
    number: str
    """The number that people know, in upper case, at most 20 characters."""
    status: SegmentStatus
    """Where it stands."""
    description: str
    """What the interaction is about, at most 100 characters; lines inherit it."""
    duration_minutes: int | None
    """The duration that lines inherit, in minutes; null: the template's."""
    cost: Money | None = money_of("cost")
    """The cost that lines inherit, for each contact; null: the template's."""
    information_flow: InformationFlow | None
    """The flow that lines inherit; null: the template's."""
    initiated_by: InitiatedBy | None
    """Who begins, as lines inherit it; null: the template's."""
    correspondence_type: CorrespondenceType | None
    """How contacts are written to where their own wish is ignored; null: the template's."""
    ignores_contact_correspondence_type: bool | None
    """Whether `correspondenceType` goes before the contact's own; null: as the template says."""
    language: str | None
    """The language of contacts whose own the template does not have; null: the template's."""
    occurred_at: datetime | None
    """When the interactions happen; null: when the segment is logged."""
    is_campaign_target: bool | None
    """Whether contacts are targets of the campaign, as lines inherit it; null: as the template says."""
    is_campaign_response: bool | None
    """Whether the interactions are responses to the campaign, as lines inherit it; null: as the template says."""
    logged_at: datetime | None
    """When it was logged; null while it is not."""
    canceled_at: datetime | None
    """When it was canceled; null while it is not."""
    created_at: datetime
    """When it was created."""
    updated_at: datetime
    """When it was last changed."""
    created_by: models.KnownCaller | None = to_one("created_by_id")
    """Who created it. Null: nobody asked for it, or it was before authors were kept."""
    logged_by: models.KnownCaller | None = to_one("logged_by_id")
    """Who logged it; null while it is not. Null too: it was before authors were kept."""
    canceled_by: models.KnownCaller | None = to_one("canceled_by_id")
    """Who canceled it; null while it is not. Null too: it was before authors were kept."""
    template: models.InteractionTemplate | None = to_one("template_id")
    """The kind of interaction that it carries; null: none yet, and only lines with a template of their own can be
    logged."""
    salesperson: models.Salesperson | None = to_one("salesperson_id")
    """Who is responsible; null: each contact's own salesperson."""
    campaign: models.Campaign | None = to_one("campaign_id")
    """The campaign that lines are for, those with a template of their own too; null: the template's."""
    campaign_entries: Connection[models.CampaignEntry] | None = to_many(
        find_campaign_entries, Link("segment_id")
    )
    """What logging it counted towards campaigns, one for each campaign of its lines."""
    follow_up_of: Segment | None = to_one("follow_up_of_id")
    """The logged segment that this one follows up; null: none, or it was deleted."""
    follow_ups: Connection[Segment] = to_many(find_segments, Link("follow_up_of_id"))
    """The segments that follow up this one, by number."""
    lines: Connection[models.SegmentLine] = to_many(find_lines, Link("segment_id"))
    """The lines of the segment, one a contact, in the order in which the contacts were added."""
    steps: Connection[models.SegmentStep] = to_many(find_steps, Link("segment_id"))
    """How its contacts came and went, the last step at the end."""
    letter_contents: Connection[models.SegmentLetterContent] = to_many(
        find_segment_letter_contents, Link("segment_id")
    )
    """What it sends in place of what its template would, by language."""
    hard_copies_link: DownloadLink | None = hard_copies_link()
    """The letters that go out on paper, as one ZIP of PDF files. Null unless it is logged, and for callers who see
    only some of the contacts."""
    interactions: Connection[models.Interaction] = to_many(find_interactions, Link("segment_id"))
    """The entries that logging it made, the latest first."""
    statistics: InteractionStatistics | None = statistics_field_by("segment_id")
    """What the entries that logging it made amount to; nothing before, and nothing while it is canceled."""
    statistics_by: list[InteractionStatisticsPeriod] | None = periods_field_by("segment_id")
    """What the entries that logging it made amount to over time: the earliest period first, those without
    an entry left out; at most 10,000 in all rows of a page."""
    deliveries: Connection[models.Delivery] | None = deliveries_of_segments()
    """The messages to its contacts, in the order in which they were queued."""
    delivery_counts: DeliveryCounts | None = counts_of_segments()
    """How far the messages to its contacts have come."""

    @strawberry.field
    @batch(reads="id")
    async def line_count(parents: list[models.Segment], info: Info) -> list[int]:
        """The number of lines of the segment."""
        counts = await count_under(models.SegmentLine, "segment_id", [parent.id for parent in parents])
        return [counts.get(parent.id, 0) for parent in parents]

    @strawberry.field
    @batch(reads="status")
    def available_actions(parents: list[models.Segment], info: Info) -> list[list[SegmentAction]]:
        """What can be done with it now."""
        return offered([POSSIBLE[parent.status] for parent in parents], info)
