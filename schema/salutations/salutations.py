"""Salutations: the type, its inputs and payloads, its queries and mutations."""

from __future__ import annotations

from datetime import datetime

import strawberry
from strawberry.types import Info

from db import models
from db.salutations import salutations
from db.salutations.formulas import find_salutation_formulas
from db.salutations.salutations import SORTS, find_salutations
from db.sql.keyset_pages import Link
from schema.graph.edges import list_of, to_many
from schema.graph.enums import Scope
from schema.graph.errors import ChangePayload, Payload, mutation
from schema.graph.filters import CodeWhere
from schema.graph.found_by import found_by
from schema.graph.ids import GlobalId, Node, global_id, node
from schema.graph.inputs import ActionInput, RevisionCheckedInput, input_values
from schema.graph.listed import listed
from schema.graph.needs import field
from schema.graph.paging import Connection, Edge, edge_of
from schema.guards.available_actions import always_offered
from schema.guards.plain_actions import SalutationAction


@node(models.Salutation, needs=Scope.SETUP_READ)
class Salutation(Node):
    """Whom a greeting suits, such as a man, a woman or a company. How it reads is in its formulas."""

    revision: int
    """Grows with every change; give it as `expectedRevision` to change only what you have seen."""
    code: str
    """The key that people know, in upper case, at most 10 characters."""
    description: str
    """What it means, at most 100 characters."""
    created_at: datetime
    """When the salutation was created."""
    updated_at: datetime
    """When the salutation was last changed."""
    available_actions: list[SalutationAction] = always_offered(SalutationAction)
    """What the caller can do with it now."""
    formulas: Connection[models.SalutationFormula] = to_many(find_salutation_formulas, Link("salutation_id"))
    """How it reads, by language; the formal one before the informal one."""


@listed(models.Salutation, SORTS, default="by code", search="Finds by any part of code or description.")
class SalutationWhere(CodeWhere):
    """Which salutations; every field that is given must match, and null asks nothing."""


@strawberry.input(one_of=True)
class SalutationBy:
    """Exactly one of the keys of a salutation."""

    id: GlobalId[models.Salutation] | None = strawberry.UNSET
    """The id that the API gave."""
    code: str | None = strawberry.UNSET
    """The code that people know; upper and lower case do not matter."""


@strawberry.input
class CreateSalutationInput(ActionInput):
    """A new salutation."""

    code: str
    """The key that people know, at most 10 characters; kept in upper case."""
    description: str
    """What the salutation means, at most 100 characters."""


@strawberry.type
class CreateSalutationPayload(Payload):
    """The new salutation."""

    salutation: Salutation | None = None
    """The salutation that was created."""
    salutation_edge: Edge[Salutation] | None = None
    """The salutation as an edge of `salutations`."""


@strawberry.input
class UpdateSalutationInput(RevisionCheckedInput):
    """Changes of a salutation. What is left out stays."""

    salutation_id: GlobalId[models.Salutation]
    """The salutation to change."""
    code: str | None = strawberry.UNSET
    """The key that people know, at most 10 characters, kept in upper case; left out: it stays. Null is refused."""
    description: str | None = strawberry.UNSET
    """What the salutation means, at most 100 characters; left out: it stays. Null is refused."""


@strawberry.type
class UpdateSalutationPayload(ChangePayload):
    """The changed salutation."""

    salutation: Salutation | None = None
    """The salutation after the change."""


@strawberry.input
class DeleteSalutationInput(RevisionCheckedInput):
    """A salutation to delete, with its formulas. Refused while a contact has it."""

    salutation_id: GlobalId[models.Salutation]
    """The salutation to delete. Where it was a default of marketing setup, there is none afterwards."""


@strawberry.type
class DeleteSalutationPayload(Payload):
    """What was deleted."""

    deleted_salutation_id: strawberry.ID | None = None
    """The id of what was deleted; null if the action was refused."""


@strawberry.type
class SalutationsQuery:
    salutations: Connection[Salutation] | None = list_of(find_salutations, needs=Scope.SETUP_READ)
    """All salutations, by code unless ordered otherwise."""

    @field(needs=Scope.SETUP_READ)
    async def salutation(self, info: Info, by: SalutationBy) -> Salutation | None:
        """The salutation with a key; null if there is none."""
        return await found_by(models.Salutation, find_salutations, by, info)


@strawberry.type
class SalutationsMutation:
    @mutation(needs=Scope.SETUP_WRITE)
    async def create_salutation(info: Info, input: CreateSalutationInput) -> CreateSalutationPayload:
        """Create a salutation."""
        created = await salutations.create_salutation(input_values(input), now=info.context.now)
        return CreateSalutationPayload(
            salutation=created.salutation, salutation_edge=edge_of(find_salutations(), created.salutation)
        )

    @mutation(needs=Scope.SETUP_WRITE)
    async def update_salutation(info: Info, input: UpdateSalutationInput) -> UpdateSalutationPayload:
        """Change a salutation."""
        values = input_values(input)
        updated = await salutations.update_salutation(
            values.pop("salutation_id"),
            expected_revision=values.pop("expected_revision", None),
            values=values,
            now=info.context.now,
        )
        return UpdateSalutationPayload(salutation=updated.salutation, changed=updated.changed)

    @mutation(needs=Scope.SETUP_WRITE)
    async def delete_salutation(info: Info, input: DeleteSalutationInput) -> DeleteSalutationPayload:
        """Delete a salutation that no contact has."""
        deleted = await salutations.delete_salutation(**input_values(input))
        return DeleteSalutationPayload(deleted_salutation_id=global_id(deleted))
