"""Rules of resuming: the same row, now, with everything that logging needs."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from db.contacts.editing import update_contact
from db.errors import Code
from db.interactions.canceling import cancel_interactions
from db.interactions.postponing import (
    delete_interaction,
    postpone_interaction,
    resume_interaction,
)
from db.interactions.remarking import add_interaction_comment
from db.models import (
    CorrespondenceType,
    Evaluation,
    Interaction,
    InteractionComment,
    InteractionStatus,
)
from db.templates.editing import update_interaction_template
from db.writes.validation import Money
from tests.builders import (
    a_contact,
    a_postponed_interaction,
    a_salesperson,
    a_template,
)
from tests.conftest import NOW
from tests.db.interactions.drafts import (
    LATER,
    UNKNOWN,
    a_draft,
    block,
    resumed,
    saved,
    stored,
)
from tests.refusals import refused


async def test_resuming_logs_the_same_row_now() -> None:
    draft = await a_draft(description="Call", remind_at=LATER, occurred_at=NOW - timedelta(days=9))
    after = await resumed(draft)
    kept = await stored(draft)
    assert after.id == draft.id and await Interaction.all().count() == 1
    assert (kept["status"], kept["revision"]) == (InteractionStatus.LOGGED, 2)
    assert (kept["occurred_at"], kept["logged_at"], kept["remind_at"]) == (LATER, LATER, None)
    assert (kept["description"], kept["contact_id"]) == ("Call", draft.contact_id)


async def test_resuming_takes_the_moment_that_is_given() -> None:
    moment = NOW - timedelta(hours=5)
    after = await resumed(await a_draft(), occurred_at=moment)
    assert (after.occurred_at, after.logged_at) == (moment, LATER)


async def test_resume_writes_to_the_entry_that_was_resumed() -> None:
    drafts = [await a_draft(description=f"Call {place}") for place in range(3)]
    others = [await stored(drafts[0]), await stored(drafts[2])]
    await resumed(drafts[1], description="Called")
    assert (await stored(drafts[1]))["description"] == "Called"
    assert [await stored(drafts[0]), await stored(drafts[2])] == others


async def test_resuming_takes_from_the_template_what_was_not_said() -> None:
    german = {"language": "de", "description": "Treffen"}
    template = await a_template(duration_minutes=15, languages=[german])
    contact = await a_contact(language="de", email="ann@example.com")
    values = {"correspondence_type": CorrespondenceType.EMAIL, "cost": Money(Decimal(2))}
    draft = await a_draft(template_id=template.id, contact_id=contact.id, **values)
    await update_interaction_template(template.id, {"duration_minutes": 20}, now=NOW)
    after = await resumed(draft, evaluation=Evaluation.POSITIVE)
    assert (after.description, after.language, after.duration_minutes) == ("Treffen", "de", 20)
    assert (after.cost, after.evaluation) == (Decimal(2), Evaluation.POSITIVE)
    assert (after.correspondence_type, after.interaction_group_id) == (
        CorrespondenceType.EMAIL,
        template.interaction_group_id,
    )


async def test_an_address_that_is_gone_when_resuming_makes_e_mail_none() -> None:
    contact = await a_contact(email="ann@example.com")
    draft = await a_draft(contact_id=contact.id, correspondence_type=CorrespondenceType.EMAIL)
    await update_contact(contact.id, {"email": None}, now=NOW)
    assert (await resumed(draft)).correspondence_type is CorrespondenceType.NONE


async def test_the_comments_of_a_postponed_interaction_are_kept() -> None:
    draft = await a_draft()
    await add_interaction_comment(draft.id, "Ask for Ann", now=NOW)
    await resumed(draft)
    comments = await InteractionComment.filter(interaction_id=draft.id).values_list("text", flat=True)
    assert comments == ["Ask for Ann"]


async def test_the_checks_run_when_it_is_resumed_all_failures_together() -> None:
    postponed = await a_postponed_interaction()
    before = await stored(postponed)
    with refused(
        (Code.REQUIRED, "values.template_id"),
        (Code.REQUIRED, "values.salesperson_id"),
        (Code.REQUIRED, "values.occurred_at"),
        (Code.REQUIRED, "values.description"),
        (Code.OUT_OF_RANGE, "values.duration_minutes"),
    ):
        await resumed(postponed, duration_minutes=-1, occurred_at=None)
    assert await stored(postponed) == before


async def test_null_clears_when_resuming() -> None:
    of_contact = await a_salesperson()
    contact = await a_contact(salesperson_id=of_contact.id)
    draft = await a_draft(contact_id=contact.id, description="Call")
    with refused((Code.REQUIRED, "values.contact_id"), (Code.REQUIRED, "values.template_id")):
        await resumed(draft, contact_id=None, template_id=None)
    assert (await resumed(draft, salesperson_id=None)).salesperson_id == of_contact.id


async def test_who_was_blocked_meanwhile_keeps_it_from_being_resumed() -> None:
    salesperson, contact = await a_salesperson(), await a_contact()
    draft = await a_draft(contact_id=contact.id, salesperson_id=salesperson.id)
    await block(salesperson)
    await update_contact(contact.id, {"privacy_blocked": True}, now=NOW)
    with refused(
        (Code.CONTACT_BLOCKED, "values.contact_id"), (Code.SALESPERSON_BLOCKED, "values.salesperson_id")
    ):
        await resumed(draft)
    other, colleague = await a_contact(), await a_salesperson()
    after = await resumed(draft, contact_id=other.id, salesperson_id=colleague.id)
    assert (after.contact_id, after.salesperson_id) == (other.id, colleague.id)


async def test_a_blocked_salesperson_of_the_contact_is_refused_when_resuming() -> None:
    salesperson, template = await a_salesperson(), await a_template()
    contact = await a_contact(salesperson_id=salesperson.id)
    await block(salesperson)
    postponed = await a_postponed_interaction(contact_id=contact.id, template_id=template.id)
    with refused((Code.SALESPERSON_BLOCKED, "values.salesperson_id")):
        await resumed(postponed)


async def test_what_is_logged_or_canceled_is_not_postponed_any_more() -> None:
    draft = await a_draft()
    await resumed(draft)
    before = await stored(draft)
    for _ in range(2):
        for verb in (resumed, saved):
            with refused((Code.NOT_POSTPONED, "interaction_id")):
                await verb(draft, description="Once more")
        assert (await stored(draft))["description"] == before["description"]
        await cancel_interactions([draft.id], now=NOW)


async def test_an_unknown_interaction_is_not_found(now: datetime) -> None:
    with refused((Code.NOT_FOUND, "interaction_id")):
        await resume_interaction(UNKNOWN, {}, now=now)
    with refused((Code.NOT_FOUND, "interaction_id")):
        await postpone_interaction(UNKNOWN, {}, now=now)
    with refused((Code.NOT_FOUND, "interaction_id")):
        await delete_interaction(UNKNOWN)
