"""Looking at whom criteria would add to a segment."""

from __future__ import annotations

import strawberry
from strawberry.types import Info

from db.counting import count_pages
from db.paging import Page, Window, find_page
from db.segments.choosing import CriteriaPreview, preview_segment_criteria
from schema.contacts import Contact
from schema.execution.selections import from_selection
from schema.inputs import given
from schema.paging import After, Before, Connection, First, Last, reads_of_nodes, window_of
from schema.segment_choosing import with_options
from schema.segment_criteria import SegmentCriteriaInput


@strawberry.input
class PreviewSegmentCriteriaInput:
    """The same that `addSegmentContactsByCriteria` is given."""

    segment_id: strawberry.ID
    """The segment."""
    criteria: SegmentCriteriaInput
    """Which contacts."""
    expand_companies: bool = False
    """Everyone of the same companies too, the companies included."""
    include_companies: bool = False
    """The company of each person too."""
    ignore_exclusion: bool = False
    """Contacts that are excluded from segments too."""
    allow_existing: bool = False
    """Contacts that are on the segment already too."""


@strawberry.type
class SegmentCriteriaPreview:
    """Whom `addSegmentContactsByCriteria` would add."""

    preview: strawberry.Private[CriteriaPreview]

    @strawberry.field
    def segment_revision(self) -> int:
        """The revision that was looked at; give it as `expectedRevision` to add to just this."""
        return self.preview.segment.revision

    @strawberry.field
    def summary(self) -> str:
        """What the criteria ask for, as a sentence."""
        return self.preview.summary

    @strawberry.field
    async def added_count(self) -> int:
        """How many lines would be added."""
        [number] = await count_pages([Page(self.preview.contacts, Window(1), [], has_more=False)])
        return number

    @strawberry.field
    async def contacts(
        self,
        info: Info,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Contact]:
        """The contacts that would be added, by number."""
        listing = self.preview.contacts
        asked = {"first": first, "after": after, "last": last, "before": before}
        paging = {name: value for name, value in asked.items() if value is not strawberry.UNSET}
        window = window_of(info, listing, paging)
        return Connection(page=await find_page(listing, window, from_selection(info, reads_of_nodes)))


@strawberry.type
class SegmentCriteriaPreviewQuery:
    @strawberry.field
    async def preview_segment_criteria(self, input: PreviewSegmentCriteriaInput) -> SegmentCriteriaPreview:
        """Whom `addSegmentContactsByCriteria` would add; nothing is written."""
        return SegmentCriteriaPreview(preview=await preview_segment_criteria(**with_options(given(input))))
