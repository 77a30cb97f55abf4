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
    """Change single lines: `personalizeSegmentLines`, `removeSegmentLines`."""
    LOG = "LOG"
    """Log it: `logSegment`."""
    APPLY_MAILING_GROUP = "APPLY_MAILING_GROUP"
    """Put its contacts into a mailing group: `applyMailingGroup`."""
    FOLLOW_UP = "FOLLOW_UP"
    """Go on with its contacts: `createFollowUpSegment`."""
    CANCEL = "CANCEL"
    """Mark it and its entries as a mistake: `cancelSegment`."""
    RESTORE = "RESTORE"
    """Take that mark away: `restoreSegment`."""
    DELETE = "DELETE"
    """Delete it with its lines; entries of the log stay: `deleteSegment`."""


@strawberry.enum
class SegmentLineAction(StrEnum):
    """What can be done with a line of a segment."""

    PERSONALIZE = "PERSONALIZE"
    """Change it for its contact: `personalizeSegmentLines`."""
    REMOVE = "REMOVE"
    """Take its contact off the segment: `removeSegmentLines`."""


POSSIBLE = {
    SegmentStatus.OPEN: [
        SegmentAction.UPDATE,
        SegmentAction.ADD_CONTACTS,
        SegmentAction.PERSONALIZE_LINES,
        SegmentAction.LOG,
        SegmentAction.APPLY_MAILING_GROUP,
        SegmentAction.DELETE,
    ],
    SegmentStatus.LOGGED: [
        SegmentAction.FOLLOW_UP,
        SegmentAction.APPLY_MAILING_GROUP,
        SegmentAction.CANCEL,
    ],
    SegmentStatus.CANCELED: [SegmentAction.RESTORE, SegmentAction.DELETE],
}
"""The actions that each status allows."""
