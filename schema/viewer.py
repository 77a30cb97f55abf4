"""Who is calling, as this server knows them."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any

import strawberry
from strawberry.types import Info

from db import models
from schema.callers import Caller, described
from schema.execution.batch import batch
from schema.graph.edges import to_one
from schema.graph.enums import Role, Scope
from schema.graph.needs import field, object_type


@object_type(needs=None)
class Viewer:
    """Who is calling, and what they may do."""

    @strawberry.field
    @batch(reads="identity")
    def id(parents: list[Any]) -> list[strawberry.ID]:
        """The same for every request of a caller, so that a cache holds it once. `node` does not find it."""
        return [_id_of(parent.identity) for parent in parents]

    @strawberry.field
    @batch(reads="identity")
    async def caller(parents: list[Any]) -> list[Caller]:
        """Who is calling, as others see it where the caller made something."""
        return await described(parents)  # type: ignore[return-value]

    role: Role
    """What the caller is to the company."""
    sees_only_own: bool
    """Whether the caller sees no contacts and interactions but those of its salesperson."""

    @strawberry.field
    @batch(reads="scopes")
    def scopes(parents: list[Any]) -> list[list[Scope]]:
        """The rights of the caller: those of the role, or some of them."""
        return [[each for each in Scope if each in parent.scopes] for parent in parents]

    salesperson: models.Salesperson | None = to_one("salesperson_id", models.Salesperson)
    """The salesperson that the caller is: new interactions are theirs unless another one is named. Null: none."""


def _id_of(identity: str) -> strawberry.ID:
    digest = sha256(f"Viewer:{identity}".encode()).digest()
    return strawberry.ID(urlsafe_b64encode(digest[:18]).decode())


@strawberry.type
class ViewerQuery:
    @field(needs=None)
    def viewer(self, info: Info) -> Viewer:
        """Who is calling."""
        return info.context.caller
