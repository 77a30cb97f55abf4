"""API keys: the type, its inputs and payloads, its query and mutations."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry
from strawberry.types import Info

from db import models
from db.api_keys import editing
from db.api_keys.finding import find_api_keys, scopes_of
from db.callers import Scope
from schema.edges import list_of, to_one
from schema.errors import Payload, mutation
from schema.execution.batch import batch
from schema.ids import Node, node
from schema.inputs import ActionInput, given
from schema.paging import Connection, Edge, edge_of
from schema.vocabulary import Role


@node(models.ApiKey)
class ApiKey(Node):
    """What a program calls with. The key itself is told once, when it is made."""

    name: str
    """What people know it by, at most 100 characters."""
    prefix: str
    """The part of the key that is no secret: `tb_`, this, another `_`, and the secret."""
    role: Role
    """What whoever calls with it is to the company."""
    created_at: datetime
    """When it was made."""
    expires_at: datetime | None
    """When it ends; empty: never."""
    revoked_at: datetime | None
    """When it was taken back."""
    last_used_at: datetime | None
    """When it was last used, give or take a minute or two."""

    @strawberry.field
    @batch(reads=("role", "scopes"))
    def scopes(parents: list[Any]) -> list[list[Scope]]:
        """Its rights: those of its role, or some of them."""
        return [scopes_of(parent) for parent in parents]

    salesperson: models.Salesperson | None = to_one("salesperson_id")
    """The salesperson that it calls for."""


@strawberry.input
class CreateApiKeyInput(ActionInput):
    """A new API key."""

    name: str
    """What people will know it by, at most 100 characters."""
    role: Role
    """What whoever calls with it is to the company."""
    scopes: list[Scope] | None = strawberry.UNSET
    """Only these rights of the role. Default: all of them."""
    salesperson_id: strawberry.ID | None = strawberry.UNSET
    """The salesperson that it calls for, not a blocked one."""
    expires_at: datetime | None = strawberry.UNSET
    """When it ends. Default: never."""


@strawberry.type
class CreateApiKeyPayload(Payload):
    """The new API key."""

    api_key: ApiKey | None = None
    """The API key that was made."""
    api_key_edge: Edge[ApiKey] | None = None
    """Its place in `apiKeys`."""
    key: str | None = None
    """The key itself, to be sent as `Authorization: Bearer ...`. It is told only now, and in no replayed answer."""


@strawberry.input
class RevokeApiKeyInput(ActionInput):
    """An API key to take back."""

    api_key_id: strawberry.ID
    """The API key to take back."""


@strawberry.type
class RevokeApiKeyPayload(Payload):
    """The API key that opens nothing any more."""

    api_key: ApiKey | None = None
    """The API key. It stays in the list."""
    changed: bool = False
    """Whether it was good before."""


@strawberry.type
class ApiKeysQuery:
    api_keys: Connection[ApiKey] = list_of(find_api_keys)
    """All API keys, the latest first, those that are over included."""


@strawberry.type
class ApiKeysMutation:
    @mutation
    async def create_api_key(info: Info, input: CreateApiKeyInput) -> CreateApiKeyPayload:
        """Make an API key. It has no more rights than whoever makes it."""
        created = await editing.create_api_key(
            **given(input), within=info.context.caller.scopes, now=info.context.now
        )
        return CreateApiKeyPayload(
            api_key=created.api_key,
            api_key_edge=edge_of(find_api_keys(), created.api_key),
            key=created.key,
        )

    @mutation
    async def revoke_api_key(info: Info, input: RevokeApiKeyInput) -> RevokeApiKeyPayload:
        """Take an API key back. Every server refuses it within ten seconds."""
        revoked = await editing.revoke_api_key(**given(input), now=info.context.now)
        return RevokeApiKeyPayload(api_key=revoked.api_key, changed=revoked.changed)
