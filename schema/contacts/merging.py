"""Merging contacts: input, payload and mutation."""

from __future__ import annotations

import strawberry
from strawberry.types import Info

from db import models
from db.contacts import merging
from db.contacts.moving import MovedKind
from schema.contacts.types import Contact
from schema.graph.enums import Scope
from schema.graph.errors import Payload, mutation
from schema.graph.ids import GlobalId, encoded
from schema.graph.inputs import ActionInput, input_values
from schema.graph.needs import object_type
from schema.segments.types import Segment

strawberry.enum(MovedKind)


@strawberry.input
class MergeContactsInput(ActionInput):
    """Two contacts that are one: two companies, or two persons."""

    winner_id: GlobalId[models.Contact]
    """The contact that stays."""
    loser_id: GlobalId[models.Contact]
    """The contact that goes. Queries with its id or number answer with the winner from then on."""
    expected_winner_revision: int | None = strawberry.UNSET
    """Refuse with `RevisionConflict` if the winner is no longer at this revision."""
    expected_loser_revision: int | None = strawberry.UNSET
    """Refuse with `RevisionConflict` if the loser is no longer at this revision."""
    take_missing_values: bool = True
    """Values that the winner lacks are taken from the loser; street, city and postal code together or not at all."""
    allow_other_company: bool = False
    """Merge persons of different companies too. The winner stays in its own."""


@object_type(needs=None)
class MovedCount:
    """How many of one kind moved to the winner."""

    kind: MovedKind
    """What moved."""
    moved: int
    """How many moved."""
    dropped: int
    """How many went instead, because the winner has their like: lines of open segments that hold both."""


@strawberry.type
class MergeContactsPayload(Payload):
    """The contact that stays."""

    contact: Contact | None = None
    """The winner, with all that it took over."""
    deleted_contact_id: strawberry.ID | None = None
    """The id that is gone. Queries with it answer with the winner."""
    moved: list[MovedCount] = strawberry.field(default_factory=list)
    """What moved to the winner, kind by kind."""
    segments: list[Segment] = strawberry.field(default_factory=list)
    """The open segments whose lines changed, at most 100."""


@strawberry.type
class ContactMergingMutation:
    @mutation(needs=Scope.CONTACTS_WRITE)
    async def merge_contacts(info: Info, input: MergeContactsInput) -> MergeContactsPayload:
        """Merge a contact into another. Interactions, lines of segments and people move; values are kept once."""
        merged = await merging.merge_contacts(
            **input_values(input), merged_by=info.context.caller.name, now=info.context.now
        )
        return MergeContactsPayload(
            contact=merged.contact,
            deleted_contact_id=encoded("Contact", merged.loser_id),
            moved=[
                MovedCount(kind=MovedKind(kind), moved=moved, dropped=dropped)
                for kind, moved, dropped in merged.moved
            ],
            segments=merged.segments,
        )
