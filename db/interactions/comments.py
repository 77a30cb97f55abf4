"""Changing comments on interactions, and deleting them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from db.errors import Problem, Problems, TransactionOvertaken
from db.models import Interaction, InteractionComment
from db.sql.loaders import rows_by_id
from db.sql.rows import delete_row
from db.writes.locking import locked, locked_rows, save_changes
from db.writes.results import IdOf
from db.writes.transactions import transactional
from db.writes.validation import checked, paragraph, required


@dataclass
class CommentUpdated:
    interaction_comment: InteractionComment
    interaction: Interaction
    changed: bool


@dataclass
class CommentDeleted:
    interaction_comment_id: Annotated[int, IdOf("InteractionComment")]
    interaction: Interaction


@transactional
async def update_interaction_comment(
    interaction_comment_id: int, text: str, *, expected_revision: int | None = None, now: datetime
) -> CommentUpdated:
    """Give a comment another text, whatever the status of its interaction."""
    problems = Problems()
    fit = checked({"text": text}, {"text": required(paragraph(2000))}, problems)
    interaction, comment = await _locked_with_interaction(interaction_comment_id, expected_revision, problems)
    problems.refuse_if_any()
    return CommentUpdated(comment, interaction, await save_changes(comment, fit, now))


@transactional
async def delete_interaction_comment(
    interaction_comment_id: int, *, expected_revision: int | None = None
) -> CommentDeleted:
    """Delete a comment. The audit log keeps that there was one, not what it said."""
    interaction, comment = await _locked_with_interaction(interaction_comment_id, expected_revision)
    await delete_row(comment)
    return CommentDeleted(comment.id, interaction)


async def _locked_with_interaction(
    interaction_comment_id: int, expected_revision: int | None, problems: Sequence[Problem] = ()
) -> tuple[Interaction, InteractionComment]:
    """The comment and its interaction, the interaction locked first."""
    known = (await rows_by_id(InteractionComment, [interaction_comment_id])).get(interaction_comment_id)
    interactions = await locked_rows(Interaction, [known.interaction_id] if known else [])
    path = "interaction_comment_id"
    comment = await locked(
        InteractionComment, interaction_comment_id, expected_revision, path, problems=problems
    )
    if comment.interaction_id not in interactions:
        raise TransactionOvertaken(f"comment {comment.id} was made while it was looked for")
    return interactions[comment.interaction_id], comment
