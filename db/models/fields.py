"""Column types that behave the same on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from tortoise import fields

MONEY_SCALE = Decimal(10_000)


class OrderedText(fields.CharField):
    """Text that is sorted and compared by code point, so that both databases sort and page alike."""

    class _db_postgres:
        def __init__(self, field: fields.CharField) -> None:
            self.field = field

        @property
        def SQL_TYPE(self) -> str:
            return f'VARCHAR({self.field.max_length}) COLLATE "C"'


class SearchText(fields.TextField):
    """Folded text that is only searched for substrings."""

    class _db_postgres:
        SQL_TYPE = 'TEXT COLLATE "C"'


class Moment(fields.DatetimeField):
    """A moment, always stored in UTC, because SQLite compares datetimes as text with their offset."""

    def to_db_value(self, value: Any, instance: Any) -> datetime | None:
        return None if value is None else super().to_db_value(value.astimezone(UTC), instance)


class MoneyField(fields.BigIntField):
    """An amount of the local currency, kept as a whole number of ten-thousandths so that SQL may add it."""

    def to_db_value(self, value: Any, instance: Any) -> int | None:
        return None if value is None else to_stored_money(value)

    def to_python_value(self, value: Any) -> Decimal | None:
        return value if value is None or isinstance(value, Decimal) else from_stored_money(value)


def to_stored_money(amount: Decimal) -> int:
    return int(amount * MONEY_SCALE)


@lru_cache(maxsize=4096)  # the same few amounts stand in most rows
def from_stored_money(stored: int) -> Decimal:
    return Decimal(stored) / MONEY_SCALE
