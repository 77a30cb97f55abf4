"""Taking deliveries out of the outbox, and beginning with them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.contacts.deleting import delete_contact
from db.contacts.editing import update_contact
from db.deliveries.claiming import (
    ABANDONED,
    BLOCKED,
    CANCELED,
    DELETED,
    LEASE,
    Attempt,
    begin_attempt,
    claim_deliveries,
    due_count,
)
from db.interactions.canceling import cancel_interactions
from db.models import Delivery, DeliveryStatus
from db.sql import statements
from tests.builders import a_company, a_contact, a_delivery, a_salesperson, an_interaction
from tests.conftest import NOW
from tests.databases import on_postgres, on_sqlite
from tests.db.deliveries.outbox import an_outbox
from tests.db.interactions.racing import stranger
from tests.statements import counted_statements

MINUTE = timedelta(minutes=1)


async def claimed(holder: str = "one", limit: int = 50, later: timedelta = timedelta()) -> list[int]:
    return [each.id for each in await claim_deliveries(holder, limit, now=NOW + later)]


async def test_what_is_due_is_taken_in_turn_and_by_one() -> None:
    outbox = await an_outbox(5)
    await Delivery.filter(id=outbox[4].id).update(due_at=NOW - MINUTE)
    assert await claimed("one", 3) == [outbox[4].id, outbox[0].id, outbox[1].id]
    assert await claimed("other", 3) == [outbox[2].id, outbox[3].id]
    assert await claimed("third") == []
    row = await Delivery.get(id=outbox[0].id)
    assert (row.status, row.held_by, row.held_until, row.revision) == ("SENDING", "one", NOW + LEASE, 2)


async def test_what_is_not_due_or_not_queued_is_left() -> None:
    await an_outbox(2, status=DeliveryStatus.SENT)
    await an_outbox(2, status=DeliveryStatus.FAILED)
    [later] = await an_outbox(1)
    await Delivery.filter(id=later.id).update(due_at=NOW + MINUTE)
    assert (await due_count(NOW), await claimed()) == (0, [])
    assert (await due_count(NOW + MINUTE), await claimed(later=MINUTE)) == (1, [later.id])


async def test_what_a_dead_worker_held_is_taken_when_its_lease_is_over() -> None:
    [one] = await an_outbox(1)
    await claimed("dead")
    assert await claimed("alive", later=LEASE) == []
    assert (await due_count(NOW + LEASE), await due_count(NOW + LEASE + MINUTE)) == (0, 1)
    assert await claimed("alive", later=LEASE + MINUTE) == [one.id]


async def test_what_a_dead_worker_held_is_queued_again_even_if_nobody_has_a_hand_free() -> None:
    await an_outbox(3)
    await claimed("dead")
    assert len(await claimed("alive", limit=1, later=LEASE + MINUTE)) == 1
    rows = await Delivery.filter(status=DeliveryStatus.QUEUED)
    assert [(each.held_by, each.held_until, each.revision) for each in rows] == [(None, None, 3)] * 2


async def test_what_is_asked_for_later_is_left_until_then() -> None:
    entry = await an_interaction()
    await a_delivery(entry, not_before=NOW + MINUTE, due_at=NOW + MINUTE)
    assert (await claimed(), await due_count(NOW)) == ([], 0)
    assert len(await claimed(later=MINUTE)) == 1


async def test_it_comes_with_whom_it_is_from_and_to() -> None:
    salesperson = await a_salesperson(name="Ada Holm", email="ada@example.com")
    contact = await a_contact(name="Юлия Эхова")
    entry = await an_interaction(contact_id=contact.id, salesperson_id=salesperson.id)
    delivery = await a_delivery(entry)
    [taken] = await claim_deliveries("one", 1, now=NOW)
    assert vars(taken) == {
        "id": delivery.id, "interaction_id": entry.id, "created_at": NOW, "email": "anna@example.com",
        "contact_name": "Юлия Эхова", "salesperson_name": "Ada Holm", "salesperson_email": "ada@example.com",
    }  # fmt: skip


async def test_however_many_are_taken_costs_three_statements() -> None:
    await an_outbox(60)
    for limit in (1, 50):
        with counted_statements() as counted:
            await claim_deliveries("one", limit, now=NOW)
        assert len(counted) == 3


async def test_an_attempt_is_counted_when_it_begins_and_keeps_the_first_message_id() -> None:
    [one] = await an_outbox(1)
    await claimed()
    assert await begin_attempt("one", one.id, "<1@a>", now=NOW) == Attempt(1, "<1@a>")
    assert await begin_attempt("one", one.id, "<1@b>", now=NOW + MINUTE) == Attempt(2, "<1@a>")
    row = await Delivery.get(id=one.id)
    assert (row.held_until, row.status) == (NOW + MINUTE + LEASE, DeliveryStatus.SENDING)


async def test_nobody_begins_with_what_somebody_else_holds() -> None:
    [one] = await an_outbox(1)
    await claimed("slow")
    await claimed("next", later=LEASE + MINUTE)
    assert await begin_attempt("slow", one.id, "<1@a>", now=NOW) is None
    assert (await Delivery.get(id=one.id)).attempt_count == 0


async def test_the_message_of_a_canceled_entry_is_called_off() -> None:
    [one] = await an_outbox(1)
    await cancel_interactions([one.interaction_id], now=NOW)
    await assert_canceled(one, CANCELED)


async def test_a_contact_that_was_blocked_for_privacy_gets_none() -> None:
    entry = await an_interaction()
    one = await a_delivery(entry)
    await update_contact(entry.contact_id, {"privacy_blocked": True}, now=NOW)
    await assert_canceled(one, BLOCKED)


@pytest.mark.parametrize("with_company", [True, False])
async def test_a_contact_that_was_deleted_gets_none(with_company: bool) -> None:
    company = await a_company() if with_company else None
    contact = await a_contact(company_id=company.id if company else None)
    one = await a_delivery(await an_interaction(contact_id=contact.id))
    await delete_contact(contact.id, now=NOW)
    await assert_canceled(one, DELETED)


async def assert_canceled(delivery: Delivery, reason: str) -> None:
    await claimed()
    begun = await begin_attempt("one", delivery.id, "<1@a>", now=NOW)
    assert begun is not None and begun.canceled_because == reason
    row = await Delivery.get(id=delivery.id)
    assert (row.status, row.response, row.attempt_count, row.message_id) == ("CANCELED", reason, 0, None)


@on_postgres
async def test_what_others_are_just_taking_is_passed_over_and_not_waited_for(database: str) -> None:
    outbox = await an_outbox(4)
    statement = "SELECT 1 FROM delivery WHERE id = ANY(CAST($1 AS bigint[])) FOR UPDATE"
    async with stranger(database, statement, [outbox[0].id, outbox[2].id]):
        assert await claimed(limit=2) == [outbox[1].id, outbox[3].id]


@on_sqlite
async def test_what_is_due_is_found_along_an_index() -> None:
    plan = await statements.select(
        "EXPLAIN QUERY PLAN SELECT id FROM delivery WHERE status = 'QUEUED' AND due_at <= :now"
        " ORDER BY due_at, id LIMIT 50",
        now=NOW,
    )
    assert [step["detail"] for step in plan] == ["SEARCH delivery USING INDEX delivery_by_turn (due_at<?)"]
    plan = await statements.select(f"EXPLAIN QUERY PLAN SELECT id FROM delivery WHERE {ABANDONED}", now=NOW)
    [step] = [step["detail"] for step in plan]
    assert step.startswith("SEARCH delivery USING") and "delivery_by_lease (held_until<?)" in step
