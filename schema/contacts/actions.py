"""What can be done with a contact now."""

from __future__ import annotations

from enum import StrEnum

import strawberry

from db import models


@strawberry.enum
class ContactAction(StrEnum):
    """What can be done with a contact."""

    UPDATE = "UPDATE"
    """Change the contact: `updateContact`."""
    CREATE_INTERACTION = "CREATE_INTERACTION"
    """Create an interaction with the contact, unless the contact is blocked for privacy: `createInteraction`."""
    MERGE = "MERGE"
    """Make one contact of this one and another: `mergeContacts`."""
    MARK_AS_DISTINCT = "MARK_AS_DISTINCT"
    """Say that the contact is not the same as others that look alike: `markContactsAsDistinct`."""
    DELETE = "DELETE"
    """Delete the contact: `deleteContact`. Whether a segment, a postponed interaction or people stand in the way is
    found by trying."""


def possible_actions(contact: models.Contact) -> list[ContactAction]:
    """All but what a block for privacy forbids."""
    blocked = ContactAction.CREATE_INTERACTION if contact.privacy_blocked else None
    return [each for each in ContactAction if each is not blocked]
