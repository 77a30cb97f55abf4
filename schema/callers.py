"""Whoever called: who made, logged, canceled or said something, and who is calling now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import strawberry

from db import models
from db.callers import Caller as Calling
from schema.execution.batch import batch
from schema.graph.edges import to_one
from schema.graph.enums import CallerKind
from schema.graph.ids import show_rows_of
from schema.graph.needs import object_type


@object_type(needs=None)
class Caller:
    """Who did something: a person who signed in, a program with an API key, or somebody at the server itself."""

    kind: CallerKind
    """How it was known who called."""
    name: str
    """What the caller is called, at most 200 characters: the name of the API key, or of whom a token was given to."""

    @strawberry.field
    @batch(reads="identity")
    def key(parents: list[Any]) -> list[str]:
        """The identity of the caller, which never changes, at most 300 characters.

        `local` is whoever calls from the machine of the server, `cli` its command line, `key:` and a prefix an API
        key, `token:` with issuer and subject a person who signed in, `name:` somebody of whom a name is all that
        was kept.
        """
        return [parent.identity for parent in parents]

    salesperson: models.Salesperson | None = to_one("salesperson_id", models.Salesperson)
    """The salesperson for whom the caller works; null: for none, or one that was deleted since."""
    api_key: models.ApiKey | None = to_one("api_key_id", models.ApiKey)
    """The API key that was called with; null if it was none."""


show_rows_of(models.KnownCaller, Caller)


@dataclass(frozen=True, slots=True)
class Described:
    """A caller of whom no row is shown, with what a row would say."""

    identity: str
    kind: str
    name: str
    salesperson_id: int | None
    api_key_id: int | None


async def described(callers: list[Calling]) -> list[Described]:
    """Callers as they are now, with the API keys that they call with."""
    keys = await _api_keys([each.identity for each in callers if each.kind is CallerKind.API_KEY])
    return [
        Described(each.identity, each.kind.value, each.name, each.salesperson_id, keys.get(each.identity))
        for each in callers
    ]


async def described_then(entries: list[models.AuditEntry]) -> list[Described]:
    """Callers of the audit log: what they were called then, and for whom they work now."""
    identities = list({each.caller for each in entries})
    rows = {row.identity: row for row in await models.KnownCaller.filter(identity__in=identities)}
    return [
        Described(
            each.caller,
            each.caller_kind,
            each.caller_name,
            rows[each.caller].salesperson_id if each.caller in rows else None,
            rows[each.caller].api_key_id if each.caller in rows else None,
        )
        for each in entries
    ]


async def _api_keys(identities: list[str]) -> dict[str, int]:
    if not identities:
        return {}
    prefixes = [each.removeprefix("key:") for each in identities]
    return {f"key:{row.prefix}": row.id for row in await models.ApiKey.filter(prefix__in=prefixes)}
