"""Lines of segments: each contact with what was personalized for it, what it inherits, and what it lacks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry
from strawberry.types import Info

from db import models
from db.numbering import the_setup
from db.segments.effective import effective_lines
from db.sql.loaders import rows_by_id, rows_by_key
from schema.execution.batch import batch
from schema.execution.selections import Selection, from_selection
from schema.graph.edges import to_one
from schema.graph.enums import Scope
from schema.graph.ids import Node, node
from schema.graph.money import in_currency
from schema.graph.paging import reads_of_rows
from schema.guards.available_actions import offered
from schema.segments.actions import SegmentLineAction
from schema.segments.effective import (
    EffectiveCampaign,
    EffectiveCorrespondenceType,
    EffectiveDateTime,
    EffectiveFlag,
    EffectiveInformationFlow,
    EffectiveInitiatedBy,
    EffectiveLetterContent,
    EffectiveMinutes,
    EffectiveMoney,
    EffectiveSalesperson,
    EffectiveTemplate,
    EffectiveText,
    ValueOrigin,
)


async def shown(parents: list[models.SegmentLine], info: Info) -> list[dict[str, Any]]:
    """The effective values of lines, for all fields that show one: one statement."""
    lines = await effective_lines([parent.id for parent in parents])
    return [lines[parent.id] for parent in parents]


def effective(column: str, answer: type) -> Any:
    """A field with the effective value of a column."""

    @batch(reads="id", shared=shown)
    def values(parents: list[models.SegmentLine], info: Info, shared: list[dict[str, Any]]):
        return [answer(value=line[column], origin=ValueOrigin(line[f"{column}_origin"])) for line in shared]

    return strawberry.field(resolver=values)


@node(models.SegmentLine, needs=Scope.SEGMENTS_READ)
class SegmentLine(Node):
    """A contact on a segment. It keeps only what differs; every effective value tells where it comes from."""

    revision: int
    """Grows with every change."""
    created_at: datetime
    """When the contact was put on the segment."""
    updated_at: datetime
    """When what the line itself holds was last changed."""

    @strawberry.field
    @batch(reads="segment_id")
    async def available_actions(
        parents: list[models.SegmentLine], info: Info
    ) -> list[list[SegmentLineAction]]:
        """What the caller can do with it now: nothing any more once its segment is logged."""
        found = await rows_by_id(
            models.Segment, [parent.segment_id for parent in parents], frozenset({"status"})
        )
        every = list(SegmentLineAction)
        return offered([every if found[parent.segment_id].is_open else [] for parent in parents], info)

    contact: models.Contact | None = to_one("contact_id")
    """The contact; null if it was deleted after the segment was logged."""
    segment: models.Segment = to_one("segment_id")
    """The segment."""
    membership_reason: models.SegmentStep | None = to_one("added_by_step_id")
    """The step that brought the contact; null on a follow-up segment."""
    description: EffectiveText | None = effective("description", EffectiveText)
    """What the interaction is about. Null only with an error; else its `value` may be."""
    duration_minutes: EffectiveMinutes | None = effective("duration_minutes", EffectiveMinutes)
    """How long the interaction takes. Null only with an error; else its `value` may be."""
    correspondence_type: EffectiveCorrespondenceType | None = effective(
        "correspondence_type", EffectiveCorrespondenceType
    )
    """How the contact is written to. Null only with an error."""
    information_flow: EffectiveInformationFlow | None = effective(
        "information_flow", EffectiveInformationFlow
    )
    """Which way the information goes. Null only with an error; else its `value` may be."""
    initiated_by: EffectiveInitiatedBy | None = effective("initiated_by", EffectiveInitiatedBy)
    """Who begins. Null only with an error; else its `value` may be."""
    language: EffectiveText | None = effective("language", EffectiveText)
    """The language of the letter content, as BCP 47 writes it. Null only with an error; else its `value` may be."""
    occurred_at: EffectiveDateTime | None = effective("occurred_at", EffectiveDateTime)
    """When the interaction happens. Null only with an error; else its `value` may be."""
    is_campaign_target: EffectiveFlag | None = effective("is_campaign_target", EffectiveFlag)
    """Whether the contact is a target of the campaign. Null only with an error; else its `value` may be."""
    is_campaign_response: EffectiveFlag | None = effective("is_campaign_response", EffectiveFlag)
    """Whether the interaction is a response to the campaign. Null only with an error; else its `value` may be."""

    @strawberry.field
    @batch(reads="id", shared=shown)
    async def template(
        parents: list[models.SegmentLine], info: Info, shared: list[dict[str, Any]]
    ) -> list[EffectiveTemplate | None]:
        """What kind of interaction it is. Null only with an error; else its `value` may be."""
        return await _rows("template_id", models.InteractionTemplate, EffectiveTemplate, info, shared)

    @strawberry.field
    @batch(reads="id", shared=shown)
    async def salesperson(
        parents: list[models.SegmentLine], info: Info, shared: list[dict[str, Any]]
    ) -> list[EffectiveSalesperson | None]:
        """Who is responsible. Null only with an error; else its `value` may be."""
        return await _rows("salesperson_id", models.Salesperson, EffectiveSalesperson, info, shared)

    @strawberry.field
    @batch(reads="id", shared=shown)
    async def campaign(
        parents: list[models.SegmentLine], info: Info, shared: list[dict[str, Any]]
    ) -> list[EffectiveCampaign | None]:
        """The campaign of the interaction: the line's, else the segment's, else the template's.

        Null only with an error; else its `value` may be."""
        return await _rows("campaign_id", models.Campaign, EffectiveCampaign, info, shared)

    @strawberry.field
    @batch(reads="id", shared=shown)
    async def letter_content(
        parents: list[models.SegmentLine], info: Info, shared: list[dict[str, Any]]
    ) -> list[EffectiveLetterContent | None]:
        """What the contact receives: the line's, else the segment's in its language, else the template's.

        Null only with an error; else its `value` may be."""
        return await _rows("letter_content_id", models.LetterContent, EffectiveLetterContent, info, shared)

    @strawberry.field
    @batch(reads="id", shared=shown)
    async def cost(
        parents: list[models.SegmentLine], info: Info, shared: list[dict[str, Any]]
    ) -> list[EffectiveMoney | None]:
        """What the interaction costs. Null only with an error; else its `value` may be."""
        currency = (await the_setup()).currency
        return [
            EffectiveMoney(value=in_currency(line["cost"], currency), origin=ValueOrigin(line["cost_origin"]))
            for line in shared
        ]

    @strawberry.field
    @batch(reads="id")
    async def interaction(parents: list[models.SegmentLine], info: Info) -> list[models.Interaction | None]:
        """The entry of the log that this line became; null while the segment is open or if it was skipped."""
        lines = [parent.id for parent in parents]
        columns = from_selection(info, reads_of_rows)
        entries = await rows_by_key(models.Interaction, "segment_line_id", lines, columns)
        return [entries.get(line) for line in lines]


async def _rows(column: str, model: Any, answer: Any, info: Info, lines: list[dict[str, Any]]) -> list[Any]:
    rows = await rows_by_id(model, [line[column] for line in lines], from_selection(info, _columns_of_value))
    return [
        answer(value=rows.get(line[column]), origin=ValueOrigin(line[f"{column}_origin"])) for line in lines
    ]


def _columns_of_value(selection: Selection) -> frozenset[str] | None:
    return selection.below("value").reads
