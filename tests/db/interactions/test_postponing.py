"""Rules of postponed interactions: saved again, what they miss, deleted, and all at the same moment."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from db.contacts.editing import update_contact
from db.errors import Code, Refused, RevisionStale
from db.interactions.canceling import cancel_interactions, restore_interactions
from db.interactions.completing import InteractionField
from db.interactions.creating import Source, create_interaction
from db.interactions.postponing import (
    delete_interaction,
    fields_missing,
    postpone_interaction,
)
from db.interactions.remarking import add_interaction_comment
from db.marketing_setup import update_marketing_setup
from db.models import (
    Interaction,
    InteractionComment,
    InteractionStatus,
)
from db.writes.validation import Money
from tests.builders import (
    a_company,
    a_contact,
    a_postponed_interaction,
    a_salesperson,
    a_template,
    an_interaction,
)
from tests.conftest import NOW
from tests.databases import on_postgres
from tests.db.interactions.drafts import (
    LATER,
    UNKNOWN,
    a_draft,
    block,
    missing,
    resumed,
    saved,
    stored,
)
from tests.db.interactions.racing import ROW, contend_for_row, stranger
from tests.refusals import refused

# Saved again


async def test_saving_again_keeps_it_postponed_and_raises_the_revision() -> None:
    postponed = await a_postponed_interaction(description="Call", duration_minutes=5)
    after = await saved(postponed, description="Call back")
    assert (after.id, after.status, after.revision) == (postponed.id, InteractionStatus.POSTPONED, 2)
    kept = await stored(postponed)
    assert (kept["description"], kept["duration_minutes"], kept["updated_at"]) == ("Call back", 5, LATER)
    assert (kept["occurred_at"], kept["logged_at"]) == (None, None)


async def test_null_clears_and_what_is_left_out_stays() -> None:
    draft = await a_draft(description="Call", cost=Money(Decimal(3)), remind_at=LATER)
    before = await stored(draft)
    cleared = {"contact_id": None, "salesperson_id": None, "cost": None, "remind_at": None}
    await saved(draft, **cleared)
    changed = {"company_id": None, "revision": 2, "updated_at": LATER}
    assert await stored(draft) == before | cleared | changed


async def test_saving_what_is_there_already_changes_nothing() -> None:
    draft = await a_draft(description="Call", cost=Money(Decimal("3.50")), remind_at=LATER)
    before = await stored(draft)
    values = {
        "description": "Call",
        "cost": Money(Decimal("3.50")),
        "remind_at": LATER,
        "attempt_failed": False,
    }
    result = await postpone_interaction(draft.id, values, now=LATER)
    assert not result.changed
    assert not (await postpone_interaction(draft.id, {}, now=LATER)).changed
    assert await stored(draft) == before


async def test_the_company_follows_the_contact() -> None:
    company = await a_company()
    person = await a_contact(company_id=company.id)
    postponed = await a_postponed_interaction()
    assert (await saved(postponed, contact_id=person.id)).company_id == company.id
    assert (await saved(postponed, contact_id=None)).company_id is None


async def test_a_stale_revision_is_refused_with_the_interaction_as_it_is_now() -> None:
    postponed = await a_postponed_interaction()
    await saved(postponed, expected_revision=1, description="First")
    for verb in (saved, resumed):
        with refused((Code.REVISION_CONFLICT, "expected_revision")) as caught:
            await verb(postponed, expected_revision=1, description="Second")
        [problem] = caught.value.problems
        assert isinstance(problem, RevisionStale) and isinstance(problem.current, Interaction)
        assert (problem.current.description, problem.current.revision) == ("First", 2)
    with refused((Code.REVISION_CONFLICT, "expected_revision")):
        await delete_interaction(postponed.id, expected_revision=1)
    assert (await stored(postponed))["description"] == "First"


async def test_all_that_is_wrong_is_reported_together_and_nothing_is_saved() -> None:
    postponed, blocked = await a_postponed_interaction(), await a_contact(privacy_blocked=True)
    salesperson = await a_salesperson()
    await block(salesperson)
    before = await stored(postponed)
    with refused(
        (Code.CONTACT_BLOCKED, "values.contact_id"),
        (Code.NOT_FOUND, "values.template_id"),
        (Code.SALESPERSON_BLOCKED, "values.salesperson_id"),
        (Code.TOO_LONG, "values.description"),
        (Code.INVALID, "values.language"),
    ):
        await saved(
            postponed,
            language="xx",
            description="x" * 101,
            salesperson_id=salesperson.id,
            template_id=UNKNOWN,
            contact_id=blocked.id,
            duration_minutes=5,
        )
    assert await stored(postponed) == before


async def test_who_was_blocked_meanwhile_does_not_keep_it_from_being_saved() -> None:
    salesperson, contact = await a_salesperson(), await a_contact()
    postponed = await a_postponed_interaction(contact_id=contact.id, salesperson_id=salesperson.id)
    await block(salesperson)
    await update_contact(contact.id, {"privacy_blocked": True}, now=NOW)
    assert (await saved(postponed, description="Call")).description == "Call"


# What is missing


async def test_missing_fields_say_what_is_needed_before_resuming() -> None:
    contact, template, salesperson = await a_contact(), await a_template(), await a_salesperson()
    made = await create_interaction(Source(salesperson_id=salesperson.id), {}, postpone=True, now=NOW)
    [postponed] = made.interactions
    field = InteractionField
    assert await missing(postponed) == [field.CONTACT, field.TEMPLATE, field.DESCRIPTION]
    await saved(postponed, contact_id=contact.id, salesperson_id=None)
    assert await missing(postponed) == [field.TEMPLATE, field.SALESPERSON, field.DESCRIPTION]
    await saved(postponed, description="Call")
    assert await missing(postponed) == [field.TEMPLATE, field.SALESPERSON]
    await saved(postponed, template_id=template.id, description=None)
    assert await missing(postponed) == [field.SALESPERSON]
    await update_marketing_setup({"default_salesperson_id": salesperson.id}, now=NOW)
    assert await missing(postponed) == []
    await block(salesperson)
    assert await missing(postponed) == [field.SALESPERSON]


async def test_a_logged_interaction_misses_nothing() -> None:
    logged, postponed = await an_interaction(), await a_draft()
    assert await fields_missing([logged, postponed, logged]) == [[], [], []]
    assert await fields_missing([logged]) == [[]]


@on_postgres
async def test_what_is_missing_is_told_while_somebody_changes_the_contact(database: str) -> None:
    contact = await a_contact()
    postponed = await a_postponed_interaction(contact_id=contact.id)
    async with stranger(database, ROW.format("contact"), contact.id), asyncio.timeout(5):
        assert await missing(postponed) != []


# Deleted


@pytest.mark.parametrize("canceled", [False, True], ids=["postponed", "canceled"])
async def test_a_postponed_or_canceled_interaction_goes_with_its_comments(canceled: bool) -> None:
    kept = await an_interaction()
    gone = await (an_interaction() if canceled else a_postponed_interaction())
    if canceled:
        await cancel_interactions([gone.id], now=NOW)
    for each in (gone, kept):
        await add_interaction_comment(each.id, "Ask for Ann", now=NOW)
    deleted = await delete_interaction(gone.id)
    assert deleted.interaction_id == gone.id
    assert deleted.contact is not None and deleted.contact.id == gone.contact_id
    assert await Interaction.all().values_list("id", flat=True) == [kept.id]
    assert await InteractionComment.all().values_list("interaction_id", flat=True) == [kept.id]
    with refused((Code.NOT_FOUND, "interaction_id")):
        await delete_interaction(gone.id)


async def test_a_logged_interaction_must_be_canceled_before_it_is_deleted() -> None:
    logged = await an_interaction()
    await add_interaction_comment(logged.id, "Ask for Ann", now=NOW)
    with refused((Code.MUST_CANCEL_FIRST, "interaction_id")):
        await delete_interaction(logged.id)
    await cancel_interactions([logged.id], now=NOW)
    await restore_interactions([logged.id], now=NOW)
    with refused((Code.MUST_CANCEL_FIRST, "interaction_id")):
        await delete_interaction(logged.id)
    assert await InteractionComment.all().count() == 1


# At the same moment


def refusal_of(answer: Any) -> list[Code]:
    assert isinstance(answer, Refused), answer
    return [problem.code for problem in answer.problems]


@on_postgres
async def test_of_two_resumes_at_once_one_wins(database: str) -> None:
    draft = await a_draft()
    first, second = await contend_for_row(
        database,
        "interaction",
        draft.id,
        resumed(draft, description="First"),
        resumed(draft, description="Second"),
    )
    assert first.description == (await stored(draft))["description"] == "First"
    assert refusal_of(second) == [Code.NOT_POSTPONED]
    assert (await stored(draft))["revision"] == 2


@on_postgres
async def test_of_two_autosaves_of_one_revision_one_gets_a_conflict(database: str) -> None:
    draft = await a_draft()
    first, second = await contend_for_row(
        database,
        "interaction",
        draft.id,
        saved(draft, expected_revision=1, description="First"),
        saved(draft, expected_revision=1, description="Second"),
    )
    assert first.description == (await stored(draft))["description"] == "First"
    assert refusal_of(second) == [Code.REVISION_CONFLICT]
    assert second.problems[0].current.description == "First"


@on_postgres
async def test_resuming_and_deleting_at_once_do_not_both_succeed(database: str) -> None:
    draft, other = await a_draft(), await a_draft()
    won, lost = await contend_for_row(
        database, "interaction", draft.id, resumed(draft), delete_interaction(draft.id)
    )
    assert won.status is InteractionStatus.LOGGED
    assert refusal_of(lost) == [Code.MUST_CANCEL_FIRST]
    won, lost = await contend_for_row(
        database, "interaction", other.id, delete_interaction(other.id), resumed(other)
    )
    assert won.interaction_id == other.id
    assert refusal_of(lost) == [Code.NOT_FOUND]
    assert await Interaction.all().values_list("id", flat=True) == [draft.id]
