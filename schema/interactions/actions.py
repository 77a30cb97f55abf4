"""What can be done with an interaction now."""

from __future__ import annotations

from enum import StrEnum

import strawberry

from db import models
from db.sql.loaders import rows_by_id
from schema.graph.enums import InteractionStatus


@strawberry.enum
class InteractionAction(StrEnum):
    """What can be done with an interaction."""

    POSTPONE = "POSTPONE"
    """Save changes of the postponed interaction and keep it postponed: `postponeInteraction`."""
    RESUME = "RESUME"
    """Finish and log the postponed interaction: `resumeInteraction`."""
    DELETE = "DELETE"
    """Delete the interaction with its comments: `deleteInteraction`."""
    CANCEL = "CANCEL"
    """Mark the interaction as a mistake, which stays in the log and counts nowhere: `cancelInteractions`."""
    RESTORE = "RESTORE"
    """Take back that the interaction was canceled: `restoreInteractions`."""
    EVALUATE = "EVALUATE"
    """Say how the interaction went: `evaluateInteraction`."""
    CORRECT = "CORRECT"
    """Change what the logged interaction says, and keep what it said: `correctInteraction`."""
    COMMENT = "COMMENT"
    """Add a note to the interaction: `addInteractionComment`."""


async def actions_of(interactions: list[models.Interaction]) -> list[list[InteractionAction]]:
    """What can be done with each: a statement for segments and one for campaign entries, whatever their number."""
    canceled = [each for each in interactions if each.status is InteractionStatus.CANCELED]
    segments = await rows_by_id(models.Segment, [each.segment_id for each in canceled], frozenset({"status"}))
    entries = await rows_by_id(
        models.CampaignEntry, [each.campaign_entry_id for each in canceled], frozenset({"canceled_at"})
    )
    return [
        _possible(each, segments.get(each.segment_id or 0), entries.get(each.campaign_entry_id or 0))
        for each in interactions
    ]


def _possible(
    interaction: models.Interaction, segment: models.Segment | None, entry: models.CampaignEntry | None
) -> list[InteractionAction]:
    if interaction.status is InteractionStatus.POSTPONED:
        first = [InteractionAction.POSTPONE, InteractionAction.RESUME, InteractionAction.DELETE]
        return [*first, InteractionAction.EVALUATE, InteractionAction.COMMENT]
    if interaction.status is InteractionStatus.LOGGED:
        first = [InteractionAction.CANCEL, InteractionAction.EVALUATE, InteractionAction.CORRECT]
        return [*first, InteractionAction.COMMENT]
    is_kept = segment is not None and segment.status is models.SegmentStatus.CANCELED
    is_kept = is_kept or (entry is not None and entry.is_canceled)
    return [
        *([] if is_kept else [InteractionAction.RESTORE]),
        InteractionAction.DELETE,
        InteractionAction.COMMENT,
    ]
