"""The steps of segments: how their contacts came and went, as data, as what was given, and in words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry
from strawberry.types import Info

from db import models
from db.contacts.merged import rows_answering
from db.models import StepKind, StepOption
from db.models.segment_steps import StepRow
from db.segments.criteria import described_parts, given_criteria
from db.segments.criterion import CriterionPart
from db.segments.criterion_fields import CriterionField, Operator
from db.segments.steps import summary_of
from schema.execution.batch import batch
from schema.execution.selections import Selection, from_selection
from schema.graph.edges import to_one
from schema.graph.enums import Scope
from schema.graph.ids import NOUNS, TYPE_NAMES, Node, encoded, node
from schema.graph.mirrors import as_given, mirrored
from schema.graph.needs import field, metadata, object_type
from schema.segments.criteria import SegmentCriteriaInput

strawberry.enum(StepKind, name="SegmentStepKind")
strawberry.enum(CriterionField, name="SegmentCriterionField")
strawberry.enum(Operator, name="CriterionOperator")


NAMED = (Scope.CONTACTS_READ, Scope.SETUP_READ, Scope.CAMPAIGNS_READ)
"""What it needs to know what the rows are called that criteria name."""

SegmentCriteria = mirrored(SegmentCriteriaInput, needs=Scope.SEGMENTS_READ)
"""The criteria of a step in the shape of their input."""


@object_type(needs=Scope.SEGMENTS_READ)
class SegmentCriterion:
    """A part of the criteria of a step: what is compared, how, and with what. All parts must be met."""

    part: strawberry.Private[CriterionPart]

    @strawberry.field
    @batch
    def field(parents: list[SegmentCriterion]) -> list[CriterionField]:
        """What it is about."""
        return [parent.part.field for parent in parents]

    @strawberry.field
    @batch
    def operator(parents: list[SegmentCriterion]) -> list[Operator]:
        """How the values are compared."""
        return [parent.part.operator for parent in parents]

    @strawberry.field(metadata=metadata(NAMED))
    @batch
    def values(parents: list[SegmentCriterion]) -> list[list[str] | None]:
        """What it is compared with, at most 1,000: texts, words of enums, "true" or "false", moments as RFC 3339
        writes them, days; ids of nodes, those of `nodes` and those that are gone."""
        return [[_written(value, parent.part.model) for value in parent.part.values] for parent in parents]

    @strawberry.field(metadata=metadata(NAMED))
    @batch
    async def nodes(parents: list[SegmentCriterion], info: Info) -> list[list[Node] | None]:
        """The nodes that it is compared with, as far as they are there and the caller may see them; else empty."""
        rows = await _rows_of(parents, info)
        return [[row for _, row in _answering(parent, rows) if row is not None] for parent in parents]

    @strawberry.field(metadata=metadata(NAMED))
    @batch
    async def gone_ids(parents: list[SegmentCriterion], info: Info) -> list[list[strawberry.ID] | None]:
        """The ids among `values` without a node: it was deleted, or the caller may not see it."""
        rows = await _rows_of(parents)
        return [[given for given, row in _answering(parent, rows) if row is None] for parent in parents]

    @strawberry.field(metadata=metadata(NAMED))
    @batch
    def words(parents: list[SegmentCriterion]) -> list[str | None]:
        """The criterion in words for people, with the names that nodes had then: "the country is DE or AT"."""
        return [parent.part.words for parent in parents]


@strawberry.type
class StepInWords:
    """What a step and its saved copy have in common."""

    position: int
    """The place of the step among the steps, from 1 on."""
    kind: StepKind
    """What it does."""

    @strawberry.field
    @batch(reads=("criteria", "names"))
    def criteria(parents: list[StepRow]) -> list[list[SegmentCriterion]]:
        """What it asks of contacts; all parts must be met. Empty for what was done by hand."""
        return [
            [SegmentCriterion(part=part) for part in described_parts(each.chosen_criteria, each.known_names)]
            for each in parents
        ]

    @field(needs=NAMED)
    @batch(reads="criteria")
    def given_criteria(parents: list[StepRow]) -> list[SegmentCriteria | None]:  # type: ignore[valid-type]
        """The criteria as they were given: change what you like, and give it as `SegmentCriteriaInput` again.

        Null for what was done by hand, and for all entries of a reused logged segment: no criteria say that.
        """
        given = [given_criteria(parent.chosen_criteria) for parent in parents]
        return [None if each is None else as_given(SegmentCriteriaInput, each) for each in given]

    @strawberry.field
    @batch(reads="options")
    def expand_companies(parents: list[StepRow]) -> list[bool]:
        """Whether everyone of the same companies comes too, the companies included."""
        return _with(StepOption.EXPAND_COMPANIES, parents)

    @strawberry.field
    @batch(reads="options")
    def include_companies(parents: list[StepRow]) -> list[bool]:
        """Whether the company of each person comes too."""
        return _with(StepOption.INCLUDE_COMPANIES, parents)

    @strawberry.field
    @batch(reads="options")
    def ignore_exclusion(parents: list[StepRow]) -> list[bool]:
        """Whether contacts come that are excluded from segments."""
        return _with(StepOption.IGNORE_EXCLUSION, parents)

    @strawberry.field
    @batch(reads="options")
    def allow_existing(parents: list[StepRow]) -> list[bool]:
        """Whether contacts that are on the segment already get a second line."""
        return _with(StepOption.ALLOW_EXISTING, parents)

    @strawberry.field
    @batch(reads="options")
    def entire_companies(parents: list[StepRow]) -> list[bool]:
        """Whether everyone of a company is removed, or kept, of which anyone meets the criteria."""
        return _with(StepOption.ENTIRE_COMPANIES, parents)

    @field(needs=NAMED)
    @batch(reads=("kind", "criteria", "names", "options"))
    def summary(parents: list[StepRow]) -> list[str | None]:
        """What it did, as a sentence: "Added contacts where …"; of a saved step what it is to do: "Add contacts …"."""
        return [summary_of(parent) for parent in parents]


@node(models.SegmentStep, needs=Scope.SEGMENTS_READ)
class SegmentStep(StepInWords, Node):
    """An action that added contacts to a segment or removed them; the last one can be undone."""

    added_count: int
    """How many lines the step added."""
    removed_count: int
    """How many lines the step removed."""
    created_at: datetime
    """When the step was taken."""
    segment: models.Segment = to_one("segment_id")
    """The segment that the step belongs to."""


def _with(option: StepOption, steps: list[StepRow]) -> list[bool]:
    return [option in step.chosen_options for step in steps]


Rows = dict[tuple[Any, int], Any]


async def _rows_of(criteria: list[SegmentCriterion], info: Info | None = None) -> Rows:
    """The rows that criteria name, of each noun in one statement: what is selected of them, or their ids alone."""
    columns = from_selection(info, _reads) if info else dict.fromkeys(TYPE_NAMES, frozenset({"id"}))
    wanted: dict[Any, set[int]] = {}
    for part in (each.part for each in criteria):
        if part.model is not None:
            wanted.setdefault(part.model, set()).update(part.values)
    rows: Rows = {}
    for model, ids in wanted.items():
        found = await rows_answering(model, sorted(ids), columns[model])
        rows |= {(model, number): row for number, row in found.items()}
    return rows


def _reads(selection: Selection) -> dict[Any, frozenset[str] | None]:
    return {model: selection.of(name).reads for model, name in TYPE_NAMES.items()}


def _answering(criterion: SegmentCriterion, rows: Rows) -> list[tuple[strawberry.ID, Any]]:
    """Each id that a criterion names, with its row."""
    model, numbers = criterion.part.model, criterion.part.values
    return (
        [] if model is None else [(encoded(NOUNS[model], each), rows.get((model, each))) for each in numbers]
    )


def _written(value: Any, model: Any) -> str:
    if model is not None:
        return encoded(NOUNS[model], value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.replace("+00:00", "Z")
