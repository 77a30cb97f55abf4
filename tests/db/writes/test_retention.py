"""How long traces of requests are kept."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from db.contacts.editing import create_contact
from db.models import AuditEntry, Contact, ContactKind, IdempotentAnswer
from db.writes import retention
from db.writes.audit_log import record_command
from db.writes.retention import delete_old_answers, delete_old_entries
from tests.conftest import NOW
from tests.writing import Done, keyed


async def created(key: str, at: datetime) -> Done:
    return await keyed(create_contact({"kind": ContactKind.PERSON, "name": key}, now=at), key, at=at)


async def test_an_answer_is_kept_for_its_hours_and_not_longer() -> None:
    for key, age in (("young", 23), ("just young", 24), ("old", 25)):
        await created(key, NOW - timedelta(hours=age))
    assert await delete_old_answers(now=NOW, hours=24) == 1
    assert await IdempotentAnswer.all().count() == 2
    again = [await created(key, NOW) for key in ("young", "just young", "old")]
    assert [each.replayed for each in again] == [True, True, False]
    assert await Contact.all().count() == 4


async def test_entries_are_kept_for_ever_or_for_their_days() -> None:
    for age in (1, 10, 20, 400):
        await record_command("importContacts", NOW - timedelta(days=age))
    assert await delete_old_entries(now=NOW, days=0) == 0
    assert await delete_old_entries(now=NOW, days=10) == 2
    assert await AuditEntry.all().count() == 2


async def test_many_go_in_slices_and_all_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "ROWS_AT_ONCE", 2)
    for place in range(5):
        await record_command("importContacts", NOW - timedelta(days=place + 2))
    assert await delete_old_entries(now=NOW, days=1) == 5
