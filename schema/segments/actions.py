"""What can be done with a segment now."""

from __future__ import annotations

from enum import StrEnum

import strawberry

from schema.graph.enums import SegmentStatus


@strawberry.enum
class SegmentAction(StrEnum):
    """What can be done with a segment."""

    UPDATE = "UPDATE"
    """Change what the segment carries: `updateSegment`."""
    ADD_CONTACTS = "ADD_CONTACTS"
    """Put contacts on the segment and take contacts off: `addSegmentContactsByCriteria`, `reduceSegment` and the
    like."""
    PERSONALIZE_LINES = "PERSONALIZE_LINES"
    """Change single lines of the segment: `personalizeSegmentLines`, `replaceSegmentLineContact`,
    `removeSegmentLines`."""
    LOG = "LOG"
    """Log the segment: `logSegment`."""
    ADD_MAILING_GROUP_CONTACTS = "ADD_MAILING_GROUP_CONTACTS"
    """Put the contacts of the segment into a mailing group: `addMailingGroupContactsFromSegment`."""
    REPLACE_MAILING_GROUP_CONTACTS = "REPLACE_MAILING_GROUP_CONTACTS"
    """Put the contacts of the segment, and nobody else, into a mailing group:
    `replaceMailingGroupContactsFromSegment`."""
    FOLLOW_UP = "FOLLOW_UP"
    """Go on with the contacts of the logged segment, in a new one: `createFollowUpSegment`."""
    CANCEL = "CANCEL"
    """Mark the logged segment and its entries as a mistake: `cancelSegment`."""
    RESTORE = "RESTORE"
    """Take back that the segment was canceled: `restoreSegment`."""
    DELETE = "DELETE"
    """Delete the segment with its lines; entries of the log stay: `deleteSegment`."""


@strawberry.enum
class SegmentLineAction(StrEnum):
    """What can be done with a line of a segment."""

    PERSONALIZE = "PERSONALIZE"
    """Change the line for its contact: `personalizeSegmentLines`."""
    REPLACE_CONTACT = "REPLACE_CONTACT"
    """Give the line another contact: `replaceSegmentLineContact`."""
    REMOVE = "REMOVE"
    """Take the contact of the line off the segment: `removeSegmentLines`."""


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
