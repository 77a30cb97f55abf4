"""Choosing the contacts of a segment by criteria: inputs, payloads, mutations, and the preview."""

from __future__ import annotations

from typing import Any

import strawberry
from strawberry.types import Info

from db import models
from db.contacts.finding import find_contacts
from db.models import StepOption
from db.segments import choosing
from db.segments.choosing import CriteriaPreview, StepTaken, preview_segment_criteria
from db.segments.finding import find_steps
from db.sql.counting import count_pages
from db.sql.keyset_pages import Page, Window
from schema.contacts.types import Contact
from schema.graph.edges import list_within
from schema.graph.enums import Scope
from schema.graph.errors import Payload, UserError, mutation
from schema.graph.ids import GlobalId
from schema.graph.inputs import RevisionCheckedInput, input_values
from schema.graph.needs import object_type
from schema.graph.paging import (
    Connection,
    Edge,
    edge_of,
)
from schema.graph.previews import preview
from schema.segments.criteria import SegmentCriteriaInput
from schema.segments.steps import SegmentStep
from schema.segments.types import Segment


@strawberry.input
class StepInput(RevisionCheckedInput):
    """What every step of a segment is given."""

    segment_id: GlobalId[models.Segment]
    """The open segment."""


@strawberry.input
class AddSegmentContactsByCriteriaInput(StepInput):
    """An open segment, and which contacts to add to it by criteria."""

    criteria: SegmentCriteriaInput
    """Which contacts to add."""
    expand_companies: bool = False
    """True: add everyone of the companies of those who meet the criteria too, the companies included. False: do not."""
    include_companies: bool = False
    """True: add the company of each person who meets the criteria too. False: do not."""
    ignore_exclusion: bool = False
    """True: add contacts that are excluded from segments too. False: leave them out."""
    allow_existing: bool = False
    """True: add a second line for contacts that are on the segment already. False: they are passed over."""


@strawberry.input
class ReduceSegmentInput(StepInput):
    """An open segment, and which contacts to remove from it by criteria."""

    criteria: SegmentCriteriaInput
    """Which contacts to remove."""
    entire_companies: bool = False
    """True: remove everyone of a company of which anyone meets the criteria, on the segment or not. False: only those
    who meet them."""


@strawberry.input
class RefineSegmentInput(StepInput):
    """An open segment, and which of its contacts to keep by criteria; all others are removed."""

    criteria: SegmentCriteriaInput
    """Which contacts to keep."""
    entire_companies: bool = False
    """True: keep everyone of a company of which anyone meets the criteria, on the segment or not. False: only those
    who meet them."""


@strawberry.type
class SegmentStepPayload(Payload):
    """The step that was taken."""

    segment: Segment | None = None
    """The segment after the step."""
    step: SegmentStep | None = None
    """The step, with what it added and removed. Ask `Segment.lines` for the lines."""
    step_edge: Edge[SegmentStep] | None = None
    """The step as an edge of `Segment.steps`."""


@strawberry.type
class AddSegmentContactsByCriteriaPayload(SegmentStepPayload):
    """The step that added contacts, even if it added nobody."""


@strawberry.type
class ReduceSegmentPayload(SegmentStepPayload):
    """The step that removed contacts, even if it removed nobody."""


@strawberry.type
class RefineSegmentPayload(SegmentStepPayload):
    """The step that removed all but some contacts, even if it removed nobody."""


@strawberry.type
class SegmentChoosingMutation:
    @mutation(needs=Scope.SEGMENTS_WRITE)
    async def add_segment_contacts_by_criteria(
        info: Info, input: AddSegmentContactsByCriteriaInput
    ) -> AddSegmentContactsByCriteriaPayload:
        """Add the contacts that meet criteria to an open segment."""
        taken = await choosing.add_segment_contacts_by_criteria(
            **with_options(input_values(input)), now=info.context.now
        )
        return AddSegmentContactsByCriteriaPayload(**_shown(taken))

    @mutation(needs=Scope.SEGMENTS_WRITE)
    async def reduce_segment(info: Info, input: ReduceSegmentInput) -> ReduceSegmentPayload:
        """Remove the contacts that meet criteria from an open segment."""
        taken = await choosing.reduce_segment(**with_options(input_values(input)), now=info.context.now)
        return ReduceSegmentPayload(**_shown(taken))

    @mutation(needs=Scope.SEGMENTS_WRITE)
    async def refine_segment(info: Info, input: RefineSegmentInput) -> RefineSegmentPayload:
        """Keep the contacts of an open segment that meet criteria, and remove all others."""
        taken = await choosing.refine_segment(**with_options(input_values(input)), now=info.context.now)
        return RefineSegmentPayload(**_shown(taken))


def with_options(values: dict[str, Any]) -> dict[str, Any]:
    """The options of a step as a list."""
    chosen = [option for option in StepOption if values.pop(option.value.lower(), False)]
    return values | {"options": chosen}


def _shown(taken: StepTaken) -> dict[str, Any]:
    return {
        "segment": taken.segment,
        "step": taken.step,
        "step_edge": edge_of(find_steps(), taken.step),
    }


@strawberry.input
class PreviewSegmentCriteriaInput:
    """What `addSegmentContactsByCriteria` would be given."""

    segment_id: GlobalId[models.Segment]
    """The segment."""
    criteria: SegmentCriteriaInput
    """Which contacts would be added."""
    expand_companies: bool = False
    """True: add everyone of the companies of those who meet the criteria too, the companies included. False: do not."""
    include_companies: bool = False
    """True: add the company of each person who meets the criteria too. False: do not."""
    ignore_exclusion: bool = False
    """True: add contacts that are excluded from segments too. False: leave them out."""
    allow_existing: bool = False
    """True: count contacts that are on the segment already too, for each would get a second line. False: they are
    passed over."""


@object_type(needs=Scope.SEGMENTS_READ)
class SegmentCriteriaPreview:
    """Whom `addSegmentContactsByCriteria` would add. If the preview was refused, all is null but `userErrors`."""

    preview: strawberry.Private[CriteriaPreview | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)
    """Why the criteria would be refused; empty when they would not."""

    @strawberry.field
    def segment(self) -> Segment | None:
        """The segment."""
        return self.preview.segment if self.preview else None  # type: ignore[return-value]

    @strawberry.field
    def segment_revision(self) -> int | None:
        """The revision that was looked at; give it as `expectedRevision` to add to just this."""
        return self.preview.segment.revision if self.preview else None

    @strawberry.field
    def summary(self) -> str | None:
        """What the criteria ask for, as a sentence: "Add contacts where …"."""
        return self.preview.summary if self.preview else None

    @strawberry.field
    async def added_count(self) -> int | None:
        """How many lines would be added."""
        if self.preview is None:
            return None
        [number] = await count_pages([Page(self.preview.contacts, Window(1), [], has_more=False)])
        return number

    contacts: Connection[Contact] | None = list_within(
        find_contacts, lambda shown: shown.preview and shown.preview.contacts
    )
    """The contacts that would be added, by number unless ordered otherwise; null if refused."""


@strawberry.type
class SegmentCriteriaPreviewQuery:
    @preview(needs=(Scope.SEGMENTS_READ, Scope.CONTACTS_READ))
    async def preview_segment_criteria(
        self, info: Info, input: PreviewSegmentCriteriaInput
    ) -> SegmentCriteriaPreview | None:
        """Whom `addSegmentContactsByCriteria` would add; nothing is written."""
        return SegmentCriteriaPreview(
            preview=await preview_segment_criteria(**with_options(input_values(input)))
        )
