"""Evaluating interactions and commenting on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.errors import Code, Problems, refuse
from db.models import Interaction, InteractionComment, InteractionStatus
from db.sql import statements
from db.sql.rows import as_models, insert_row
from db.writes.authors import author_id
from db.writes.locking import locked, no_earlier, save_changes
from db.writes.many_rows import Fault, Revisions, at_fault, locked_many
from db.writes.one_statement import changed_row, in_one_statement_if_possible
from db.writes.transactions import transactional
from db.writes.validation import anything, checked, paragraph, required

CANCELED = "This interaction is canceled. Restore it first."
NOT_CANCELED: Callable[[Interaction], Fault | None] = at_fault(
    lambda row: row.status is InteractionStatus.CANCELED, Code.NOT_LOGGED, CANCELED
)


@dataclass
class InteractionEvaluated:
    interaction: Interaction
    changed: bool


@dataclass
class InteractionsEvaluated:
    interactions: list[Interaction]
    changed: bool


@dataclass
class CommentAdded:
    comment: InteractionComment
    interaction: Interaction


async def _evaluate_in_one_statement(
    interaction_id: int, values: dict[str, Any], *, expected_revision: int | None = None, now: datetime
) -> InteractionEvaluated | None:
    evaluated = await changed_row(
        Interaction,
        interaction_id,
        values,
        expected_revision=expected_revision,
        now=now,
        only=f"status <> '{InteractionStatus.CANCELED}'",
    )
    return InteractionEvaluated(evaluated, changed=True) if evaluated else None


@in_one_statement_if_possible(_evaluate_in_one_statement)
@transactional
async def evaluate_interaction(
    interaction_id: int, values: dict[str, Any], *, expected_revision: int | None = None, now: datetime
) -> InteractionEvaluated:
    """Set the evaluation of an interaction; None removes it. Refused for a canceled one."""
    interaction = await locked(Interaction, interaction_id, expected_revision, "interaction_id")
    if interaction.status is InteractionStatus.CANCELED:
        refuse(Code.NOT_LOGGED, CANCELED, "interaction_id")
    fit = checked(values, {"evaluation": anything}, Problems())
    return InteractionEvaluated(interaction, await save_changes(interaction, fit, now))


@transactional
async def evaluate_interactions(
    interaction_ids: list[int],
    values: dict[str, Any],
    *,
    revisions: Revisions = (),
    now: datetime,
) -> InteractionsEvaluated:
    """Set the evaluation of many interactions; None removes it. Refused if one is canceled. All or nothing."""
    problems = Problems()
    name = "interaction_ids"
    rows = await locked_many(Interaction, interaction_ids, revisions, problems, name, NOT_CANCELED)
    fit = checked(values, {"evaluation": anything}, problems)
    problems.refuse_if_any()
    changed = await statements.change_returning(
        f"""
        UPDATE interaction SET evaluation = :evaluation, revision = revision + 1, updated_at = :now
        WHERE id {statements.among("ids")} RETURNING *
        """,
        ids=[row.id for row in rows.values() if fit and row.evaluation != fit["evaluation"]],
        evaluation=fit.get("evaluation"), now=no_earlier(now, *rows.values()),
    )  # fmt: skip
    rows |= {row.id: row for row in as_models(Interaction, changed)}
    return InteractionsEvaluated(list(rows.values()), bool(changed))


@transactional
async def add_interaction_comment(interaction_id: int, text: str, *, now: datetime) -> CommentAdded:
    """Add a comment to an interaction, whatever its status."""
    problems = Problems()
    fit = checked({"text": text}, {"text": required(paragraph(2000))}, problems)
    interaction = await locked(Interaction, interaction_id, None, "interaction_id", problems=problems)
    problems.refuse_if_any()
    comment = await insert_row(
        InteractionComment,
        interaction_id=interaction.id,
        **fit,
        author_id=await author_id(),
        created_at=now,
        updated_at=now,
    )
    return CommentAdded(comment, interaction)
