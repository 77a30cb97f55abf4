"""Steps: each action that adds contacts to a segment or removes them is recorded, even if it moved nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from db.errors import Code, refuse
from db.models import Segment, SegmentStep, StepKind, StepOption
from db.models.segment_steps import StepRow
from db.segments.criteria import in_words
from db.sql import statements
from db.sql.rows import as_models, has_row, save_row
from db.writes.names_in_messages import called_within


@dataclass(frozen=True)
class Choice:
    """The input of a step: checked criteria, options, and the names of the rows whose ids the criteria hold."""

    criteria: Mapping[str, Any]
    options: Sequence[StepOption] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    def has(self, option: StepOption) -> bool:
        return option in self.options


async def refuse_after_steps(segment: Segment) -> None:
    """Refuse to reuse criteria or contacts on a segment that has steps already."""
    if await has_row(SegmentStep, segment_id=segment.id):
        message = (
            f"Contacts were chosen for {called_within(segment)} before. Undo that, or go on all the same."
        )
        refuse(Code.SEGMENT_HAS_STEPS, message, "only_without_steps")


async def begin_step(segment: Segment, kind: StepKind, choice: Choice, now: datetime) -> SegmentStep:
    """Insert the next step of a segment that the caller has locked; `end_step` writes its counts."""
    written = await statements.change_returning(
        """
        INSERT INTO segment_step (segment_id, position, kind, criteria, options, names,
            added_count, removed_count, revision, created_at, updated_at)
        SELECT :segment_id, COALESCE(max(position), 0) + 1, :kind, :criteria, :options, :names,
            0, 0, 1, :now, :now
        FROM segment_step WHERE segment_id = :segment_id
        RETURNING *
        """,
        segment_id=segment.id, kind=kind.value, now=now, **as_kept(choice),
    )  # fmt: skip
    return as_models(SegmentStep, written)[0]


async def end_step(step: SegmentStep, *, added: int = 0, removed: int = 0) -> None:
    """Write how many lines the step added and removed."""
    step.added_count, step.removed_count = added, removed
    await save_row(step, "added_count", "removed_count")


def as_kept(choice: Choice) -> dict[str, str]:
    """The choice as JSON, by column."""
    return {
        "criteria": orjson.dumps(choice.criteria).decode(),
        "options": orjson.dumps([option.value for option in choice.options]).decode(),
        "names": orjson.dumps(choice.names).decode(),
    }


WITH_OPTION = {
    StepOption.EXPAND_COMPANIES: "with everyone of their companies",
    StepOption.INCLUDE_COMPANIES: "with the companies of persons",
    StepOption.IGNORE_EXCLUSION: "even those excluded from segments",
    StepOption.ALLOW_EXISTING: "even those on the segment already",
    StepOption.ENTIRE_COMPANIES: "with their entire companies",
}


TAKEN = {
    StepKind.ADD: "Added contacts",
    StepKind.REUSE_LOGGED: "Added contacts",
    StepKind.REDUCE: "Removed contacts",
    StepKind.REFINE: "Kept only contacts",
    StepKind.ADD_BY_HAND: "Contacts added by hand",
    StepKind.REMOVE_BY_HAND: "Lines removed by hand",
}
"""What a step did."""
TO_TAKE = {
    StepKind.ADD: "Add contacts",
    StepKind.REUSE_LOGGED: "Add contacts",
    StepKind.REDUCE: "Remove contacts",
    StepKind.REFINE: "Keep only contacts",
    StepKind.ADD_BY_HAND: "Add the contacts that were added by hand",
    StepKind.REMOVE_BY_HAND: "Remove the contacts whose lines were removed by hand",
}
"""What a step would do that is saved or looked at beforehand."""


def summary_of(step: StepRow) -> str:
    """A sentence about a step, such as "Added contacts where the country is DE."; a saved one says "Add contacts"."""
    choice = Choice(step.chosen_criteria, step.chosen_options, step.known_names)
    return summary_of_choice(step.kind, choice, TAKEN if isinstance(step, SegmentStep) else TO_TAKE)


def summary_of_choice(kind: StepKind, choice: Choice, verbs: Mapping[StepKind, str] = TO_TAKE) -> str:
    if kind in (StepKind.ADD_BY_HAND, StepKind.REMOVE_BY_HAND):
        return f"{verbs[kind]}."
    options = [WITH_OPTION[option] for option in choice.options]
    return ", ".join([f"{verbs[kind]} where {in_words(choice.criteria, choice.names)}", *options]) + "."
