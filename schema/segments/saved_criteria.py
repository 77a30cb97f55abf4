"""Saved criteria: the type, its inputs and payloads, its query and mutations."""

from __future__ import annotations

from datetime import datetime

import strawberry
from strawberry.types import Info

from db import models
from db.segments import saved_criteria
from db.segments.finding import find_steps
from db.segments.saved_criteria import SORTS, STEP_SORTS, find_saved_criteria, find_saved_steps
from db.sql.keyset_pages import Link
from schema.graph.edges import list_of, to_many, to_one
from schema.graph.enums import Scope
from schema.graph.errors import ChangePayload, Payload, mutation
from schema.graph.filters import CodeWhere
from schema.graph.ids import GlobalId, Node, encoded, global_id, node
from schema.graph.inputs import ActionInput, RevisionCheckedInput, input_values
from schema.graph.listed import listed
from schema.graph.paging import Connection, Edge, edge_of
from schema.guards.available_actions import always_offered
from schema.guards.plain_actions import SavedCriteriaAction
from schema.segments.saved_steps import SavedCriteriaStepInput, steps_given
from schema.segments.steps import SegmentStep, StepInWords, StepKind
from schema.segments.types import Segment


@node(models.SavedCriteria, needs=Scope.SEGMENTS_READ)
class SavedCriteria(Node):
    """The steps of a segment under a code, to be taken again on the contacts of another day."""

    revision: int
    """Grows with every change; give it as `expectedRevision` to delete only what you have seen."""
    code: str
    """The key that people know, in upper case, at most 20 characters."""
    description: str | None
    """What the saved criteria are for, at most 100 characters; null: nobody said."""
    created_at: datetime
    """When they were saved."""
    updated_at: datetime
    """When their code or description was last changed."""
    available_actions: list[SavedCriteriaAction] = always_offered(SavedCriteriaAction)
    """What the caller can do with the saved criteria now."""
    steps: Connection[SavedCriteriaStep] = to_many(find_saved_steps, Link("saved_criteria_id"))
    """The steps in the order in which they are taken."""


@node(models.SavedCriteriaStep, needs=Scope.SEGMENTS_READ)
class SavedCriteriaStep(StepInWords, Node):
    """A step as it was saved."""

    saved_criteria: SavedCriteria = to_one("saved_criteria_id")
    """The saved criteria that it is part of."""


@listed(models.SavedCriteria, SORTS, default="by code", search="Finds by any part of code or description.")
class SavedCriteriaWhere(CodeWhere):
    """Which saved criteria; every field that is given must match, and null asks nothing."""


@listed(models.SavedCriteriaStep, STEP_SORTS, default="in the order in which they are taken")
class SavedCriteriaStepWhere:
    """Which steps of saved criteria; every field that is given must match, and null asks nothing."""

    kind: list[StepKind] | None = strawberry.UNSET
    """By what the steps do: one of these; an empty list matches nothing."""


@strawberry.input
class UpdateSavedCriteriaInput(RevisionCheckedInput):
    """Another code, description or other steps for saved criteria. What is left out stays."""

    saved_criteria_id: GlobalId[models.SavedCriteria]
    """The saved criteria."""
    code: str | None = strawberry.UNSET
    """The key that people know, 1 to 20 characters, kept in upper case; left out: it stays. Null is refused."""
    description: str | None = strawberry.UNSET
    """What the saved criteria are for, at most 100 characters; left out: it stays. Null: nothing is said."""
    steps: list[SavedCriteriaStepInput] | None = strawberry.UNSET
    """All steps in their new order, 1 to 1,000; null or left out: they stay. Steps that are not given go.

    A step that is to be edited is given anew: its criteria can be read in `givenCriteria`.
    """


@strawberry.type
class UpdateSavedCriteriaPayload(ChangePayload):
    """The changed saved criteria."""

    saved_criteria: SavedCriteria | None = None
    """The saved criteria after the change."""
    step_edges: list[Edge[SavedCriteriaStep]] = strawberry.field(default_factory=list)
    """The new steps as edges of `SavedCriteria.steps`."""
    deleted_step_ids: list[strawberry.ID] = strawberry.field(default_factory=list)
    """The ids of steps that are gone."""


@strawberry.input
class SaveSegmentCriteriaInput(ActionInput):
    """A segment, open or logged, whose steps to save."""

    segment_id: GlobalId[models.Segment]
    """The segment, open or logged, whose steps to save."""
    code: str
    """The key that people know, at most 20 characters; kept in upper case."""
    description: str | None = strawberry.UNSET
    """What the saved criteria are for, at most 100 characters; left out or null: nothing is said."""


@strawberry.type
class SaveSegmentCriteriaPayload(Payload):
    """The saved criteria."""

    saved_criteria: SavedCriteria | None = None
    """What was saved."""
    saved_criteria_edge: Edge[SavedCriteria] | None = None
    """The saved criteria as an edge of `savedCriteria`."""


@strawberry.input
class ReuseSegmentCriteriaInput(RevisionCheckedInput):
    """Saved criteria whose steps to take on an open segment."""

    segment_id: GlobalId[models.Segment]
    """The open segment."""
    saved_criteria_id: GlobalId[models.SavedCriteria]
    """The saved criteria."""
    only_without_steps: bool = False
    """True: refuse if contacts were chosen for the segment before. False: the steps come after those that it has."""


@strawberry.type
class ReuseSegmentCriteriaPayload(Payload):
    """The steps that were taken."""

    segment: Segment | None = None
    """The segment after the steps."""
    steps: list[SegmentStep] = strawberry.field(default_factory=list)
    """The steps, each with what it added and removed today."""
    step_edges: list[Edge[SegmentStep]] = strawberry.field(default_factory=list)
    """The steps as edges of `Segment.steps`."""


@strawberry.input
class DeleteSavedCriteriaInput(RevisionCheckedInput):
    """Saved criteria to delete. Segments that they were used on keep their steps."""

    saved_criteria_id: GlobalId[models.SavedCriteria]
    """The saved criteria."""


@strawberry.type
class DeleteSavedCriteriaPayload(Payload):
    """What was deleted."""

    deleted_saved_criteria_id: strawberry.ID | None = None
    """The id of what was deleted; null if the action was refused."""


@strawberry.type
class SavedCriteriaQuery:
    saved_criteria: Connection[SavedCriteria] | None = list_of(find_saved_criteria, needs=Scope.SEGMENTS_READ)
    """All saved criteria, by code unless ordered otherwise."""


@strawberry.type
class SavedCriteriaMutation:
    @mutation(needs=Scope.SEGMENTS_WRITE)
    async def save_segment_criteria(
        info: Info, input: SaveSegmentCriteriaInput
    ) -> SaveSegmentCriteriaPayload:
        """Save the steps of a segment under a code, to be taken again on other segments."""
        saved = await saved_criteria.save_segment_criteria(**input_values(input), now=info.context.now)
        return SaveSegmentCriteriaPayload(
            saved_criteria=saved.saved_criteria,
            saved_criteria_edge=edge_of(find_saved_criteria(), saved.saved_criteria),
        )

    @mutation(needs=Scope.SEGMENTS_WRITE)
    async def reuse_segment_criteria(
        info: Info, input: ReuseSegmentCriteriaInput
    ) -> ReuseSegmentCriteriaPayload:
        """Take the steps of saved criteria on an open segment, with the contacts as they are today."""
        reused = await saved_criteria.reuse_segment_criteria(**input_values(input), now=info.context.now)
        listing = find_steps()
        return ReuseSegmentCriteriaPayload(
            segment=reused.segment,
            steps=reused.steps,
            step_edges=[edge_of(listing, step) for step in reused.steps],
        )

    @mutation(needs=Scope.SEGMENTS_WRITE)
    async def update_saved_criteria(
        info: Info, input: UpdateSavedCriteriaInput
    ) -> UpdateSavedCriteriaPayload:
        """Give saved criteria another code, another description, or other steps."""
        values = input_values(input)
        updated = await saved_criteria.update_saved_criteria(
            values.pop("saved_criteria_id"),
            expected_revision=values.pop("expected_revision", None),
            steps=None if (steps := values.pop("steps", None)) is None else steps_given(steps),
            values=values,
            now=info.context.now,
        )
        return UpdateSavedCriteriaPayload(
            saved_criteria=updated.saved_criteria,
            changed=updated.changed,
            step_edges=[edge_of(find_saved_steps(), step) for step in updated.new_steps],
            deleted_step_ids=[encoded("SavedCriteriaStep", each) for each in updated.deleted_step_ids],
        )

    @mutation(needs=Scope.SEGMENTS_WRITE)
    async def delete_saved_criteria(
        info: Info, input: DeleteSavedCriteriaInput
    ) -> DeleteSavedCriteriaPayload:
        """Delete saved criteria."""
        deleted = await saved_criteria.delete_saved_criteria(**input_values(input))
        return DeleteSavedCriteriaPayload(deleted_saved_criteria_id=global_id(deleted))
