"""Why an action on a segment was refused, where there is something to show."""

from __future__ import annotations

import strawberry

from db import models
from db.segments.issues import LinesRefused
from db.segments.open_segments import AlreadyLogged
from schema.graph.errors import UserError, error_type
from schema.graph.needs import object_type
from schema.segments.issues import SegmentLineIssue


@error_type(AlreadyLogged)
@object_type(needs=None)
class SegmentAlreadyLogged(UserError):
    """The segment has been logged; it is read-only."""

    segment: models.Segment | None = None
    """The logged segment."""


@error_type(LinesRefused)
@object_type(needs=None)
class InvalidLines(UserError):
    """Lines of the segment that cannot be logged."""

    lines: list[SegmentLineIssue] = strawberry.field(default_factory=list)
    """The first of the problems, at most 100. `previewSegmentLog` pages through all."""
    total: int = 0
    """How many problems there are in all."""
