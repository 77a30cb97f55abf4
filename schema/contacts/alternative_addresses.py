"""Alternative addresses of contacts: the type, its inputs and payloads, and its mutations."""

from __future__ import annotations

from datetime import date, datetime

import strawberry
from strawberry.types import Info

from db import models
from db.contacts import alternative_addresses
from db.contacts.address_periods import periods_of
from db.contacts.alternative_addresses import SORTS, active_addresses, find_alternative_addresses
from db.sql.loaders import rows_by_id
from schema.contacts.postal_addresses import PostalAddress, PostalAddressInput, address_field
from schema.execution.batch import batch
from schema.execution.selections import from_selection
from schema.graph.edges import to_one
from schema.graph.enums import Scope
from schema.graph.errors import ChangePayload, Payload, mutation
from schema.graph.filters import RowWhere, StringWhere
from schema.graph.ids import GlobalId, Node, encoded, node
from schema.graph.inputs import ActionInput, RevisionCheckedInput, input_values
from schema.graph.listed import listed
from schema.graph.needs import object_type
from schema.graph.paging import Edge, edge_of, reads_of_rows
from schema.guards.available_actions import always_offered
from schema.guards.plain_actions import AlternativeAddressAction


@object_type(needs=Scope.CONTACTS_READ)
class AlternativeAddressPeriod:
    """A time in which an alternative address is in force."""

    starts_on: date
    """The first day."""
    ends_on: date | None
    """The last day; null: for good."""


@node(models.AlternativeAddress, needs=Scope.CONTACTS_READ)
class AlternativeAddress(Node):
    """Where else a contact is to be found, at certain times: a summer house, a branch, a post office box."""

    revision: int
    """Grows with every change, of its periods too; give it as `expectedRevision` to change only what you have
    seen."""
    code: str
    """The key that people know, in upper case, at most 20 characters; a contact has each once."""
    name: str | None
    """Who or what is to be found there, at most 100 characters; null: nobody said."""
    address: PostalAddress = address_field()
    """Where post goes while it is in force; all parts are null if it is only for telephone or e-mail."""
    phone: str | None
    """The telephone number in international form (E.164); null: none there."""
    email: str | None
    """The e-mail address; null: none there."""
    created_at: datetime
    """When the address was added."""
    updated_at: datetime
    """When the address or one of its periods was last changed."""
    available_actions: list[AlternativeAddressAction] = always_offered(AlternativeAddressAction)
    """What the caller can do with it now."""
    contact: models.Contact = to_one("contact_id")
    """The contact that has this address."""

    @strawberry.field
    @batch(reads="id")
    async def periods(parents: list[models.AlternativeAddress]) -> list[list[AlternativeAddressPeriod]]:
        """When the address is in force, in the order of the calendar, at most 100; without any it never is."""
        found = await periods_of([parent.id for parent in parents])
        return [found.get(parent.id, []) for parent in parents]  # type: ignore[misc]


async def active_below(
    contacts: list[models.Contact], info: Info, day: date
) -> list[models.AlternativeAddress | None]:
    """The address of each contact that is in force on a day."""
    active = await active_addresses([contact.id for contact in contacts], day)
    columns = from_selection(info, reads_of_rows)
    rows = await rows_by_id(models.AlternativeAddress, active.values(), columns)
    return [rows.get(active.get(contact.id, 0)) for contact in contacts]


@strawberry.input
class AlternativeAddressPeriodInput:
    """A time in which an alternative address is in force, in days of the calendar; the first and the last day belong
    to it."""

    starts_on: date
    """The first day, 1900 to 2199."""
    ends_on: date | None = strawberry.UNSET
    """The last day, not before the first; left out or null: for good."""


@listed(models.AlternativeAddress, SORTS, default="by code")
class AlternativeAddressWhere(RowWhere):
    """Which alternative addresses; every field that is given must match, and null asks nothing."""

    code: StringWhere | None = strawberry.UNSET
    """By code."""


@strawberry.input
class AlternativeAddressValues:
    """What may be said of an alternative address, new or old."""

    name: str | None = strawberry.UNSET
    """Who or what is to be found there, at most 100 characters; null: nothing is said."""
    address: PostalAddressInput | None = strawberry.UNSET
    """Where post goes while it is in force. Of the parts, those that are left out stay; null clears all of them."""
    phone: str | None = strawberry.UNSET
    """The telephone number, with + and the country code, or as written in the country of this address, else in that
    of the contact; at most 40 characters. Null: none."""
    email: str | None = strawberry.UNSET
    """The e-mail address, at most 254 characters; null: none."""
    periods: list[AlternativeAddressPeriodInput] | None = strawberry.UNSET
    """When the address is in force: at most 100 periods without a day in common, which take the place of all that
    there were. Null or an empty list: never. Left out: a new address never, another as before."""


@strawberry.input
class CreateAlternativeAddressInput(AlternativeAddressValues, ActionInput):
    """An alternative address for a contact."""

    contact_id: GlobalId[models.Contact]
    """The contact that gets the address."""
    code: str
    """A key for people, at most 20 characters, kept in upper case; a contact has each once."""


@strawberry.type
class CreateAlternativeAddressPayload(Payload):
    """The new alternative address."""

    alternative_address: AlternativeAddress | None = None
    """The address that was added."""
    alternative_address_edge: Edge[AlternativeAddress] | None = None
    """The alternative address as an edge of the `alternativeAddresses` of the contact."""
    contact: models.Contact | None = None
    """The contact."""


@strawberry.input
class UpdateAlternativeAddressInput(AlternativeAddressValues, RevisionCheckedInput):
    """Changes of an alternative address. What is left out stays; null clears, or is refused where the field says so."""

    alternative_address_id: GlobalId[models.AlternativeAddress]
    """The address to change."""
    code: str | None = strawberry.UNSET
    """A key for people, at most 20 characters, kept in upper case; a contact has each once. Left out: it stays. Null
    is refused."""


@strawberry.type
class UpdateAlternativeAddressPayload(ChangePayload):
    """The changed alternative address."""

    alternative_address: AlternativeAddress | None = None
    """The address after the change."""
    contact: models.Contact | None = None
    """The contact that has the address."""


@strawberry.input
class DeleteAlternativeAddressInput(RevisionCheckedInput):
    """An alternative address to delete with its periods."""

    alternative_address_id: GlobalId[models.AlternativeAddress]
    """The address to delete."""


@strawberry.type
class DeleteAlternativeAddressPayload(Payload):
    """What was deleted."""

    deleted_alternative_address_id: strawberry.ID | None = None
    """The id of what was deleted; null if the action was refused."""
    contact: models.Contact | None = None
    """The contact that had the address."""


@strawberry.type
class AlternativeAddressesMutation:
    @mutation(needs=Scope.CONTACTS_WRITE)
    async def create_alternative_address(
        info: Info, input: CreateAlternativeAddressInput
    ) -> CreateAlternativeAddressPayload:
        """Add an alternative address to a contact."""
        values = input_values(input)
        created = await alternative_addresses.create_alternative_address(
            values.pop("contact_id"), values, now=info.context.now
        )
        return CreateAlternativeAddressPayload(
            alternative_address=created.alternative_address,
            alternative_address_edge=edge_of(find_alternative_addresses(), created.alternative_address),
            contact=created.contact,
        )

    @mutation(needs=Scope.CONTACTS_WRITE)
    async def update_alternative_address(
        info: Info, input: UpdateAlternativeAddressInput
    ) -> UpdateAlternativeAddressPayload:
        """Change an alternative address, or when it is in force."""
        values = input_values(input)
        updated = await alternative_addresses.update_alternative_address(
            values.pop("alternative_address_id"),
            expected_revision=values.pop("expected_revision", None),
            values=values,
            now=info.context.now,
        )
        return UpdateAlternativeAddressPayload(
            alternative_address=updated.alternative_address, contact=updated.contact, changed=updated.changed
        )

    @mutation(needs=Scope.CONTACTS_WRITE)
    async def delete_alternative_address(
        info: Info, input: DeleteAlternativeAddressInput
    ) -> DeleteAlternativeAddressPayload:
        """Delete an alternative address."""
        deleted = await alternative_addresses.delete_alternative_address(**input_values(input))
        return DeleteAlternativeAddressPayload(
            deleted_alternative_address_id=encoded("AlternativeAddress", deleted.alternative_address_id),
            contact=deleted.contact,
        )
