"""Values for arguments and input fields: good ones for their name, and those that nobody would send."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    get_named_type,
    is_required_input_field,
)

from tests.schema.calling import nouns_by_field

DEEPEST = 6
LONG = "long " * 500
LARGEST = 2**31 - 1

ODD_TEXTS = (
    *("", " ", "\n", "\t\tx", "x" * 101, LONG, "NULL", "0", "-1", "1e999", "%", "_", "\\", "'", '"', "';--"),
    *("\0", "a\0b", "\x07", "\x1b[31m", "\x7f", "\u200b", "\ufeff", "\u202eabc", "\ufffe", "\u0301\u0301"),
    *(
        "Ёж и ежиха",
        "İstanbul",
        "ﬁ",
        "Straße",
        "👩‍👩‍👧",
        "\U0010ffff",
        "漢字" * 60,
        "$1",
        "{{ contact.name }}",
    ),
    *("{% for a in (1..9999999) %}x{% endfor %}", "%1 %2 %9", "../../etc/passwd", "<script>", "${7*7}"),
)
TEXTS = ("Spring", "Letter", "Ann", "Call back", "Ashgrove", "a", "An offer, and more")
OF_NAME: dict[str, tuple[str, ...]] = {
    "email": ("a@example.com", "ann.bell@example.org", "nobody at nowhere", "ü@exämple.com"),
    "phone": ("+44 20 7946 0000", "+4930123456", "12", "+1-202-555-0143"),
    "countryCode": ("GB", "DE", "RU", "XX", "gb"),
    "language": ("en", "de-CH", "ru", "zz", "en-Latn-GB"),
    "code": ("AB", "LETTER", "NEW", "C-1", "ab", "CALL"),
    "number": ("CT000002", "SM00003", "SM00002", "CA0001", "X1"),
    "currency": ("USD", "EUR", "usd"),
    "bodyText": ("Dear {{ contact.name }},", "{{ nobody.knows }}", "{% if %}", "Hello"),
    "subject": ("News", "{{ contact.name | upcase }}"),
    "after": ("", "bm8=", "WzEsIDJd"),
    "before": ("", "bm8=", "W251bGwsIDJd"),
}
INTEGERS = (0, 1, 1, 2, 3, 5, 10, 50, 100, -1, 101, 1440, 40000, LARGEST, -LARGEST - 1)
ODD_INTEGERS = (2**31, 2**63, -(2**63) - 1, 10**40, 1.5, "1", True, [1])
DECIMALS = ("0", "12.50", "0.0001", "-1", "999999999999999.999999", "1e5", "NaN", "١٢", "12,5", "")
MOMENTS = (
    *("2026-03-01T09:30:00Z", "2025-01-01T00:00:00+05:30", "2026-03-02T09:30:00.123456Z"),
    *("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "2026-02-30T00:00:00Z"),
    *("9999-12-31T23:59:59-12:00", "2026-03-01", "now", "2026-03-01T24:00:00Z"),
)
DAYS = ("2026-03-01", "2026-02-30", "0001-01-01", "9999-12-31", "2024-02-29", "today", "2026-3-1")
ODD_IDS = ("", "1", "Q29udGFjdDoy=", "Q29udGFjdDo5OTk5OTk=", "Q29udGFjdDotMQ==", "Tm9ib2R5OjE=", "💥", "\0")

Ids = dict[str, list[str]]
"""The ids of rows that are there, by noun."""


class Values:
    """Makes values for a type, drawing from one source of chance."""

    def __init__(self, chance: Random, ids: Ids) -> None:
        self.chance = chance
        self.ids = ids
        self.all_ids = [each for of_noun in ids.values() for each in of_noun]

    def of(self, kind: GraphQLInputType, name: str, deep: int = 0, noun: str | None = None) -> Any:
        """A value for what is called so."""
        if isinstance(kind, GraphQLNonNull):
            return self.of(kind.of_type, name, deep, noun) if self.chance.random() > 0.005 else None
        if self.chance.random() < 0.06:
            return None
        if self.chance.random() < 0.01:
            return self.chance.choice((*ODD_INTEGERS, {}, {"a": 1}, [], "x", LONG))
        if isinstance(kind, GraphQLList):
            return [self.of(kind.of_type, name, deep + 1, noun) for _ in range(self._length(kind))]
        if isinstance(kind, GraphQLInputObjectType):
            return self._object(kind, deep + 1, noun)
        if isinstance(kind, GraphQLEnumType):
            return self.chance.choice(list(kind.values))
        return self._leaf(kind.name, name, noun)

    def text(self, name: str) -> str:
        known = next((known for part, known in OF_NAME.items() if part in name), TEXTS)
        return self.chance.choice(known if self.chance.random() < 0.75 else ODD_TEXTS)

    def identity(self, noun: str | None) -> str:
        """Mostly the id of a row of the noun that is meant."""
        among = self.ids.get(noun or "") or self.all_ids
        draw = self.chance.random()
        return self.chance.choice(among if draw < 0.85 else self.all_ids if draw < 0.93 else ODD_IDS)

    def _object(self, kind: GraphQLInputObjectType, deep: int, noun: str | None) -> dict[str, Any]:
        names = list(kind.fields)
        if kind.is_one_of and self.chance.random() < 0.97:
            chosen = [self.chance.choice(names)]
        else:
            share = 0.35 if deep < DEEPEST else 0
            wanted = {name for name, field in kind.fields.items() if is_required_input_field(field)}
            chosen = [each for each in names if each in wanted or self.chance.random() < share]
        nouns = nouns_by_field(kind)
        values = {each: self.of(kind.fields[each].type, each, deep, nouns.get(each, noun)) for each in chosen}
        if self.chance.random() < 0.004:
            values["unknown"] = 1
        return values

    def _leaf(self, kind: str, name: str, noun: str | None) -> Any:
        chance = self.chance
        makers: dict[str, Callable[[], Any]] = {
            "ID": lambda: self.identity(noun),
            "String": lambda: self.text(name),
            "Int": lambda: chance.choice(INTEGERS if chance.random() < 0.95 else ODD_INTEGERS),
            "Float": lambda: chance.choice((0.0, 1.5, -1e308, 1)),
            "Boolean": lambda: chance.random() < 0.5,
            "Decimal": lambda: chance.choice(DECIMALS),
            "DateTime": lambda: chance.choice(MOMENTS),
            "Date": lambda: chance.choice(DAYS),
        }
        return makers.get(kind, lambda: self.text(name))()

    def _length(self, kind: GraphQLList[Any]) -> int:
        if isinstance(get_named_type(kind), GraphQLInputObjectType):
            return self.chance.choice((0, 1, 1, 2))
        return self.chance.choice((0, 1, 1, 1, 2, 3, 120 if self.chance.random() < 0.2 else 1))
