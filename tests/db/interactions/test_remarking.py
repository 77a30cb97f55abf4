"""Rules of evaluating interactions and of commenting on them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from db.errors import Code, RevisionStale
from db.interactions.canceling import cancel_interactions
from db.interactions.remarking import add_interaction_comment, evaluate_interaction
from db.models import Evaluation, Interaction, InteractionComment
from tests.builders import a_postponed_interaction, an_interaction
from tests.conftest import NOW
from tests.refusals import refused

LATER = NOW + timedelta(hours=1)
UNKNOWN = 999_999
GOOD, BAD = {"evaluation": Evaluation.POSITIVE}, {"evaluation": Evaluation.NEGATIVE}


async def kept(interaction: Interaction) -> tuple[Evaluation | None, int, datetime]:
    row = await Interaction.get(id=interaction.id)
    return row.evaluation, row.revision, row.updated_at


@pytest.mark.parametrize("made", [an_interaction, a_postponed_interaction])
async def test_an_evaluation_is_kept_changed_and_taken_back(made) -> None:
    interaction = await made()
    assert (await evaluate_interaction(interaction.id, GOOD, now=LATER)).changed
    assert await kept(interaction) == (Evaluation.POSITIVE, 2, LATER)
    await evaluate_interaction(interaction.id, BAD, expected_revision=2, now=LATER)
    assert await kept(interaction) == (Evaluation.NEGATIVE, 3, LATER)
    await evaluate_interaction(interaction.id, {"evaluation": None}, now=LATER)
    assert await kept(interaction) == (None, 4, LATER)


async def test_the_same_evaluation_or_none_at_all_changes_nothing() -> None:
    interaction = await an_interaction(evaluation=Evaluation.POSITIVE)
    assert not (await evaluate_interaction(interaction.id, GOOD, now=LATER)).changed
    assert not (await evaluate_interaction(interaction.id, {}, now=LATER)).changed
    assert await kept(interaction) == (Evaluation.POSITIVE, 1, NOW)


async def test_a_stale_evaluation_is_refused_with_the_interaction_as_it_is_now() -> None:
    interaction = await an_interaction()
    await evaluate_interaction(interaction.id, GOOD, now=LATER)
    with refused((Code.REVISION_CONFLICT, "expected_revision")) as caught:
        await evaluate_interaction(interaction.id, BAD, expected_revision=1, now=LATER)
    [problem] = caught.value.problems
    assert isinstance(problem, RevisionStale) and isinstance(problem.current, Interaction)
    assert problem.current.evaluation is Evaluation.POSITIVE
    assert (await kept(interaction))[0] is Evaluation.POSITIVE


async def test_a_canceled_interaction_is_not_evaluated() -> None:
    interaction = await an_interaction()
    await cancel_interactions([interaction.id], now=NOW)
    with refused((Code.NOT_LOGGED, "interaction_id")):
        await evaluate_interaction(interaction.id, GOOD, now=LATER)
    assert (await kept(interaction))[0] is None


async def test_a_comment_is_added_whatever_the_status() -> None:
    canceled = await an_interaction()
    await cancel_interactions([canceled.id], now=NOW)
    for interaction in (canceled, await an_interaction(), await a_postponed_interaction()):
        added = await add_interaction_comment(interaction.id, " Likes tea.\nCalls back. ", now=LATER)
        [comment] = await InteractionComment.filter(interaction_id=interaction.id)
        assert (comment.id, comment.text) == (added.comment.id, "Likes tea.\nCalls back.")
        assert (comment.created_at, added.interaction.id) == (LATER, interaction.id)


@pytest.mark.parametrize(
    ("text", "code"),
    [("", Code.REQUIRED), (" \n ", Code.REQUIRED), ("x" * 2001, Code.TOO_LONG), ("Bell\x07", Code.INVALID)],
)
async def test_a_comment_says_something_of_at_most_2000_characters(text: str, code: Code) -> None:
    interaction = await an_interaction()
    with refused((code, "text")):
        await add_interaction_comment(interaction.id, text, now=NOW)
    assert await InteractionComment.all().count() == 0
    await add_interaction_comment(interaction.id, "x" * 2000, now=NOW)


async def test_an_unknown_interaction_is_not_found() -> None:
    with refused((Code.NOT_FOUND, "interaction_id")):
        await evaluate_interaction(UNKNOWN, GOOD, now=NOW)
    with refused((Code.NOT_FOUND, "interaction_id")):
        await add_interaction_comment(UNKNOWN, "Likes tea", now=NOW)
