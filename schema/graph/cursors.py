"""Cursors: the place of a row in a list, and the order that the place belongs to."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import orjson

from db.errors import InvalidArgument
from db.sql.case_folding import is_storable
from db.sql.keyset_pages import Listing


def cursor_of(listing: Listing[Any], row: Any) -> str:
    """The sort values of a row and the order that they belong to."""
    return encoded_place([_signature(listing), *listing.place(row)])


def encoded_place(place: list[Any]) -> str:
    return urlsafe_b64encode(orjson.dumps(place)).decode()


def decoded_place(cursor: str) -> list[Any]:
    """The values in a cursor; an empty list if it is none of ours."""
    try:
        place = orjson.loads(urlsafe_b64decode(cursor))
    except (binascii.Error, ValueError):
        return []
    return place if isinstance(place, list) else []


def place_of(listing: Listing[Any], cursor: str | None) -> tuple[Any, ...] | None:
    """The place behind a cursor of this list; nothing if none was given."""
    if not isinstance(cursor, str):
        return None
    signature, *values = decoded_place(cursor) or [None]
    if signature == _signature(listing) and len(values) == len(listing.order):
        named = zip(listing.order, values, strict=True)
        with suppress(ValueError, TypeError, OverflowError):
            return tuple(_sorted_value(listing, sort.column, value) for sort, value in named)
    raise InvalidArgument("This cursor belongs to no place in this list. Use one of the same list and order.")


def _sorted_value(listing: Listing[Any], column: str, value: Any) -> Any:
    """A value that the column could hold, whoever wrote the cursor. It raises for any other."""
    kind = listing.kind_of(column)
    if issubclass(kind, datetime):
        return _moment(value)
    if issubclass(kind, date):
        return date.fromisoformat(value)
    if isinstance(value, bool) or not isinstance(value, kind):
        raise ValueError("It is of another type than the column.")
    if isinstance(value, int) and value not in listing.range_of(column):
        raise ValueError("It is a number that the column cannot hold.")
    if isinstance(value, str) and not is_storable(value):
        raise ValueError("No database can hold it.")
    return value


def _moment(written: str) -> datetime:
    """In UTC, as columns hold moments. Some moments at the ends of the calendar are in no year there."""
    moment = datetime.fromisoformat(written)
    if moment.tzinfo is None:
        raise ValueError("A moment without an offset is none.")
    return moment.astimezone(UTC)


def _signature(listing: Listing[Any]) -> str:
    return ",".join(f"{'-' if sort.descending else ''}{sort.column}" for sort in listing.order)
