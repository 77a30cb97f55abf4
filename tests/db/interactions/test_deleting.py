"""Rules of deleting many interactions, and of evaluating many: all or nothing, each at its revision."""

from __future__ import annotations

from datetime import timedelta

from db.errors import Code, RevisionStale
from db.interactions.canceling import cancel_interactions, restore_interactions
from db.interactions.deleting import delete_interactions
from db.interactions.remarking import add_interaction_comment, evaluate_interactions
from db.models import Evaluation, Interaction, InteractionComment
from db.writes.many_rows import MOST_ROWS
from tests.builders import a_contact, a_postponed_interaction, an_interaction
from tests.conftest import NOW
from tests.refusals import refused
from tests.statements import counted_statements

LATER = NOW + timedelta(hours=1)
UNKNOWN = 999_999
GOOD = {"evaluation": Evaluation.POSITIVE}


async def test_postponed_and_canceled_ones_go_with_their_comments() -> None:
    contact = await a_contact()
    postponed, canceled = await a_postponed_interaction(contact_id=contact.id), await an_interaction()
    await cancel_interactions([canceled.id], now=NOW)
    await add_interaction_comment(canceled.id, "Hm", now=NOW)
    kept = await an_interaction()
    deleted = await delete_interactions([canceled.id, postponed.id, canceled.id])
    assert deleted.interaction_ids == [canceled.id, postponed.id]
    assert [each.id for each in deleted.contacts] == sorted([contact.id, canceled.contact_id or 0])
    assert [each.id for each in await Interaction.all()] == [kept.id]
    assert await InteractionComment.all().count() == 0


async def test_one_that_is_logged_or_gone_keeps_all() -> None:
    postponed, logged = await a_postponed_interaction(), await an_interaction()
    with refused((Code.NOT_FOUND, "interaction_ids.1"), (Code.MUST_CANCEL_FIRST, "interaction_ids.2")):
        await delete_interactions([postponed.id, UNKNOWN, logged.id])
    assert await Interaction.all().count() == 2


async def test_many_are_evaluated_and_those_that_say_so_already_stay() -> None:
    one, same, postponed = (
        await an_interaction(), await an_interaction(evaluation=Evaluation.POSITIVE), await a_postponed_interaction()
    )  # fmt: skip
    evaluated = await evaluate_interactions([postponed.id, one.id, same.id, one.id], GOOD, now=LATER)
    assert evaluated.changed
    assert [each.id for each in evaluated.interactions] == [postponed.id, one.id, same.id]
    rows = {each.id: each for each in await Interaction.all()}
    assert {each.evaluation for each in rows.values()} == {Evaluation.POSITIVE}
    assert [rows[each.id].revision for each in (one, same, postponed)] == [2, 1, 2]
    assert (rows[one.id].updated_at, rows[same.id].updated_at) == (LATER, NOW)
    assert not (await evaluate_interactions([one.id, same.id], GOOD, now=LATER)).changed
    assert not (await evaluate_interactions([one.id], {}, now=LATER)).changed
    assert (await evaluate_interactions([one.id], {"evaluation": None}, now=LATER)).changed
    assert (await Interaction.get(id=one.id)).evaluation is None


async def test_one_that_is_canceled_keeps_all_from_being_evaluated() -> None:
    one, canceled = await an_interaction(), await an_interaction()
    await cancel_interactions([canceled.id], now=NOW)
    with refused((Code.NOT_LOGGED, "interaction_ids.1")):
        await evaluate_interactions([one.id, canceled.id], GOOD, now=LATER)
    assert (await Interaction.get(id=one.id)).evaluation is None


async def test_each_is_at_the_revision_at_which_it_was_seen() -> None:
    one, other, third = await an_interaction(), await an_interaction(), await an_interaction()
    await evaluate_interactions([one.id, third.id], GOOD, now=LATER)
    ids = [one.id, other.id, third.id]
    stale = [(one.id, 1), (other.id, 1), (third.id, 7), (UNKNOWN, 1)]
    expected = (
        (Code.REVISION_CONFLICT, "expected_revisions.0.revision"),
        (Code.REVISION_CONFLICT, "expected_revisions.2.revision"),
        (Code.INVALID, "expected_revisions.3.id"),
    )
    with refused(*expected) as caught:
        await cancel_interactions(ids, revisions=stale, now=LATER)
    conflict = caught.value.problems[0]
    assert isinstance(conflict, RevisionStale) and conflict.current
    assert conflict.current.id == one.id and conflict.current.revision == 2
    with refused(*expected):
        await evaluate_interactions(ids, {"evaluation": None}, revisions=stale, now=LATER)
    await cancel_interactions(ids, revisions=[(one.id, 2), (other.id, 1)], now=LATER)
    with refused(*expected[:1]):
        await restore_interactions(ids, revisions=[(one.id, 1)], now=LATER)
    with refused(*expected[:1]):
        await delete_interactions(ids, revisions=[(one.id, 1)])
    await delete_interactions(ids, revisions=[(one.id, 3), (third.id, 3)])
    assert await Interaction.all().count() == 0


async def test_a_list_has_an_end() -> None:
    for verb in (
        delete_interactions([1] * (MOST_ROWS + 1)),
        evaluate_interactions([1] * (MOST_ROWS + 1), GOOD, now=LATER),
    ):
        with refused((Code.OUT_OF_RANGE, "interaction_ids")):
            await verb


async def test_a_thousand_take_as_many_statements_as_one() -> None:
    counts = []
    for number in (1, 7):
        ids = [(await an_interaction()).id for _ in range(number)]
        with counted_statements() as statements:
            await evaluate_interactions(ids, GOOD, revisions=[(each, 1) for each in ids], now=LATER)
            await cancel_interactions(ids, now=LATER)
            await delete_interactions(ids)
        counts.append(len(statements))
    assert counts[0] == counts[1]
