"""Making API keys and taking them back: inputs, payloads, mutations, and the list of them."""

from __future__ import annotations

from datetime import datetime

import strawberry
from strawberry.types import Info

from db import models
from db.api_keys import editing
from db.api_keys.finding import find_api_keys
from schema.api_keys.types import ApiKey
from schema.graph.edges import list_of
from schema.graph.enums import Role, Scope
from schema.graph.errors import ChangePayload, Payload, mutation
from schema.graph.ids import GlobalId
from schema.graph.inputs import ActionInput, input_values
from schema.graph.paging import Connection, Edge, edge_of


@strawberry.input
class CreateApiKeyInput(ActionInput):
    """A new API key."""

    name: str
    """What people will know the key by, at most 100 characters."""
    role: Role
    """The role of whoever calls with the key."""
    scopes: list[Scope] | None = strawberry.UNSET
    """Only these scopes of the role, at least one; left out or null: all of them."""
    salesperson_id: GlobalId[models.Salesperson] | None = strawberry.UNSET
    """The salesperson for whom the key calls, not a blocked one; left out or null: nobody."""
    expires_at: datetime | None = strawberry.UNSET
    """From when on the key is refused, a moment in the future; left out or null: never."""


@strawberry.type
class CreateApiKeyPayload(Payload):
    """The new API key."""

    api_key: ApiKey | None = None
    """The API key that was made."""
    api_key_edge: Edge[ApiKey] | None = None
    """The API key as an edge of `apiKeys`."""
    key: str | None = None
    """The key itself, to be sent as `Authorization: Bearer ...`. It is told only once: null in a replayed answer, and
    if the action was refused."""


@strawberry.input
class RevokeApiKeyInput(ActionInput):
    """An API key to take back."""

    api_key_id: GlobalId[models.ApiKey]
    """The API key to take back."""


@strawberry.type
class RevokeApiKeyPayload(ChangePayload):
    """The API key that opens nothing any more."""

    api_key: ApiKey | None = None
    """The API key. It stays in the list."""


@strawberry.type
class ApiKeysQuery:
    api_keys: Connection[ApiKey] | None = list_of(find_api_keys, needs=Scope.AUDIT_READ)
    """All API keys, the latest first, those that are over included."""


@strawberry.type
class ApiKeysMutation:
    @mutation(needs=Scope.CALLERS_WRITE)
    async def create_api_key(info: Info, input: CreateApiKeyInput) -> CreateApiKeyPayload:
        """Make an API key. It has no more rights than whoever makes it, and the key itself is in this one answer
        only."""
        created = await editing.create_api_key(
            **input_values(input), within=info.context.caller.scopes, now=info.context.now
        )
        return CreateApiKeyPayload(
            api_key=created.api_key,
            api_key_edge=edge_of(find_api_keys(), created.api_key),
            key=created.key,
        )

    @mutation(needs=Scope.CALLERS_WRITE)
    async def revoke_api_key(info: Info, input: RevokeApiKeyInput) -> RevokeApiKeyPayload:
        """Take an API key back. Every server refuses it within ten seconds."""
        revoked = await editing.revoke_api_key(**input_values(input), now=info.context.now)
        return RevokeApiKeyPayload(api_key=revoked.api_key, changed=revoked.changed)
