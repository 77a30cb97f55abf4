"""Who is calling, as this server knows them."""

from __future__ import annotations

from typing import Any

import strawberry
from strawberry.types import Info

from db import models
from schema.execution.batch import batch
from schema.graph.edges import to_one
from schema.graph.enums import CallerKind, Role, Scope
from schema.graph.needs import field, object_type


@object_type(needs=None)
class Viewer:
    """Who is calling, and what they may do."""

    name: str
    """What people call the caller: the name of the API key, or of whom the token was given to."""
    kind: CallerKind
    """How it is known who calls."""
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
    """The salesperson that the caller is: new interactions are theirs unless another one is named."""


@strawberry.type
class ViewerQuery:
    @field(needs=None)
    def viewer(self, info: Info) -> Viewer:
        """Who is calling."""
        return info.context.caller
