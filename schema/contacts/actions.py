"""What can be done with a contact now."""

from __future__ import annotations

from enum import StrEnum

import strawberry

from db import models


@strawberry.enum
class ContactAction(StrEnum):
    """What can be done with a contact."""

    UPDATE = "UPDATE"
    """Change it: `updateContact`."""
    CREATE_INTERACTION = "CREATE_INTERACTION"
    """Create an interaction with it, unless it is blocked for privacy: `createInteraction`."""
    MERGE = "MERGE"
    """Make one contact of it and another: `mergeContacts`."""
    MARK_AS_DISTINCT = "MARK_AS_DISTINCT"
    """Say that it is not the same as others that look like it: `markContactsAsDistinct`."""
    DELETE = "DELETE"
    """Delete it: `deleteContact`. Whether a segment, a postponed interaction or people keep it is found by trying."""


def possible_actions(contact: models.Contact) -> list[ContactAction]:
    """All but what a block for privacy forbids."""
    blocked = ContactAction.CREATE_INTERACTION if contact.privacy_blocked else None
    return [each for each in ContactAction if each is not blocked]
