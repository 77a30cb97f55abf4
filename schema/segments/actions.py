"""What can be done with a segment now."""

from __future__ import annotations

from enum import StrEnum

import strawberry

from schema.graph.enums import SegmentStatus


@strawberry.enum
class SegmentAction(StrEnum):
    """What can be done with a segment."""

    UPDATE = "UPDATE"
    """Change what it carries: `updateSegment`."""
    ADD_CONTACTS = "ADD_CONTACTS"
    """Put contacts on it and take them off: `addSegmentContactsByCriteria`, `reduceSegment` and the like."""
    PERSONALIZE_LINES = "PERSONALIZE_LINES"
    """Change single lines: `personalizeSegmentLines`, `replaceSegmentLineContact`, `removeSegmentLines`."""
    LOG = "LOG"
    """Log it: `logSegment`."""
    ADD_MAILING_GROUP_CONTACTS = "ADD_MAILING_GROUP_CONTACTS"
    """Put its contacts into a mailing group: `addMailingGroupContactsFromSegment`."""
    REPLACE_MAILING_GROUP_CONTACTS = "REPLACE_MAILING_GROUP_CONTACTS"
    """Put its contacts, and nobody else, into a mailing group: `replaceMailingGroupContactsFromSegment`."""
    FOLLOW_UP = "FOLLOW_UP"
    """Go on with its contacts: `createFollowUpSegment`."""
    CANCEL = "CANCEL"
    """Mark it and its entries as a mistake: `cancelSegment`."""
    RESTORE = "RESTORE"
    """Take the mark of a mistake away: `restoreSegment`."""
    DELETE = "DELETE"
    """Delete it with its lines; entries of the log stay: `deleteSegment`."""


@strawberry.enum
class SegmentLineAction(StrEnum):
    """What can be done with a line of a segment."""

    PERSONALIZE = "PERSONALIZE"
    """Change it for its contact: `personalizeSegmentLines`."""
    REPLACE_CONTACT = "REPLACE_CONTACT"
    """Give it another contact: `replaceSegmentLineContact`."""
    REMOVE = "REMOVE"
    """Take its contact off the segment: `removeSegmentLines`."""


POSSIBLE = {
    SegmentStatus.OPEN: [
        SegmentAction.UPDATE,
        SegmentAction.ADD_CONTACTS,
        SegmentAction.PERSONALIZE_LINES,
        SegmentAction.LOG,
        SegmentAction.ADD_MAILING_GROUP_CONTACTS,
        SegmentAction.REPLACE_MAILING_GROUP_CONTACTS,
        SegmentAction.DELETE,
    ],
    SegmentStatus.LOGGED: [
        SegmentAction.FOLLOW_UP,
        SegmentAction.ADD_MAILING_GROUP_CONTACTS,
        SegmentAction.REPLACE_MAILING_GROUP_CONTACTS,
        SegmentAction.CANCEL,
    ],
    SegmentStatus.CANCELED: [SegmentAction.RESTORE, SegmentAction.DELETE],
}
"""The actions that each status allows."""
