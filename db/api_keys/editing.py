"""Creating and revoking API keys. A key can be read only when it is created."""

from __future__ import annotations

import hashlib
import secrets
import string
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from db.api_keys.recognizing import forgetting
from db.callers import SCOPES_OF, Role, Scope, narrowed
from db.errors import Code, Problems, not_found
from db.models import ApiKey, Salesperson
from db.writes.locking import held_rows, locked
from db.writes.names_in_messages import called
from db.writes.transactions import transactional
from db.writes.validation import checked, line, moment, optional, required

BEGINNING = "tb"
PREFIX_LENGTH = 10
SECRET_LENGTH = 40
PREFIX_LETTERS = string.ascii_lowercase + string.digits
SECRET_LETTERS = string.ascii_letters + string.digits
"""Only letters and digits, so that a double click selects the whole key: 40 of them are 238 bits."""

CHECKS = {"name": required(line(100)), "expires_at": optional(moment)}


@dataclass
class ApiKeyCreated:
    api_key: ApiKey | None
    key: str | None = field(default=None, metadata={"kept": False})
    """The key itself. Only the first answer has it: it is not stored under an idempotency key."""


@dataclass
class ApiKeyRevoked:
    api_key: ApiKey
    changed: bool


@transactional
async def create_api_key(
    name: str,
    role: Role,
    *,
    scopes: Collection[Scope] | None = None,
    salesperson_id: int | None = None,
    expires_at: datetime | None = None,
    within: Collection[Scope] = SCOPES_OF[Role.ADMIN],
    now: datetime,
) -> ApiKeyCreated:
    """A new key with all scopes of its role, or only the named ones; refused if one of them is not in `within`."""
    problems = Problems()
    fit = _named({"name": name, "expires_at": expires_at}, now, problems)
    _check_scopes(role, scopes, within, problems)
    await _check_salesperson(salesperson_id, problems)
    problems.refuse_if_any()
    prefix, key = _new_key()
    row = await ApiKey.create(
        name=fit["name"],
        role=role,
        scopes=None if scopes is None else " ".join(each for each in Scope if each in scopes),
        salesperson_id=salesperson_id,
        prefix=prefix,
        digest=digest_of(key),
        created_at=now,
        expires_at=fit["expires_at"],
    )
    return ApiKeyCreated(row, key)


def _named(values: dict[str, Any], now: datetime, problems: Problems) -> dict[str, Any]:
    """The name and the last moment of a key in their normal form."""
    fit = checked(values, CHECKS, problems)
    if fit.get("expires_at") is not None and fit["expires_at"] <= now:
        problems.add(Code.OUT_OF_RANGE, "That is over. Give a later moment, or none.", "expires_at")
    return fit


@forgetting
@transactional
async def revoke_api_key(api_key_id: int, *, now: datetime) -> ApiKeyRevoked:
    """Revoke a key: at once in this process, in others within ten seconds. It stays in the list of keys."""
    row: Any = await locked(ApiKey, api_key_id, None, "api_key_id")  # type: ignore[type-var]
    if row.revoked_at is not None:
        return ApiKeyRevoked(row, changed=False)
    row.revoked_at = now
    await row.save(update_fields=["revoked_at"])
    return ApiKeyRevoked(row, changed=True)


def digest_of(key: str) -> str:
    """The digest that is stored of a key. SHA-256 is enough, because the key is long and random."""
    return hashlib.sha256(key.encode()).hexdigest()


def _new_key() -> tuple[str, str]:
    prefix = _random(PREFIX_LETTERS, PREFIX_LENGTH)
    return prefix, f"{BEGINNING}_{prefix}_{_random(SECRET_LETTERS, SECRET_LENGTH)}"


def _random(letters: str, length: int) -> str:
    return "".join(secrets.choice(letters) for _ in range(length))


def _check_scopes(
    role: Role, scopes: Collection[Scope] | None, within: Collection[Scope], problems: Problems
) -> None:
    rights = narrowed(role, scopes)
    if beyond := [each for each in Scope if each in rights and each not in within]:
        message = f"A key has no more rights than whoever makes it. You do not have: {', '.join(beyond)}."
        problems.add(Code.INVALID, message, "scopes")
    if scopes is None:
        return
    if not scopes:
        problems.add(
            Code.REQUIRED, "Name at least one scope, or leave scopes out for all of the role.", "scopes"
        )
    if beyond := [each for each in Scope if each in scopes and each not in SCOPES_OF[role]]:
        own = ", ".join(each for each in Scope if each in SCOPES_OF[role])
        problems.add(Code.INVALID, f"{role} does not have {', '.join(beyond)}. It has: {own}.", "scopes")


async def _check_salesperson(salesperson_id: int | None, problems: Problems) -> None:
    if salesperson_id is None:
        return
    row = (await held_rows(Salesperson, [salesperson_id])).get(salesperson_id)
    if row is None:
        problems.append(not_found("salesperson", salesperson_id, "salesperson_id"))
    elif row.is_blocked:
        message = (
            f"{called(row)} is blocked, and a key of theirs would open nothing. Choose another salesperson."
        )
        problems.add(Code.SALESPERSON_BLOCKED, message, "salesperson_id")
