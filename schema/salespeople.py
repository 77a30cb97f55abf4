"""Salespeople: the type, its inputs and payloads, its queries and mutations."""

from __future__ import annotations

from datetime import datetime

import strawberry
from strawberry.types import Info

from db import models, salespeople
from db.campaigns.finding import find_campaigns
from db.contacts.finding import find_contacts
from db.interactions.finding import POSTPONED_SORTS, find_interactions, find_postponed_interactions
from db.salespeople import SORTS, find_salespeople
from db.segments.finding import find_segments
from db.sql.keyset_pages import Link
from schema.graph.edges import list_of, to_many
from schema.graph.enums import Scope
from schema.graph.errors import ChangePayload, Payload, mutation
from schema.graph.filters import RowWhere, StringWhere
from schema.graph.ids import GlobalId, Node, global_id, node
from schema.graph.inputs import ActionInput, RevisionCheckedInput, input_values
from schema.graph.listed import listed
from schema.graph.paging import Connection, Edge, edge_of
from schema.guards.available_actions import always_offered
from schema.guards.plain_actions import SalespersonAction
from schema.interactions.periods import InteractionStatisticsPeriod, periods_field_by
from schema.interactions.statistics import InteractionStatistics, statistics_field_by


@node(models.Salesperson, needs=Scope.SETUP_READ)
class Salesperson(Node):
    """Who is responsible for contacts, segments and interactions."""

    revision: int
    """Grows with every change; give it as `expectedRevision` to change only what you have seen."""
    code: str
    """The key that people know, in upper case, at most 20 characters."""
    name: str
    """The full name, at most 100 characters."""
    email: str | None
    """The e-mail address; null: none is known."""
    phone: str | None
    """The telephone number in international form (E.164); null: none is known."""
    job_title: str | None
    """What this person is in the company; null: unknown."""
    is_blocked: bool
    """Whether this salesperson can no longer be chosen."""
    created_at: datetime
    """When the salesperson was created."""
    updated_at: datetime
    """When the salesperson was last changed."""
    available_actions: list[SalespersonAction] = always_offered(SalespersonAction)
    """What the caller can do with it now."""
    contacts: Connection[models.Contact] | None = to_many(find_contacts, Link("salesperson_id"))
    """The contacts that this salesperson is responsible for, by number."""
    interactions: Connection[models.Interaction] | None = to_many(find_interactions, Link("salesperson_id"))
    """The entries of the log in this salesperson's name, the latest first."""
    postponed_interactions: Connection[models.Interaction] | None = to_many(
        find_postponed_interactions, Link("salesperson_id"), sorts=POSTPONED_SORTS
    )
    """The interactions that this salesperson has still to finish, the last postponed first."""
    segments: Connection[models.Segment] | None = to_many(find_segments, Link("salesperson_id"))
    """The segments that this salesperson is responsible for, by number."""
    statistics: InteractionStatistics | None = statistics_field_by("salesperson_id")
    """What the logged entries in this salesperson's name amount to."""
    statistics_by: list[InteractionStatisticsPeriod] | None = periods_field_by("salesperson_id")
    """What the logged entries in this salesperson's name amount to over time: the earliest period first, those without
    an entry left out; at most 10,000 in all rows of a page."""
    campaigns: Connection[models.Campaign] | None = to_many(find_campaigns, Link("salesperson_id"))
    """The campaigns that this salesperson is responsible for, by number."""


@listed(models.Salesperson, SORTS, default="by code", search="Finds by any part of code or name.")
class SalespersonWhere(RowWhere):
    """Which salespeople; every field that is given must match, and null asks nothing."""

    code: StringWhere | None = strawberry.UNSET
    """By code."""
    name: StringWhere | None = strawberry.UNSET
    """By name."""
    is_blocked: bool | None = strawberry.UNSET
    """True: only blocked salespeople; false: only others."""


@strawberry.input
class CreateSalespersonInput(ActionInput):
    """A new salesperson."""

    code: str
    """The key that people know, at most 20 characters; kept in upper case."""
    name: str
    """The full name, at most 100 characters."""
    email: str | None = strawberry.UNSET
    """The e-mail address, at most 254 characters; left out or null: none."""
    phone: str | None = strawberry.UNSET
    """The telephone number with + and the country code, at most 40 characters; left out or null: none."""
    job_title: str | None = strawberry.UNSET
    """What this person is in the company, at most 100 characters; left out or null: nothing is said."""


@strawberry.type
class CreateSalespersonPayload(Payload):
    """The new salesperson."""

    salesperson: Salesperson | None = None
    """The salesperson that was created."""
    salesperson_edge: Edge[Salesperson] | None = None
    """The salesperson as an edge of `salespeople`."""


@strawberry.input
class UpdateSalespersonInput(RevisionCheckedInput):
    """Changes of a salesperson. What is left out stays; null clears, or is refused where the field says so."""

    salesperson_id: GlobalId[models.Salesperson]
    """The salesperson to change."""
    code: str | None = strawberry.UNSET
    """The key that people know, at most 20 characters, kept in upper case; left out: it stays. Null is refused."""
    name: str | None = strawberry.UNSET
    """The full name, at most 100 characters; left out: it stays. Null is refused."""
    email: str | None = strawberry.UNSET
    """The e-mail address, at most 254 characters; left out: it stays. Null: none."""
    phone: str | None = strawberry.UNSET
    """The telephone number with + and the country code, at most 40 characters; left out: it stays. Null: none."""
    job_title: str | None = strawberry.UNSET
    """What this person is in the company, at most 100 characters; left out: it stays. Null: nothing is said."""
    is_blocked: bool | None = strawberry.UNSET
    """Whether this salesperson can no longer be chosen; left out: it stays. Null is refused."""


@strawberry.type
class UpdateSalespersonPayload(ChangePayload):
    """The changed salesperson."""

    salesperson: Salesperson | None = None
    """The salesperson after the change."""


@strawberry.input
class DeleteSalespersonInput(RevisionCheckedInput):
    """A salesperson to delete. Refused while anything names this salesperson, who can be blocked instead."""

    salesperson_id: GlobalId[models.Salesperson]
    """The salesperson to delete."""


@strawberry.type
class DeleteSalespersonPayload(Payload):
    """What was deleted."""

    deleted_salesperson_id: strawberry.ID | None = None
    """The id of what was deleted; null if the action was refused."""


@strawberry.type
class SalespeopleQuery:
    salespeople: Connection[Salesperson] = list_of(find_salespeople, needs=Scope.SETUP_READ)
    """All salespeople, by code unless ordered otherwise."""


@strawberry.type
class SalespeopleMutation:
    @mutation(needs=Scope.SETUP_WRITE)
    async def create_salesperson(info: Info, input: CreateSalespersonInput) -> CreateSalespersonPayload:
        """Create a salesperson."""
        created = await salespeople.create_salesperson(input_values(input), now=info.context.now)
        return CreateSalespersonPayload(
            salesperson=created.salesperson, salesperson_edge=edge_of(find_salespeople(), created.salesperson)
        )

    @mutation(needs=Scope.SETUP_WRITE)
    async def update_salesperson(info: Info, input: UpdateSalespersonInput) -> UpdateSalespersonPayload:
        """Change a salesperson."""
        values = input_values(input)
        updated = await salespeople.update_salesperson(
            values.pop("salesperson_id"),
            expected_revision=values.pop("expected_revision", None),
            values=values,
            now=info.context.now,
        )
        return UpdateSalespersonPayload(salesperson=updated.salesperson, changed=updated.changed)

    @mutation(needs=Scope.SETUP_WRITE)
    async def delete_salesperson(info: Info, input: DeleteSalespersonInput) -> DeleteSalespersonPayload:
        """Delete a salesperson whom nothing names."""
        deleted = await salespeople.delete_salesperson(**input_values(input))
        return DeleteSalespersonPayload(deleted_salesperson_id=global_id(deleted))
