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

    kept_contact_id: GlobalId[models.Contact]
    """The contact that stays."""
    duplicate_contact_id: GlobalId[models.Contact]
    """The contact that goes. Queries with its id or number answer with the kept contact from then on."""
    expected_kept_contact_revision: int | None = strawberry.UNSET
    """The `revision` at which the caller saw the kept contact. If it is no longer at this revision, the action is
    refused with `RevisionConflict`. Left out or null: it is not checked."""
    expected_duplicate_contact_revision: int | None = strawberry.UNSET
    """The `revision` at which the caller saw the duplicate. If it is no longer at this revision, the action is
    refused with `RevisionConflict`. Left out or null: it is not checked."""
    take_missing_values: bool = True
    """True: take from the duplicate what the kept contact lacks; the address as one value, or not at all. False: the
    values of the duplicate go with it."""
    allow_other_company: bool = False
    """True: merge persons of different companies too, and the kept contact stays in its own company. False: refuse
    them."""


@object_type(needs=None)
class MovedCount:
    """How many of one kind moved to the kept contact."""

    kind: MovedKind
    """What moved."""
    moved: int
    """How many moved."""
    dropped: int
    """How many did not move but went, because the kept contact has their like: lines of open segments that hold
    both."""


@strawberry.type
class MergeContactsPayload(Payload):
    """The contact that stays."""

    kept_contact: Contact | None = None
    """The kept contact, with all that was taken over from the other."""
    deleted_contact_id: strawberry.ID | None = None
    """The id of what was deleted; null if the action was refused. Queries with it answer with the kept contact."""
    moved: list[MovedCount] = strawberry.field(default_factory=list)
    """What moved to the kept contact, kind by kind."""
    segments: list[Segment] = strawberry.field(default_factory=list)
    """The open segments whose lines changed, at most 100."""


@strawberry.type
class ContactMergingMutation:
    @mutation(needs=Scope.CONTACTS_WRITE)
    async def merge_contacts(info: Info, input: MergeContactsInput) -> MergeContactsPayload:
        """Merge a contact into another, which stays. Interactions, lines of segments and people move to it; of values
        that both have, those of the kept contact stay."""
        merged = await merging.merge_contacts(
            **input_values(input), merged_by=info.context.caller.name, now=info.context.now
        )
        return MergeContactsPayload(
            kept_contact=merged.kept_contact,
            deleted_contact_id=encoded("Contact", merged.duplicate_contact_id),
            moved=[
                MovedCount(kind=MovedKind(kind), moved=moved, dropped=dropped)
                for kind, moved, dropped in merged.moved
            ],
            segments=merged.segments,
        )
