"""Which caller a key means, how long that is known, and when its last use is noted."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta

import pytest

from db.api_keys import recognizing
from db.api_keys.editing import create_api_key, digest_of, revoke_api_key
from db.api_keys.recognizing import KeyRefused, forget_keys, known, looked_up, uses_written
from db.callers import SCOPES_OF, Caller, CallerKind, Role, Scope
from db.models import ApiKey
from db.salespeople import update_salesperson
from db.writes.transactions import transactional
from tests.builders import a_salesperson
from tests.conftest import NOW
from tests.databases import on_postgres, on_sqlite
from tests.statements import counted_statements

UNKNOWN = "There is no such API key. Ask for a new one."


@pytest.fixture(autouse=True)
def _nothing_known() -> Iterator[None]:
    forget_keys()
    yield
    forget_keys()


async def a_key(role: Role = Role.READER, **options: object) -> tuple[str, ApiKey]:
    created = await create_api_key("Web shop", role, now=NOW, **options)
    assert created.key and created.api_key
    return created.key, created.api_key


async def caller_with(key: str, own_only: bool = True, now: datetime = NOW) -> Caller:
    """As the endpoint asks: what is known first."""
    digest = digest_of(key)
    return known(digest) or await looked_up(key, digest, own_only=own_only, now=now)


async def refusal_of(key: str, now: datetime = NOW) -> str:
    with pytest.raises(KeyRefused) as caught:
        await caller_with(key, now=now)
    return str(caught.value)


async def test_a_key_means_a_caller_with_its_rights() -> None:
    key, row = await a_key(Role.MARKETER, scopes=[Scope.CONTACTS_READ])
    identity = f"key:{row.prefix}"
    rights = frozenset({Scope.CONTACTS_READ})
    caller = await caller_with(key)
    assert caller == Caller(CallerKind.API_KEY, identity, "Web shop", Role.MARKETER, rights)
    assert all(type(each) is Scope for each in caller.scopes)


@pytest.mark.parametrize(
    ("role", "own_only", "restricted"),
    [
        (Role.SALESPERSON, True, True),
        (Role.SALESPERSON, False, False),
        (Role.READER, True, False),
        (Role.MARKETER, True, False),
        (Role.ADMIN, True, False),
    ],
)
async def test_only_a_salesperson_may_be_held_to_their_own(
    role: Role, own_only: bool, restricted: bool
) -> None:
    ada = await a_salesperson()
    key, _ = await a_key(role, salesperson_id=ada.id)
    caller = await caller_with(key, own_only)
    assert (caller.salesperson_id, caller.sees_only_own, caller.scopes) == (
        ada.id,
        restricted,
        SCOPES_OF[role],
    )


async def test_a_key_is_looked_up_once_with_one_statement() -> None:
    key, row = await a_key()
    await ApiKey.filter(id=row.id).update(last_used_at=NOW)
    with counted_statements() as statements:
        callers = [await caller_with(key) for _ in range(5)]
    assert len(statements) == 1
    assert all(each is callers[0] for each in callers)


async def test_what_is_known_of_a_key_is_believed_for_some_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    """What another process did to a key counts here after that time."""
    monkeypatch.setattr(recognizing, "LASTS", 0.05)
    key, row = await a_key()
    await caller_with(key)
    await ApiKey.filter(id=row.id).update(revoked_at=NOW)
    assert (await caller_with(key)).identity == f"key:{row.prefix}"
    await asyncio.sleep(0.06)
    assert await refusal_of(key) == "This API key was revoked. Ask for a new one."


async def test_a_key_that_is_revoked_here_opens_nothing_any_more() -> None:
    key, row = await a_key()
    await caller_with(key)
    await revoke_api_key(row.id, now=NOW)
    assert await refusal_of(key) == "This API key was revoked. Ask for a new one."


async def test_who_looks_a_key_up_while_it_is_revoked_does_not_bring_it_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key, row = await a_key()
    row_found, revoked = asyncio.Event(), asyncio.Event()
    as_it_is = recognizing._row_of

    async def slowly(prefix: str, digest: str) -> dict[str, object] | None:
        found = await as_it_is(prefix, digest)
        row_found.set()
        await revoked.wait()
        return found

    monkeypatch.setattr(recognizing, "_row_of", slowly)
    looking = asyncio.create_task(caller_with(key))
    await row_found.wait()
    await revoke_api_key(row.id, now=NOW)
    revoked.set()
    await looking
    assert known(digest_of(key)) is None
    assert await refusal_of(key) == "This API key was revoked. Ask for a new one."


async def test_a_revocation_that_is_rolled_back_has_not_happened() -> None:
    key, row = await a_key()
    await caller_with(key)

    @transactional
    async def revoke_and_fail() -> None:
        await revoke_api_key(row.id, now=NOW)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await revoke_and_fail()
    assert (await caller_with(key)).identity == f"key:{row.prefix}"


async def test_a_key_expires_to_the_moment_though_it_is_known() -> None:
    key, _ = await a_key(expires_at=NOW + timedelta(seconds=60.05))
    assert await caller_with(key, now=NOW + timedelta(seconds=60))
    await asyncio.sleep(0.06)
    over = NOW + timedelta(seconds=60.06)
    assert await refusal_of(key, over) == "This API key has expired. Ask for a new one."


async def test_a_blocked_salesperson_calls_no_more() -> None:
    ada = await a_salesperson()
    key, _ = await a_key(Role.SALESPERSON, salesperson_id=ada.id)
    await caller_with(key)
    await update_salesperson(ada.id, {"is_blocked": True}, now=NOW)
    forget_keys()
    assert await refusal_of(key) == (
        "The salesperson of this API key is blocked. Ask for a key of somebody else."
    )


async def test_whoever_has_not_all_of_a_key_learns_nothing_about_it() -> None:
    key, row = await a_key()
    await revoke_api_key(row.id, now=NOW)
    guessed = key[:-1] + ("a" if key[-1] != "a" else "b")
    assert await refusal_of(guessed) == UNKNOWN
    assert await refusal_of("tb_0000000000_" + "x" * 40) == UNKNOWN


@pytest.mark.parametrize(
    "key", ["tb_", "tb_a_b", "tb_" + "x" * 5000, "tb_ABCDEFGHIJ_" + "x" * 40, "tb_\x00\udcff"]
)
async def test_what_has_not_the_form_of_a_key_costs_no_statement_and_no_memory(key: str) -> None:
    with counted_statements() as statements, pytest.raises(KeyRefused):
        await looked_up(key, "digest", own_only=True, now=NOW)
    assert len(statements) == 0
    assert recognizing._unknown == {}


async def test_guessing_fills_no_memory_and_pushes_no_key_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognizing, "MOST_UNKNOWN", 3)
    key, _ = await a_key()
    await caller_with(key)
    guesses = [f"tb_0000000000_{place:040}" for place in range(5)]
    for guess in guesses:
        await refusal_of(guess)
    with counted_statements() as statements:
        for guess in guesses[2:]:
            await refusal_of(guess)
        await caller_with(key)
    assert len(statements) == 0
    assert len(recognizing._unknown) == 3


async def test_only_so_many_keys_are_known_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognizing, "MOST_KNOWN", 2)
    keys = [(await a_key())[0] for _ in range(4)]
    for key in keys:
        await caller_with(key)
    assert list(recognizing._known) == [digest_of(key) for key in keys[2:]]


async def test_the_last_use_is_noted_once_a_minute() -> None:
    key, row = await a_key()
    seen = []
    for seconds in (0, 10, 59, 60, 61, 119):
        forget_keys()
        await caller_with(key, now=NOW + timedelta(seconds=seconds))
        await uses_written()
        last = (await ApiKey.get(id=row.id)).last_used_at
        assert last is not None
        seen.append((last - NOW).total_seconds())
    assert seen == [0, 0, 0, 60, 60, 60]


async def test_a_refused_key_was_not_used() -> None:
    key, row = await a_key()
    await revoke_api_key(row.id, now=NOW)
    await refusal_of(key)
    await uses_written()
    assert (await ApiKey.get(id=row.id)).last_used_at is None


@on_sqlite
async def test_noting_a_use_waits_for_nobody_who_writes(database: str) -> None:
    key, row = await a_key()
    with closing(sqlite3.connect(database.removeprefix("sqlite://"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        await caller_with(key)
        async with asyncio.timeout(5):
            await uses_written()
            assert (await ApiKey.get(id=row.id)).last_used_at is None
        other.execute("ROLLBACK")
    forget_keys()
    await caller_with(key)
    await uses_written()
    assert (await ApiKey.get(id=row.id)).last_used_at == NOW


@on_postgres
async def test_many_who_use_a_key_at_once_note_it_once() -> None:
    key, row = await a_key()
    with counted_statements() as statements:
        await asyncio.gather(*(caller_with(key) for _ in range(20)))
        await uses_written()
    assert sum("UPDATE" in text for text in statements.texts) == 1
    assert (await ApiKey.get(id=row.id)).last_used_at == NOW
