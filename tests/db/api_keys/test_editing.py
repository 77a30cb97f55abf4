"""Making API keys and taking them back."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from typing import Any

import pytest

from db.api_keys.editing import create_api_key, revoke_api_key
from db.api_keys.finding import all_api_keys, api_key_with, codes_of, salesperson_with, scopes_of
from db.callers import SCOPES_OF, Role, Scope
from db.engine.database import connection
from db.errors import Code
from db.models import ApiKey
from db.salespeople import delete_salesperson, update_salesperson
from tests.builders import a_salesperson
from tests.conftest import NOW
from tests.refusals import refused

LATER = NOW + timedelta(hours=1)


async def test_a_key_has_a_prefix_to_see_and_a_secret_that_is_not_kept() -> None:
    created = await create_api_key("  Web shop ", Role.MARKETER, now=NOW)
    assert created.key is not None and created.api_key is not None
    shaped = re.fullmatch(r"tb_([a-z0-9]{10})_[A-Za-z0-9]{40}", created.key)
    assert shaped is not None
    row = await ApiKey.get(id=created.api_key.id)
    assert (row.prefix, row.name, row.role) == (shaped[1], "Web shop", Role.MARKETER)
    assert row.digest == hashlib.sha256(created.key.encode()).hexdigest()
    assert (row.created_at, row.expires_at, row.revoked_at, row.last_used_at) == (NOW, None, None, None)
    assert created.key.rpartition("_")[2] not in str(
        await connection().execute_query_dict("SELECT * FROM api_key")
    )


async def test_no_two_keys_are_alike() -> None:
    keys = {(await create_api_key("Key", Role.READER, now=NOW)).key for _ in range(20)}
    assert len(keys) == 20


async def test_a_key_has_the_rights_of_its_role_or_some_of_them() -> None:
    whole = await create_api_key("Whole", Role.READER, now=NOW)
    wanted = [Scope.SEGMENTS_READ, Scope.CONTACTS_READ, Scope.SEGMENTS_READ]
    narrow = await create_api_key("Narrow", Role.READER, scopes=wanted, now=NOW)
    assert whole.api_key and narrow.api_key
    assert set(scopes_of(whole.api_key)) == SCOPES_OF[Role.READER]
    assert narrow.api_key.scopes == "contacts:read segments:read"
    assert scopes_of(narrow.api_key) == [Scope.CONTACTS_READ, Scope.SEGMENTS_READ]


@pytest.mark.parametrize(
    ("values", "code", "path"),
    [
        ({"name": " "}, Code.REQUIRED, "name"),
        ({"name": "x" * 101}, Code.TOO_LONG, "name"),
        ({"name": "a\nb"}, Code.INVALID, "name"),
        ({"scopes": []}, Code.REQUIRED, "scopes"),
        ({"scopes": [Scope.CONTACTS_READ, Scope.CONTACTS_WRITE]}, Code.INVALID, "scopes"),
        ({"expires_at": NOW}, Code.OUT_OF_RANGE, "expires_at"),
        ({"expires_at": NOW.replace(year=2300)}, Code.OUT_OF_RANGE, "expires_at"),
        ({"salesperson_id": 4711}, Code.NOT_FOUND, "salesperson_id"),
    ],
)
async def test_a_key_that_would_make_no_sense_is_refused(
    values: dict[str, Any], code: Code, path: str
) -> None:
    with refused((code, path)):
        await create_api_key(**{"name": "Key", "role": Role.READER, "now": NOW, **values})
    assert await all_api_keys() == []


async def test_a_scope_beyond_the_role_is_named_with_those_that_it_has() -> None:
    with refused((Code.INVALID, "scopes")) as caught:
        await create_api_key("Key", Role.READER, scopes=[Scope.AUDIT_READ, Scope.SETUP_READ], now=NOW)
    assert caught.value.problems[0].message.startswith(
        "READER does not have audit:read. It has: contacts:read, "
    )


async def test_a_key_belongs_to_a_salesperson_who_is_not_blocked() -> None:
    ada = await a_salesperson(code="AH")
    created = await create_api_key("Ada", Role.SALESPERSON, salesperson_id=ada.id, now=NOW)
    assert created.api_key and created.api_key.salesperson_id == ada.id
    assert await codes_of(await all_api_keys()) == {ada.id: "AH"}
    await update_salesperson(ada.id, {"is_blocked": True}, now=NOW)
    with refused((Code.SALESPERSON_BLOCKED, "salesperson_id")):
        await create_api_key("Ada", Role.SALESPERSON, salesperson_id=ada.id, now=NOW)


async def test_a_salesperson_with_a_key_is_not_deleted() -> None:
    ada = await a_salesperson()
    await create_api_key("Ada", Role.SALESPERSON, salesperson_id=ada.id, now=NOW)
    with refused((Code.IN_USE, "salesperson_id")):
        await delete_salesperson(ada.id)


async def test_a_revoked_key_stays_in_the_list() -> None:
    created = await create_api_key("Key", Role.READER, now=NOW)
    assert created.api_key is not None
    revoked = await revoke_api_key(created.api_key.id, now=LATER)
    assert (revoked.api_key.revoked_at, revoked.changed) == (LATER, True)
    again = await revoke_api_key(created.api_key.id, now=LATER + timedelta(hours=1))
    assert (again.api_key.revoked_at, again.changed) == (LATER, False)
    assert [key.revoked_at for key in await all_api_keys()] == [LATER]
    with refused((Code.NOT_FOUND, "api_key_id")):
        await revoke_api_key(4711, now=LATER)


async def test_a_key_is_found_by_its_prefix_however_much_of_it_is_given() -> None:
    created = await create_api_key("Key", Role.READER, now=NOW)
    assert created.api_key and created.key
    prefix = created.api_key.prefix
    for named in (prefix, f" {prefix.upper()} ", f"tb_{prefix}", created.key):
        assert (await api_key_with(named)).id == created.api_key.id
    with refused((Code.NOT_FOUND, "prefix")):
        await api_key_with("tb_0000000000_secret")


async def test_a_salesperson_is_found_by_code() -> None:
    ada = await a_salesperson(code="AH")
    assert (await salesperson_with(" ah")).id == ada.id
    with refused((Code.NOT_FOUND, "salesperson")):
        await salesperson_with("XX")
