"""The tables of steps, which record how contacts came to a segment and left it, and of saved criteria."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import orjson
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint

from db.models.fields import OrderedText
from db.models.row import Row
from db.models.vocabulary import one_of


class StepKind(StrEnum):
    """What a step did to the contacts of a segment."""

    ADD = "ADD"
    """Added the contacts that meet the criteria."""
    REDUCE = "REDUCE"
    """Removed the contacts that meet the criteria."""
    REFINE = "REFINE"
    """Kept the contacts that meet the criteria and removed all others."""
    REUSE_LOGGED = "REUSE_LOGGED"
    """Added the contacts of a logged segment."""
    ADD_BY_HAND = "ADD_BY_HAND"
    """Added contacts one by one."""
    REMOVE_BY_HAND = "REMOVE_BY_HAND"
    """Removed lines one by one."""


class StepOption(StrEnum):
    """What goes beyond the contacts that meet the criteria."""

    EXPAND_COMPANIES = "EXPAND_COMPANIES"
    """Everyone of the same company too, the company included."""
    INCLUDE_COMPANIES = "INCLUDE_COMPANIES"
    """The company of each person too."""
    IGNORE_EXCLUSION = "IGNORE_EXCLUSION"
    """Contacts that are excluded from segments too."""
    ALLOW_EXISTING = "ALLOW_EXISTING"
    """A second line for contacts that are on the segment already."""
    ENTIRE_COMPANIES = "ENTIRE_COMPANIES"
    """Everyone of the same company counts as meeting the criteria too."""


class StepRow(Row):
    """The input of a step: enough to take it again, and to describe it in words when rows that it names are deleted.

    `criteria`, `options` and `names` hold JSON.
    """

    position = fields.IntField()
    kind = fields.CharEnumField(StepKind, max_length=20)
    criteria = fields.TextField()
    options = fields.CharField(max_length=200)
    names = fields.TextField()

    class Meta:
        abstract = True

    @property
    def chosen_criteria(self) -> dict[str, Any]:
        return orjson.loads(self.criteria)

    @property
    def chosen_options(self) -> list[StepOption]:
        return [StepOption(each) for each in orjson.loads(self.options)]

    @property
    def known_names(self) -> dict[str, str]:
        return orjson.loads(self.names)


class SegmentStep(StepRow):
    """Undoing the last step clears its marks first: what still belongs to a step that goes, goes with it."""

    segment = fields.ForeignKeyField("touchbase.Segment", related_name=False, on_delete=fields.CASCADE)
    segment_id: int
    added_count = fields.IntField(default=0)
    removed_count = fields.IntField(default=0)

    class Meta:
        table = "segment_step"  # unique (segment_id, position): see the SQL of migration 0004
        constraints = [
            one_of("kind", StepKind, "step_kind_known"),
            CheckConstraint(check="added_count >= 0 AND removed_count >= 0", name="step_not_negative"),
        ]


class SavedCriteria(Row):
    code = OrderedText(max_length=20, unique=True)
    description = fields.CharField(max_length=100, null=True)
    description_folded = OrderedText(max_length=300, null=True)

    class Meta:
        table = "saved_criteria"
        indexes = [
            Index(fields=("created_at", "id"), name="saved_criteria_by_creation"),
            Index(fields=("updated_at", "id"), name="saved_criteria_by_change"),
        ]


class SavedCriteriaStep(StepRow):
    saved_criteria = fields.ForeignKeyField(
        "touchbase.SavedCriteria", related_name=False, on_delete=fields.CASCADE
    )
    saved_criteria_id: int

    class Meta:
        table = "saved_criteria_step"  # unique (saved_criteria_id, position): see the SQL of migration 0004
        constraints = [one_of("kind", StepKind, "saved_step_kind_known")]
