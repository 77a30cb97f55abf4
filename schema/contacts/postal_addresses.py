"""Postal addresses: the type, its input, and the field of what has one."""

from __future__ import annotations

from typing import Any

import strawberry

from db.contacts.postal_addresses import POSTAL_ADDRESS
from schema.execution.batch import batch
from schema.graph.enums import Scope
from schema.graph.needs import object_type


@object_type(needs=Scope.CONTACTS_READ)
class PostalAddress:
    """Where post goes to: one value, of which any part may be missing. A part is null where nothing is known of it."""

    line1: str | None
    """Street and house number, or a post office box; at most 200 characters. Null: unknown."""
    line2: str | None
    """What else the post needs to get there, such as a building, a floor or a flat; at most 200 characters. Null:
    nothing."""
    city: str | None
    """The city, town or village, at most 100 characters; null: unknown."""
    region: str | None
    """The state, province, county or other part of the country, as it is written there: a name or a code; at most 100
    characters. Null: unknown, or none is needed."""
    postal_code: str | None
    """The postal code, at most 20 characters, as it was given: it is not compared with the country. Null: unknown."""
    country_code: str | None
    """The country by its two letters of ISO 3166, in upper case: DE. Null: unknown."""


@strawberry.input
class PostalAddressInput:
    """An address, or parts of one. What is left out stays as it is, and null clears it; in a new address both are
    empty."""

    line1: str | None = strawberry.UNSET
    """Street and house number, or a post office box; at most 200 characters. Null: none."""
    line2: str | None = strawberry.UNSET
    """What else the post needs to get there, such as a building, a floor or a flat; at most 200 characters. Null:
    none."""
    city: str | None = strawberry.UNSET
    """The city, town or village, at most 100 characters; null: none."""
    region: str | None = strawberry.UNSET
    """The state, province, county or other part of the country, by its name or a code; at most 100 characters. Null:
    none."""
    postal_code: str | None = strawberry.UNSET
    """The postal code, at most 20 characters; it is not compared with the country. Null: none."""
    country_code: str | None = strawberry.UNSET
    """The country by its two letters of ISO 3166, in upper or lower case: DE. Null: none."""


def address_field() -> Any:
    """The field of a row that has the columns of an address: the row itself is read as one."""

    @batch(reads=POSTAL_ADDRESS)
    def addresses(parents: list[Any]):  # the type stands at the field
        return parents

    return strawberry.field(resolver=addresses)
