"""Postal addresses of contacts and of alternative addresses: one value, which is kept in six columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from db.errors import Problems
from db.writes.validation import Check, checked, country, line, optional

POSTAL_ADDRESS_CHECKS: Mapping[str, Check] = {
    "line1": optional(line(200)),
    "line2": optional(line(200)),
    "city": optional(line(100)),
    "region": optional(line(100)),
    "postal_code": optional(line(20)),
    "country_code": optional(country),
}

POSTAL_ADDRESS = tuple(POSTAL_ADDRESS_CHECKS)
"""The columns of an address."""

GIVEN = "address"
"""The value of a verb that holds an address, or parts of one."""


def spread(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with the columns of the given parts in place of the address; null gives all of them as empty."""
    if GIVEN not in values:
        return dict(values)
    parts = values[GIVEN]
    others = {name: value for name, value in values.items() if name != GIVEN}
    return others | (dict.fromkeys(POSTAL_ADDRESS) if parts is None else parts)


def checked_with_address(
    values: Mapping[str, Any], checks: Mapping[str, Check], problems: Problems
) -> dict[str, Any]:
    """What `checked` gives for values that were spread; the path of a problem leads through the address."""
    parts = {name: value for name, value in values.items() if name in POSTAL_ADDRESS_CHECKS}
    others = {name: value for name, value in values.items() if name not in parts}
    return checked(others, checks, problems) | checked(parts, POSTAL_ADDRESS_CHECKS, problems, GIVEN)
