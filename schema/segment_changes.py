"""Changing segments and their lines: inputs, payloads and mutations."""

from __future__ import annotations

from datetime import datetime

import strawberry
from strawberry.types import Info

from db.models import CorrespondenceType, InformationFlow, InitiatedBy
from db.segments import canceling, editing, lines
from db.segments.finding import find_lines, find_segments
from schema.errors import Payload, mutation
from schema.ids import encoded, global_id
from schema.inputs import given, once
from schema.money import MoneyInput
from schema.paging import Edge, edge_of
from schema.segment_lines import SegmentLine
from schema.segments import Segment

ApplyTo = strawberry.enum(editing.ApplyTo, name="ApplyTo")


@strawberry.input
class SharedValues:
    """What a segment and its lines have in common."""

    template_id: strawberry.ID | None = strawberry.UNSET
    """What kind of interaction it is."""
    salesperson_id: strawberry.ID | None = strawberry.UNSET
    """Who is responsible."""
    cost: MoneyInput | None = strawberry.UNSET
    """What it costs for each contact."""
    duration_minutes: int | None = strawberry.UNSET
    """How long it takes for each contact, 0 to 527,040 minutes."""
    information_flow: InformationFlow | None = strawberry.UNSET
    """Which way the information goes."""
    initiated_by: InitiatedBy | None = strawberry.UNSET
    """Who begins."""
    correspondence_type: CorrespondenceType | None = strawberry.UNSET
    """How the contact is written to."""
    language: str | None = strawberry.UNSET
    """The language of the content, as BCP 47 writes it."""
    occurred_at: datetime | None = strawberry.UNSET
    """When it happens, 1900 to 2199; null: when the segment is logged."""


@strawberry.input
class SegmentValues(SharedValues):
    """What a segment carries. What is left out stays; null: from the template, or from the contact."""

    ignore_contact_correspondence_type: bool | None = strawberry.UNSET
    """Whether `correspondenceType` goes before the contact's own wish; null: as the template says."""


@strawberry.input
class SegmentLineValues(SharedValues):
    """What is personalised on a line. What is left out stays; null: the line inherits it again."""

    description: str | None = strawberry.UNSET
    """What the interaction is about, at most 100 characters."""


@strawberry.input
class CreateSegmentInput:
    """A new segment."""

    client_mutation_id: str | None = strawberry.UNSET
    """Echoed in the payload."""
    idempotency_key: str | None = strawberry.UNSET
    """The same key and input give the first answer again, for at least 24 hours."""
    number: str | None = strawberry.UNSET
    """A number of your own, at most 20 characters; left out: the next of the segment series."""
    description: str
    """What the interaction is about, at most 100 characters; lines inherit it."""
    values: SegmentValues | None = strawberry.UNSET
    """What it carries."""
    contact_ids: list[strawberry.ID] | None = strawberry.UNSET
    """The first contacts to put on it, at most 10,000."""


@strawberry.type
class CreateSegmentPayload(Payload):
    """The new segment."""

    segment: Segment | None = None
    """The segment that was created."""
    segment_edge: Edge[Segment] | None = None
    """Its place in `segments`."""
    replayed: bool = False
    """Whether this is the first answer to the same idempotency key, given again."""


@strawberry.input
class UpdateSegmentInput:
    """Changes of an open segment. What is left out stays; null clears."""

    client_mutation_id: str | None = strawberry.UNSET
    """Echoed in the payload."""
    segment_id: strawberry.ID
    """The segment to change."""
    expected_revision: int | None = strawberry.UNSET
    """Refuse with `RevisionConflict` if the segment is no longer at this revision."""
    description: str | None = strawberry.UNSET
    """What the interaction is about, at most 100 characters."""
    values: SegmentValues | None = strawberry.UNSET
    """What it carries."""
    apply_to: ApplyTo = editing.ApplyTo.INHERITED
    """What the change does to lines."""


@strawberry.type
class UpdateSegmentPayload(Payload):
    """The changed segment."""

    segment: Segment | None = None
    """The segment after the change."""
    changed: bool = False
    """Whether the segment or any line changed."""


@strawberry.input
class DeleteSegmentInput:
    """An open or canceled segment to delete with its lines. Entries of the log stay."""

    client_mutation_id: str | None = strawberry.UNSET
    """Echoed in the payload."""
    segment_id: strawberry.ID
    """The segment. A logged one must be canceled first."""
    expected_revision: int | None = strawberry.UNSET
    """Refuse with `RevisionConflict` if the segment is no longer at this revision."""


@strawberry.type
class DeleteSegmentPayload(Payload):
    """What was deleted."""

    deleted_segment_id: strawberry.ID | None = None
    """The id that is gone."""


@strawberry.input
class AddSegmentContactsInput:
    """Contacts to put on an open segment."""

    client_mutation_id: str | None = strawberry.UNSET
    """Echoed in the payload."""
    segment_id: strawberry.ID
    """The segment."""
    contact_ids: list[strawberry.ID]
    """The contacts, at most 10,000 at once."""
    allow_existing: bool = False
    """Add a second line for contacts that are on the segment already; otherwise they are passed over."""


@strawberry.type
class AddSegmentContactsPayload(Payload):
    """The new lines."""

    segment: Segment | None = None
    """The segment after the change."""
    added_count: int = 0
    """How many lines were added."""
    line_edges: list[Edge[SegmentLine]] = strawberry.field(default_factory=list)
    """The new lines at their places in `Segment.lines`."""


@strawberry.input
class PersonalizeSegmentLinesInput:
    """Values for single lines of one open segment."""

    client_mutation_id: str | None = strawberry.UNSET
    """Echoed in the payload."""
    line_ids: list[strawberry.ID]
    """The lines, at most 10,000, all of one segment."""
    expected_revision: int | None = strawberry.UNSET
    """Refuse with `RevisionConflict` if the segment is no longer at this revision."""
    values: SegmentLineValues
    """What to set, and with null what to inherit again."""


@strawberry.type
class PersonalizeSegmentLinesPayload(Payload):
    """The personalised lines."""

    lines: list[SegmentLine] = strawberry.field(default_factory=list)
    """The lines after the change."""
    segment: Segment | None = None
    """Their segment."""
    changed: bool = False
    """Whether any line differed."""


@strawberry.input
class RemoveSegmentLinesInput:
    """Lines to take off an open segment."""

    client_mutation_id: str | None = strawberry.UNSET
    """Echoed in the payload."""
    line_ids: list[strawberry.ID]
    """The lines, at most 10,000, all of one segment."""
    expected_revision: int | None = strawberry.UNSET
    """Refuse with `RevisionConflict` if the segment is no longer at this revision."""


@strawberry.type
class RemoveSegmentLinesPayload(Payload):
    """What was taken off."""

    deleted_line_ids: list[strawberry.ID] = strawberry.field(default_factory=list)
    """The ids that are gone."""
    segment: Segment | None = None
    """The segment after the change."""


@strawberry.input
class CancelSegmentInput:
    """A logged segment to mark as a mistake, with its entries."""

    client_mutation_id: str | None = strawberry.UNSET
    """Echoed in the payload."""
    segment_id: strawberry.ID
    """The segment."""
    expected_revision: int | None = strawberry.UNSET
    """Refuse with `RevisionConflict` if the segment is no longer at this revision."""


@strawberry.type
class CancelSegmentPayload(Payload):
    """The canceled segment."""

    segment: Segment | None = None
    """The segment after the change."""
    interaction_count: int = 0
    """How many entries of the log were canceled with it."""
    changed: bool = False
    """Whether it was not canceled before."""


@strawberry.input
class RestoreSegmentInput:
    """A canceled segment to count again, with the entries that were canceled with it."""

    client_mutation_id: str | None = strawberry.UNSET
    """Echoed in the payload."""
    segment_id: strawberry.ID
    """The segment."""
    expected_revision: int | None = strawberry.UNSET
    """Refuse with `RevisionConflict` if the segment is no longer at this revision."""


@strawberry.type
class RestoreSegmentPayload(Payload):
    """The restored segment."""

    segment: Segment | None = None
    """The segment after the change."""
    interaction_count: int = 0
    """How many entries of the log were restored with it."""
    changed: bool = False
    """Whether it was canceled before."""


@strawberry.type
class SegmentsMutation:
    @mutation
    async def create_segment(info: Info, input: CreateSegmentInput) -> CreateSegmentPayload:
        """Create an open segment, with its first contacts if you like."""
        asked = given(input)
        created = await editing.create_segment(
            asked.get("number"),
            asked["description"],
            asked.get("values") or {},
            asked.get("contact_ids") or [],
            now=info.context.now,
            once=once(info, input),
        )
        return CreateSegmentPayload(
            segment=created.segment,
            segment_edge=edge_of(find_segments(), created.segment),
            replayed=created.replayed,
        )

    @mutation
    async def update_segment(info: Info, input: UpdateSegmentInput) -> UpdateSegmentPayload:
        """Change what an open segment carries, and say what that means for its lines."""
        changes = {"description": None} | given(input)
        changes["values"] = changes.get("values") or {}
        updated = await editing.update_segment(**changes, now=info.context.now)
        return UpdateSegmentPayload(segment=updated.segment, changed=updated.changed)

    @mutation
    async def delete_segment(info: Info, input: DeleteSegmentInput) -> DeleteSegmentPayload:
        """Delete an open or canceled segment."""
        deleted = await editing.delete_segment(**given(input))
        return DeleteSegmentPayload(deleted_segment_id=global_id(deleted))

    @mutation
    async def add_segment_contacts(info: Info, input: AddSegmentContactsInput) -> AddSegmentContactsPayload:
        """Put contacts on an open segment."""
        added = await lines.add_segment_contacts(**given(input), now=info.context.now)
        listing = find_lines()
        return AddSegmentContactsPayload(
            segment=added.segment,
            added_count=len(added.lines),
            line_edges=[edge_of(listing, line) for line in added.lines],
        )

    @mutation
    async def personalize_segment_lines(
        info: Info, input: PersonalizeSegmentLinesInput
    ) -> PersonalizeSegmentLinesPayload:
        """Give lines values of their own, or let them inherit again."""
        personalized = await lines.personalize_segment_lines(**given(input), now=info.context.now)
        return PersonalizeSegmentLinesPayload(
            lines=personalized.lines, segment=personalized.segment, changed=personalized.changed
        )

    @mutation
    async def remove_segment_lines(info: Info, input: RemoveSegmentLinesInput) -> RemoveSegmentLinesPayload:
        """Take lines off an open segment."""
        removed = await lines.remove_segment_lines(**given(input), now=info.context.now)
        return RemoveSegmentLinesPayload(
            deleted_line_ids=[encoded("SegmentLine", each) for each in removed.line_ids], segment=removed.segment
        )

    @mutation
    async def cancel_segment(info: Info, input: CancelSegmentInput) -> CancelSegmentPayload:
        """Mark a logged segment and its entries as a mistake."""
        marked = await canceling.cancel_segment(**given(input), now=info.context.now)
        return CancelSegmentPayload(
            segment=marked.segment, interaction_count=marked.interaction_count, changed=marked.changed
        )

    @mutation
    async def restore_segment(info: Info, input: RestoreSegmentInput) -> RestoreSegmentPayload:
        """Take the mark of a mistake away from a segment and the entries that were canceled with it."""
        marked = await canceling.restore_segment(**given(input), now=info.context.now)
        return RestoreSegmentPayload(
            segment=marked.segment, interaction_count=marked.interaction_count, changed=marked.changed
        )
