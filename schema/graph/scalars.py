"""Scalars that accept one form only, and say so where something else stands in their place."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

import strawberry
from graphql import GraphQLError, ValueNode, value_from_ast_untyped
from strawberry.types.scalar import ScalarDefinition

from schema.execution.executor import BreadthFirstExecutor
from schema.graph.download_links import URL, Url
from schema.graph.malformed import Malformed, malformed
from schema.graph.uploads import UPLOAD, SentFile

_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)")
_DECIMAL = re.compile(r"-?\d{1,15}(\.\d{1,6})?")


A_DAY = date(2000, 1, 1)
A_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
"""What stands in for a day or a moment that is none, while it is looked for what else is wrong."""


def _parse_moment(value: Any) -> datetime | Malformed:
    if isinstance(value, str) and _RFC_3339.fullmatch(value):
        try:
            return datetime.fromisoformat(value).astimezone(UTC)
        except (ValueError, OverflowError):
            pass
    advice = "is not a moment. Write it as RFC 3339 does, such as 2026-03-01T09:30:00Z."
    return malformed(value, advice, A_MOMENT)


def _write_moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _parse_day(value: Any) -> date | Malformed:
    if isinstance(value, str) and len(value) == len("2026-03-01"):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    return malformed(value, "is not a day. Write it as 2026-03-01.", A_DAY)


def _parse_decimal(value: Any) -> Decimal | Malformed:
    if isinstance(value, str) and _DECIMAL.fullmatch(value):
        try:
            return Decimal(value)
        except InvalidOperation:
            pass
    advice = 'is not a decimal. Write it as a string with a point, such as "12.50".'
    return malformed(value, advice, Decimal(0))


MOMENT = strawberry.scalar(
    name="DateTime",
    description="A moment as RFC 3339 writes it, answered in UTC: 2026-03-01T09:30:00Z.",
    specified_by_url="https://datatracker.ietf.org/doc/html/rfc3339",
    serialize=_write_moment,
    parse_value=_parse_moment,
)
DAY = strawberry.scalar(
    name="Date",
    description="A day of the calendar, without a time: 2026-03-01.",
    specified_by_url="https://datatracker.ietf.org/doc/html/rfc3339#section-5.6",
    serialize=date.isoformat,
    parse_value=_parse_day,
)
DECIMAL = strawberry.scalar(
    name="Decimal",
    description='A decimal number as a string with a point, so that no digit is lost: "12.50".',
    specified_by_url="https://www.w3.org/TR/xmlschema-2/#decimal",
    serialize=str,
    parse_value=_parse_decimal,
)


def _told_at_its_place(scalar: ScalarDefinition) -> ScalarDefinition:
    """A refusal of what stands in a document says where: graphql-core tells it by the node of the error alone."""
    parse = scalar.parse_value
    assert parse is not None

    def parse_literal(node: ValueNode, variables: dict[str, Any] | None = None) -> Any:
        try:
            return parse(value_from_ast_untyped(node, variables))
        except GraphQLError as error:
            raise GraphQLError(error.message, node) from error

    return replace(scalar, parse_literal=parse_literal)


SCALARS: dict[object, ScalarDefinition] = {
    kind: _told_at_its_place(scalar)
    for kind, scalar in {
        datetime: MOMENT,
        date: DAY,
        Decimal: DECIMAL,
        SentFile: UPLOAD,
        Url: URL,
    }.items()
}


def are_utc_moments(column: list[Any], kinds: set[type]) -> bool:
    return kinds == {datetime} and {moment.tzinfo for moment in column} == {UTC}


class ForOrjson(BreadthFirstExecutor):
    """For answers that orjson writes, with OPT_UTC_Z: it writes a moment in UTC as we do, many times faster."""

    native: ClassVar = {"DateTime": are_utc_moments}
