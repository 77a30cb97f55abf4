"""The steps of segments: how their contacts came and went, as data and in words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry
from strawberry.utils.str_converters import to_camel_case

from db import models
from db.models import StepKind, StepOption
from db.models.segment_steps import StepRow
from db.segments.criteria import described_parts
from db.segments.criterion import Operator
from db.segments.steps import summary_of
from schema.execution.batch import batch
from schema.graph.edges import to_one
from schema.graph.enums import Scope
from schema.graph.ids import NOUNS, Node, encoded, node
from schema.graph.needs import field, metadata, object_type

strawberry.enum(StepKind, name="SegmentStepKind")
strawberry.enum(StepOption, name="SegmentStepOption")
strawberry.enum(Operator, name="CriterionOperator")


NAMED = (Scope.CONTACTS_READ, Scope.SETUP_READ, Scope.CAMPAIGNS_READ)
"""What it needs to know what the rows are called that criteria name."""


@object_type(needs=Scope.SEGMENTS_READ)
class SegmentCriterion:
    """A part of the criteria of a step, as it was given and in words."""

    field: str
    """The field of `SegmentCriteriaInput`, such as "country.in"; "entryOfSegmentIds" for a reused logged segment."""
    operator: Operator
    """How the values are compared."""
    values: list[str] = strawberry.field(metadata=metadata(NAMED))
    """The values; ids where the field takes ids, moments as RFC 3339 writes them."""
    words: str = strawberry.field(metadata=metadata(NAMED))
    """The same for people: "the country is DE or AT"."""


@strawberry.type
class StepInWords:
    """What a step and its saved copy have in common."""

    position: int
    """Its place, from 1 on."""
    kind: StepKind
    """What it does."""

    @strawberry.field
    @batch(reads=("criteria", "names"))
    def criteria(parents: list[StepRow]) -> list[list[SegmentCriterion]]:
        """What it asks of contacts; all parts must be met. Empty for what was done by hand."""
        return [_criteria(parent) for parent in parents]

    @strawberry.field
    @batch(reads="options")
    def options(parents: list[StepRow]) -> list[list[StepOption]]:
        """What goes beyond the contacts that meet the criteria."""
        return [parent.chosen_options for parent in parents]

    @field(needs=NAMED)
    @batch(reads=("kind", "criteria", "names", "options"))
    def summary(parents: list[StepRow]) -> list[str]:
        """What it does, as a sentence."""
        return [summary_of(parent) for parent in parents]


@node(models.SegmentStep, needs=Scope.SEGMENTS_READ)
class SegmentStep(StepInWords, Node):
    """An action that added contacts to a segment or removed them; the last one can be undone."""

    added_count: int
    """How many lines it added."""
    removed_count: int
    """How many lines it removed."""
    created_at: datetime
    """When it was taken."""
    segment: models.Segment = to_one("segment_id")
    """The segment."""


def _criteria(step: StepRow) -> list[SegmentCriterion]:
    return [
        SegmentCriterion(
            field=".".join(map(to_camel_case, part.path)),
            operator=part.operator,
            values=[_written(value, part.model) for value in part.values],
            words=part.words,
        )
        for part in described_parts(step.chosen_criteria, step.known_names)
    ]


def _written(value: Any, model: Any) -> str:
    if model is not None:
        return encoded(NOUNS[model], value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.replace("+00:00", "Z")
