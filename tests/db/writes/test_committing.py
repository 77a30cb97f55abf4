"""Whoever is broken off knows whether the work was committed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from db.callers import LOCAL
from db.models import Contact
from db.writes import committing
from db.writes.committing import commits_so_far, count_commits
from db.writes.one_statement import changed_row
from db.writes.transactions import transactional
from db.writes.write_context import Write, writing
from tests.builders import a_contact
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("database")
Hook = Callable[[], Awaitable[None]]


@transactional
async def rename(contact: Contact) -> None:
    await Contact.filter(id=contact.id).update(name="Renamed")


async def broken_off(work: Awaitable[None], reached: asyncio.Event) -> bool | None:
    """What is known of commits when the work is canceled as soon as it has reached a point."""

    async def counted() -> bool | None:
        count_commits()
        with pytest.raises(asyncio.CancelledError):
            await work
        return commits_so_far().happened

    task = asyncio.create_task(counted())
    await reached.wait()
    task.cancel()
    return await task


async def test_a_commit_that_is_on_its_way_comes_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    contact, begun = await a_contact(), asyncio.Event()
    as_it_is = committing.a_commit

    def seen() -> object:
        begun.set()
        return as_it_is()

    monkeypatch.setattr(committing, "a_commit", seen)
    assert await broken_off(rename(contact), begun) is True
    await contact.refresh_from_db()
    assert contact.name == "Renamed"


async def test_work_that_is_broken_off_before_is_undone() -> None:
    contact, begun = await a_contact(), asyncio.Event()

    @transactional
    async def rename_and_wait() -> None:
        await Contact.filter(id=contact.id).update(name="Renamed")
        begun.set()
        await asyncio.Event().wait()

    assert await broken_off(rename_and_wait(), begun) is False
    await contact.refresh_from_db()
    assert contact.name != "Renamed"


async def test_a_commit_that_fails_is_none() -> None:
    contact = await a_contact()
    count_commits()

    @transactional
    async def fail() -> None:
        await Contact.filter(id=contact.id).update(name="Renamed")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert commits_so_far().happened is False
    await rename(contact)
    assert commits_so_far().happened is True


async def test_a_change_by_one_statement_counts_as_well() -> None:
    contact = await a_contact()
    count_commits()
    before = writing.set(Write("updateContact", LOCAL, NOW))
    changed = {"name": "Renamed"}
    assert await changed_row(Contact, contact.id, changed, expected_revision=None, now=NOW)
    writing.reset(before)
    assert commits_so_far().happened is True


async def test_of_a_statement_that_is_broken_off_nobody_knows_what_became() -> None:
    begun = asyncio.Event()

    async def one_statement() -> None:
        with committing.a_commit():
            begun.set()
            await asyncio.Event().wait()

    assert await broken_off(one_statement(), begun) is None


@pytest.mark.parametrize(("failure", "known"), [(ConnectionResetError(), None), (ZeroDivisionError(), False)])
async def test_a_commit_of_which_the_database_has_perhaps_not_heard_is_not_known(
    failure: Exception, known: bool | None
) -> None:
    count_commits()
    with pytest.raises(type(failure)), committing.a_commit():
        raise failure
    assert commits_so_far().happened is known
