"""Looking at what logging a segment would write and send, and what keeps it from being logged."""

from __future__ import annotations

from decimal import Decimal

import strawberry
from strawberry.types import Info

from db import models
from db.errors import Refused
from db.interactions import statistics
from db.numbering import the_setup
from db.segments import previewing
from db.segments.finding import find_lines
from db.segments.letter_preview import preview_line_letter
from db.segments.previewing import LogPreview, count_by_code, find_judged_lines, preview_correspondence
from schema.deliveries.queuing import DeliveryInput
from schema.graph.checked_arguments import checks_arguments
from schema.graph.edges import list_within, to_one
from schema.graph.enums import CorrespondenceType, Scope
from schema.graph.errors import Code, UserError
from schema.graph.ids import GlobalId
from schema.graph.inputs import input_values
from schema.graph.money import Money, in_currency
from schema.graph.needs import field, object_type
from schema.graph.paging import After, Before, Connection, First, Last
from schema.graph.previews import preview
from schema.interactions.statistics import InteractionStatistics
from schema.letter_contents.letters import Letter
from schema.segments.issues import SegmentLineIssueConnection, page_asked_for, page_of_issues
from schema.segments.line_types import SegmentLine
from schema.segments.types import Segment


@strawberry.input
class PreviewSegmentLogInput:
    """The segment whose logging to preview, and whether its letters would be sent."""

    segment_id: GlobalId[models.Segment]
    """The segment, logged or not."""
    delivery: DeliveryInput | None = strawberry.UNSET
    """As if the letters were sent too; `{}` is enough. Every line then needs letter content, and for EMAIL an e-mail
    address. Left out or null: as if nothing were sent."""


@object_type(needs=Scope.SEGMENTS_READ)
class SegmentIssueCount:
    """How many problems of one kind the lines of a segment have."""

    code: Code
    """The stable name of the problem."""
    issue_count: int
    """How many problems have this code; a line may have several of one code."""


@object_type(needs=Scope.SEGMENTS_READ)
class SegmentCorrespondence:
    """The lines of a segment whose contacts are written to in one way, and the letters that would go out."""

    correspondence_type: CorrespondenceType
    """How the contacts of these lines are written to."""
    line_count: int
    """How many lines there are whose contacts are written to in this way, those that cannot be logged included."""
    letter_count: int
    """How many letters would go out: of lines that can be logged and have content; e-mails only if they are to be
    delivered."""
    sample_id: strawberry.Private[int | None]
    sample_line: models.SegmentLine | None = to_one("sample_id", models.SegmentLine)
    """The first line that gives such a letter; null if there is none."""

    @field(needs=(Scope.INTERACTIONS_READ, Scope.CONTACTS_READ, Scope.CONTENTS_READ))
    async def sample_letter(self, info: Info) -> Letter | None:
        """What the contact of `sampleLine` would receive; null without that line, or if its content makes no letter."""
        if self.sample_id is None:
            return None
        try:
            return Letter(letter=await preview_line_letter(self.sample_id, now=info.context.now))
        except Refused:
            return None


@object_type(needs=Scope.SEGMENTS_READ)
class SegmentLogPreview:
    """What logging a segment would write and send, and what keeps it from being logged.

    If the preview was refused, `userErrors` says why: then counts and sums are zero, and all else is null or empty.
    """

    preview: strawberry.Private[LogPreview | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)
    """Why there is nothing to look at; empty when there is. What is wrong with lines stands in `issues`."""

    @strawberry.field
    def segment(self) -> Segment | None:
        """The segment; null if the preview was refused."""
        return self.preview.segment if self.preview else None  # type: ignore[return-value]

    @strawberry.field
    def segment_revision(self) -> int:
        """The revision that was looked at; give it as `expectedRevision` to log just this. Zero if refused."""
        return self.preview.segment.revision if self.preview else 0

    @strawberry.field
    def line_count(self) -> int:
        """The number of lines of the segment; zero if refused."""
        return self.preview.line_count if self.preview else 0

    @strawberry.field
    def contact_count(self) -> int:
        """The number of different contacts on the segment; zero if refused."""
        return self.preview.contact_count if self.preview else 0

    @strawberry.field
    async def total_cost(self) -> Money:
        """The cost of all lines together; zero if refused."""
        cost = self.preview.total_cost if self.preview else Decimal(0)
        money = in_currency(cost, (await the_setup()).currency)
        assert money is not None
        return money

    @strawberry.field
    def totals(self) -> InteractionStatistics:
        """What the entries of all lines would amount to, those that cannot be logged included; zeros if refused."""
        if self.preview is None:
            return statistics.InteractionStatistics()  # type: ignore[return-value]
        return statistics.InteractionStatistics(  # type: ignore[return-value]
            interaction_count=self.preview.line_count,
            total_cost=self.preview.total_cost,
            total_duration_minutes=self.preview.total_duration_minutes,
        )

    @strawberry.field
    @checks_arguments(lambda context, given: page_asked_for(context.max_page_size, given))
    async def issues(
        self,
        info: Info,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> SegmentLineIssueConnection:
        """What keeps lines from being logged, by line; empty if refused."""
        if self.preview is None:
            return SegmentLineIssueConnection()
        given = {"first": first, "after": after, "last": last, "before": before}
        segment_id, most = self.preview.segment.id, info.context.max_page_size
        return await page_of_issues(segment_id, self.preview.deliver, most, given)

    valid_lines: Connection[SegmentLine] | None = list_within(
        find_lines, lambda shown: shown.preview and find_judged_lines(shown.preview, valid=True)
    )
    """The lines that can be logged, in the order in which they were added; null if refused."""

    invalid_lines: Connection[SegmentLine] | None = list_within(
        find_lines, lambda shown: shown.preview and find_judged_lines(shown.preview, valid=False)
    )
    """The lines that cannot be logged, in the order in which they were added; null if refused."""

    @strawberry.field
    async def counts_by_code(self) -> list[SegmentIssueCount] | None:
        """How many problems there are of each code that occurs; null if refused."""
        if self.preview is None:
            return None
        counts = await count_by_code(self.preview)
        return [SegmentIssueCount(code=code, issue_count=count) for code, count in counts.items()]

    @strawberry.field
    async def counts_by_correspondence_type(self) -> list[SegmentCorrespondence] | None:
        """The lines by how their contacts are written to, with what would be sent; null if refused."""
        if self.preview is None:
            return None
        return [SegmentCorrespondence(**vars(each)) for each in await preview_correspondence(self.preview)]


@strawberry.type
class SegmentPreviewQuery:
    @preview(needs=Scope.SEGMENTS_READ)
    async def preview_segment_log(self, info: Info, input: PreviewSegmentLogInput) -> SegmentLogPreview:
        """What `logSegment` would write, send and refuse; nothing is written."""
        preview = await previewing.preview_segment_log(**input_values(input), now=info.context.now)
        return SegmentLogPreview(preview=preview)
