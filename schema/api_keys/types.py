"""API keys: the type."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import strawberry
from strawberry.types import Info

from db import models
from db.api_keys.finding import SORTS, scopes_of
from schema.execution.batch import batch
from schema.graph.edges import to_one
from schema.graph.enums import Role, Scope
from schema.graph.filters import DateTimeWhere, StringWhere, WhichIds
from schema.graph.ids import Node, node
from schema.graph.listed import listed
from schema.graph.paging import Direction
from schema.guards.available_actions import offered


@strawberry.enum
class ApiKeyAction(StrEnum):
    """What can be done with an API key."""

    REVOKE = "REVOKE"
    """Take the API key back, for good: `revokeApiKey`."""


@node(models.ApiKey, needs=Scope.AUDIT_READ)
class ApiKey(Node):
    """An API key, with which a program calls. The secret stands only in the first answer of `createApiKey`."""

    name: str
    """What people know it by, at most 100 characters."""
    prefix: str
    """The part of the key that is no secret: `tb_`, this, another `_`, and the secret."""
    role: Role
    """What whoever calls with it is to the company."""
    created_at: datetime
    """When it was made."""
    expires_at: datetime | None
    """When it ends; null: never."""
    revoked_at: datetime | None
    """When it was taken back; null: it was not."""
    last_used_at: datetime | None
    """When it was last used, give or take a minute or two; null: it never was."""

    @strawberry.field
    @batch(reads=("role", "scopes"))
    def scopes(parents: list[Any]) -> list[list[Scope]]:
        """The rights of the key: all of its role, or some."""
        return [scopes_of(parent) for parent in parents]

    @strawberry.field
    @batch(reads="revoked_at")
    def available_actions(parents: list[models.ApiKey], info: Info) -> list[list[ApiKeyAction]]:
        """What the caller can do with it now."""
        return offered([[ApiKeyAction.REVOKE] if each.revoked_at is None else [] for each in parents], info)

    salesperson: models.Salesperson | None = to_one("salesperson_id")
    """The salesperson that it calls for; null: for nobody."""


@listed(models.ApiKey, SORTS, default="the latest first", direction=Direction.DESC)
class ApiKeyWhere:
    """Which API keys; every field that is given must match, and null asks nothing."""

    prefix: StringWhere | None = strawberry.UNSET
    """By the part of the key that is no secret; upper and lower case do not matter."""
    role: list[Role] | None = strawberry.UNSET
    """By role: one of these; an empty list matches nothing."""
    salesperson: WhichIds[models.Salesperson] | None = strawberry.UNSET
    """API keys that call for one of these salespeople; `isNull: true`: those that call for nobody."""
    created_at: DateTimeWhere | None = strawberry.UNSET
    """By the moment at which it was created."""
    expires_at: DateTimeWhere | None = strawberry.UNSET
    """By the moment at which it expires; `isNull: true`: those that never do."""
    revoked_at: DateTimeWhere | None = strawberry.UNSET
    """By the moment at which it was taken back; `isNull: true`: those that were not."""
    last_used_at: DateTimeWhere | None = strawberry.UNSET
    """By the moment of its last use; `isNull: true`: those never used."""
