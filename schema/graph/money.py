"""Money: an amount in the local currency."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import strawberry
from babel.numbers import get_currency_precision
from strawberry.types import Info

from db.numbering import the_setup
from schema.execution.batch import batch
from schema.graph.needs import object_type


@object_type(needs=None)
class Money:
    """An amount of money."""

    amount: Decimal
    """The amount in the main unit of the currency, with as many decimals as the currency has: "12.50"."""
    currency: str
    """The currency by its three letters of ISO 4217."""


@strawberry.input
class MoneyInput:
    """An amount of money in the local currency, from 0 to less than 1,000,000,000,000."""

    amount: Decimal
    """The amount in the main unit of the currency (euros, not cents), from 0 to less than 1,000,000,000,000, with no
    more decimals than the currency has."""
    currency: str | None = strawberry.UNSET
    """The currency by its three letters of ISO 4217; left out or null: the local currency of marketing setup. Any
    other is refused, because all costs are kept in one currency."""


def money_of(reads: str) -> Any:
    """A field with the money of a column; empty where the column is."""

    @batch(reads=reads)
    async def amounts(parents: list[Any], info: Info):  # the type stands at the field
        currency = (await the_setup()).currency
        return [in_currency(getattr(parent, reads), currency) for parent in parents]

    return strawberry.field(resolver=amounts)


def in_currency(amount: Decimal | None, currency: str) -> Money | None:
    if amount is None:
        return None
    return Money(amount=round(amount, get_currency_precision(currency)), currency=currency)
