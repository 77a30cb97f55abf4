"""Number series: the type, its inputs and payloads, its queries and mutations."""

from __future__ import annotations

from datetime import datetime

import strawberry
from strawberry.types import Info

from db import models, number_series
from db.number_series import SORTS, find_number_series
from schema.graph.edges import list_of
from schema.graph.enums import Scope
from schema.graph.errors import ChangePayload, Payload, mutation
from schema.graph.filters import CodeWhere
from schema.graph.ids import GlobalId, Node, global_id, node
from schema.graph.inputs import ActionInput, RevisionCheckedInput, input_values
from schema.graph.listed import listed
from schema.graph.paging import Connection, Edge, edge_of
from schema.guards.available_actions import always_offered
from schema.guards.plain_actions import NumberSeriesAction


@node(models.NumberSeries, needs=Scope.SETUP_READ)
class NumberSeries(Node):
    """How numbers that people read are made: a prefix and a count, such as SM00012."""

    revision: int
    """Grows with every change, but not when a number is taken."""
    code: str
    """The key that people know, in upper case, at most 20 characters."""
    description: str
    """What the numbers are for, at most 100 characters."""
    prefix: str
    """What every number begins with, in upper case; may be empty."""
    digits: int
    """How many digits follow, filled up with zeros, 1 to 15."""
    last_value: int
    """The count in the last number that was given."""
    allows_manual_numbers: bool
    """Whether a number may also be given by hand."""
    created_at: datetime
    """When the series was created."""
    updated_at: datetime
    """When the series was last changed."""
    available_actions: list[NumberSeriesAction] = always_offered(NumberSeriesAction)
    """What the caller can do with it now."""


@listed(models.NumberSeries, SORTS, default="by code", search="Finds by any part of code or description.")
class NumberSeriesWhere(CodeWhere):
    """Which number series; every field that is given must match, and null asks nothing."""


@strawberry.input
class CreateNumberSeriesInput(ActionInput):
    """A new number series."""

    code: str
    """The key that people know, at most 20 characters; kept in upper case."""
    description: str
    """What the numbers are for, at most 100 characters."""
    prefix: str | None = strawberry.UNSET
    """What every number begins with, at most 10 characters, kept in upper case; left out or null: nothing."""
    digits: int
    """How many digits follow the prefix, 1 to 15. Prefix and digits together make at most 20 characters."""
    last_value: int | None = strawberry.UNSET
    """The count to go on from, 0 or more: the first number is the one after it. It has no more digits than `digits`
    says. Left out or null: 0."""
    allows_manual_numbers: bool | None = strawberry.UNSET
    """Whether a number may also be given by hand; left out or null: true."""


@strawberry.type
class CreateNumberSeriesPayload(Payload):
    """The new number series."""

    number_series: NumberSeries | None = None
    """The series that was created."""
    number_series_edge: Edge[NumberSeries] | None = None
    """The number series as an edge of `numberSeries`."""


@strawberry.input
class UpdateNumberSeriesInput(RevisionCheckedInput):
    """Changes of a number series. What is left out stays. Numbers that were given keep their form."""

    number_series_id: GlobalId[models.NumberSeries]
    """The series to change."""
    code: str | None = strawberry.UNSET
    """The key that people know, at most 20 characters, kept in upper case; left out: it stays. Null is refused."""
    description: str | None = strawberry.UNSET
    """What the numbers are for, at most 100 characters; left out: it stays. Null is refused."""
    prefix: str | None = strawberry.UNSET
    """What every number begins with, at most 10 characters, kept in upper case; left out: it stays. Null: nothing."""
    digits: int | None = strawberry.UNSET
    """How many digits follow the prefix, 1 to 15; left out: it stays. Null is refused. Prefix and digits together
    make at most 20 characters."""
    last_value: int | None = strawberry.UNSET
    """The count to go on from, 0 or more, never lower than that of a number that was given, and with no more digits
    than `digits` says; left out: it stays. Null is refused."""
    allows_manual_numbers: bool | None = strawberry.UNSET
    """Whether a number may also be given by hand; left out: it stays. Null is refused."""


@strawberry.type
class UpdateNumberSeriesPayload(ChangePayload):
    """The changed number series."""

    number_series: NumberSeries | None = None
    """The series after the change."""


@strawberry.input
class DeleteNumberSeriesInput(RevisionCheckedInput):
    """A number series to delete. Refused with `IN_USE` while marketing setup takes numbers from it."""

    number_series_id: GlobalId[models.NumberSeries]
    """The series to delete. Numbers that it gave stay as they are."""


@strawberry.type
class DeleteNumberSeriesPayload(Payload):
    """What was deleted."""

    deleted_number_series_id: strawberry.ID | None = None
    """The id of what was deleted; null if the action was refused."""


@strawberry.type
class NumberSeriesQuery:
    number_series: Connection[NumberSeries] | None = list_of(find_number_series, needs=Scope.SETUP_READ)
    """All number series, by code unless ordered otherwise."""


@strawberry.type
class NumberSeriesMutation:
    @mutation(needs=Scope.SETUP_WRITE)
    async def create_number_series(info: Info, input: CreateNumberSeriesInput) -> CreateNumberSeriesPayload:
        """Create a number series. Marketing setup says what it is used for."""
        created = await number_series.create_number_series(input_values(input), now=info.context.now)
        return CreateNumberSeriesPayload(
            number_series=created.number_series,
            number_series_edge=edge_of(find_number_series(), created.number_series),
        )

    @mutation(needs=Scope.SETUP_WRITE)
    async def update_number_series(info: Info, input: UpdateNumberSeriesInput) -> UpdateNumberSeriesPayload:
        """Change a number series: what its next numbers look like, and where they go on."""
        values = input_values(input)
        updated = await number_series.update_number_series(
            values.pop("number_series_id"),
            expected_revision=values.pop("expected_revision", None),
            values=values,
            now=info.context.now,
        )
        return UpdateNumberSeriesPayload(number_series=updated.number_series, changed=updated.changed)

    @mutation(needs=Scope.SETUP_WRITE)
    async def delete_number_series(info: Info, input: DeleteNumberSeriesInput) -> DeleteNumberSeriesPayload:
        """Delete a number series that is not in use."""
        deleted = await number_series.delete_number_series(**input_values(input))
        return DeleteNumberSeriesPayload(deleted_number_series_id=global_id(deleted))
