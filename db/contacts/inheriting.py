"""The values that persons inherit from their company, as far as marketing setup switches this on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from db.contacts.postal_addresses import POSTAL_ADDRESS
from db.contacts.values import search_text_with
from db.models import Contact, ContactKind, MarketingSetup
from db.sql import statements
from db.sql.loaders import rows_by_id
from db.sql.row_security import is_restricted, seeing_all

Values = Mapping[str, Any]
Columns = tuple[str, ...]

INHERITED: dict[str, Columns] = {
    "inherit_salesperson": ("salesperson_id",),
    "inherit_language": ("language",),
    "inherit_address": POSTAL_ADDRESS,
    "inherit_communication": ("phone",),
}
"""The columns that each flag of marketing setup lets persons inherit.

The columns of one flag are one value, inherited as a whole or not at all: a street is of no use in another city.
E-mail addresses and mobile phones are never inherited.
"""

COLUMNS = tuple(column for columns in INHERITED.values() for column in columns)


def inheritable(contact: Contact) -> dict[str, Any]:
    """The values that the people of this company may inherit."""
    return {column: getattr(contact, column) for column in COLUMNS}


def preset(setup: MarketingSetup, company: Values | None, given: Values, **defaults: Any) -> dict[str, Any]:
    """The inheritable values of a new contact that were not given: those of its company, else the defaults.

    An address that was given without a country gets the one that would have been inherited: most people who live
    elsewhere than their company do so in its country.
    """
    fallen_back = _fallen_back(setup, company, **defaults)
    left_out = {column for columns in _left_out(given) for column in columns}
    return {column: fallen_back[column] for column in left_out | ({"country_code"} - given.keys())}


def taken_over(
    setup: MarketingSetup, person: Contact, left: Values | None, joined: Values, given: Values
) -> dict[str, Any]:
    """The values that a person who moves inherits from the company joined: not those given, nor the person's own.

    A value is the person's own if it is not empty and differs from that of the company left, or else of the setup. An
    address is as good as empty if it says nothing but the country of the company joined.
    """
    before, after, now = _fallen_back(setup, left), _fallen_back(setup, joined), inheritable(person)
    inherited = set(_switched_on(setup))
    return {
        column: after[column]
        for columns in _left_out(given)
        if columns in inherited
        and _values(now, columns) in (_values({}, columns), _bare(after, columns), _values(before, columns))
        for column in columns
    }


async def lock_heirs(company: Contact, changing: Iterable[str], setup: MarketingSetup) -> None:
    """Lock the people of a locked company if they may inherit one of the columns that change."""
    inherited = {column for columns in _switched_on(setup) for column in columns}
    if company.kind == ContactKind.COMPANY and not inherited.isdisjoint(changing):
        with seeing_all():
            await statements.lock_rows(
                "contact", "company_id = :company", "FOR NO KEY UPDATE", company=company.id
            )


async def hand_down(company: Contact, before: Values, setup: MarketingSetup, now: datetime) -> int:
    """Give people, locked by `lock_heirs`, the new values of their company where they had its old ones.

    How many changed; only those that the caller may see are counted.
    """
    after = inheritable(company)
    changed = [each for each in _switched_on(setup) if _values(after, each) != _values(before, each)]
    if not changed or company.kind != ContactKind.COMPANY:
        return 0
    text = _update_of(changed)
    old_and_new = {f"old_{column}": value for column, value in before.items()}
    old_and_new |= {f"new_{column}": value for column, value in after.items()}
    if not is_restricted():
        return await statements.change(text, now=now, company_id=company.id, **old_and_new)
    written = await statements.change_returning(
        f"{text} RETURNING id", now=now, company_id=company.id, **old_and_new
    )
    return len(await rows_by_id(Contact, [each["id"] for each in written], frozenset({"id"})))


def _update_of(changed: Iterable[Columns]) -> str:
    """The statement that gives people the new values of their company, each where theirs was the old one."""
    same = {
        columns: " AND ".join(f"{column} {statements.same_as(_given('old', column))}" for column in columns)
        for columns in changed
    }
    assigned = {
        column: f"CASE WHEN {same[columns]} THEN {_given('new', column)} ELSE {column} END"
        for columns in changed
        for column in columns
    }
    if ("phone",) in same:
        found = search_text_with(_given("new", "phone"))
        assigned["search_text"] = f"CASE WHEN {same['phone',]} THEN {found} ELSE search_text END"
    return f"""
        UPDATE contact SET {", ".join(f"{column} = {value}" for column, value in assigned.items())},
            revision = revision + 1, updated_at = {statements.later("updated_at", ":now")}
        WHERE company_id = :company_id AND ({" OR ".join(f"({each})" for each in same.values())})
        """


def _given(when: str, column: str) -> str:
    """A parameter with its type, which PostgreSQL cannot infer for one that is used several times."""
    return f"CAST(:{when}_{column} AS {'bigint' if column == 'salesperson_id' else 'text'})"


def _switched_on(setup: MarketingSetup) -> list[Columns]:
    return [columns for flag, columns in INHERITED.items() if getattr(setup, flag)]


def _left_out(given: Values) -> Iterator[Columns]:
    """The groups of columns of which none was given: a given city, say, keeps the street from being inherited."""
    return (columns for columns in INHERITED.values() if not given.keys() & set(columns))


def _fallen_back(setup: MarketingSetup, company: Values | None, **defaults: Any) -> dict[str, Any]:
    """The company's values as far as they are inherited; the defaults where it has none."""
    found: dict[str, Any] = dict.fromkeys(COLUMNS) | {
        "salesperson_id": setup.default_salesperson_id,
        "country_code": setup.default_country_code,
        "language": setup.default_language,
        **defaults,
    }
    if company is None:
        return found
    for columns in _switched_on(setup):
        if any(company[column] is not None for column in columns):
            found |= {column: company[column] for column in columns}
    return found


def _bare(of: Values, columns: Columns) -> tuple[Any, ...]:
    """The values as they are if nothing is known but the country."""
    return tuple(of[column] if column == "country_code" else None for column in columns)


def _values(of: Values, columns: Columns) -> tuple[Any, ...]:
    return tuple(of.get(column) for column in columns)
