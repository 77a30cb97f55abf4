"""Rules of changing comments on interactions, and of deleting them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.errors import Code
from db.interactions.canceling import cancel_interactions
from db.interactions.comments import delete_interaction_comment, update_interaction_comment
from db.interactions.remarking import add_interaction_comment
from db.models import Interaction, InteractionComment
from tests.builders import an_interaction
from tests.conftest import NOW
from tests.refusals import refused

LATER = NOW + timedelta(hours=1)
UNKNOWN = 999_999


async def a_comment(text: str = "Call back") -> InteractionComment:
    return (await add_interaction_comment((await an_interaction()).id, text, now=NOW)).comment


async def test_a_comment_gets_another_text_and_counts_its_changes() -> None:
    comment = await a_comment()
    updated = await update_interaction_comment(comment.id, "Called\nback", expected_revision=1, now=LATER)
    after = await InteractionComment.get(id=comment.id)
    assert updated.changed and updated.interaction.id == comment.interaction_id
    assert (after.text, after.revision, after.created_at, after.updated_at) == ("Called\nback", 2, NOW, LATER)
    assert (await Interaction.get(id=comment.interaction_id)).revision == 1


async def test_the_same_text_changes_nothing() -> None:
    comment = await a_comment()
    assert not (await update_interaction_comment(comment.id, " Call back ", now=LATER)).changed
    assert (await InteractionComment.get(id=comment.id)).revision == 1


@pytest.mark.parametrize(("text", "code"), [(" ", Code.REQUIRED), ("x" * 2001, Code.TOO_LONG)])
async def test_what_it_says_is_checked_as_that_of_a_new_one(text: str, code: Code) -> None:
    comment = await a_comment()
    with refused((code, "text")):
        await update_interaction_comment(comment.id, text, now=LATER)
    assert (await InteractionComment.get(id=comment.id)).text == "Call back"


async def test_a_comment_is_deleted_and_its_interaction_stays_whatever_its_status() -> None:
    comment = await a_comment()
    await cancel_interactions([comment.interaction_id], now=LATER)
    deleted = await delete_interaction_comment(comment.id, expected_revision=1)
    assert (deleted.interaction_comment_id, deleted.interaction.id) == (comment.id, comment.interaction_id)
    assert await InteractionComment.all().count() == 0


async def test_a_comment_that_is_gone_or_was_changed_since_is_refused() -> None:
    comment = await a_comment()
    for verb in (
        update_interaction_comment(comment.id, "x", expected_revision=7, now=LATER),
        delete_interaction_comment(comment.id, expected_revision=7),
    ):
        with refused((Code.REVISION_CONFLICT, "expected_revision")):
            await verb
    for verb in (update_interaction_comment(UNKNOWN, "x", now=LATER), delete_interaction_comment(UNKNOWN)):
        with refused((Code.NOT_FOUND, "interaction_comment_id")):
            await verb
