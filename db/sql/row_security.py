"""Which rows a caller sees: one condition for each table, and statements that read as if there were no others.

A caller who sees only their own work reads through these conditions, whatever the statement: the tables that it
names are put before it once more as common table expressions, under their own names, with what is seen alone.
So a list, a count, a sum, an edge and a look-up see the same, and none of them has to say so. Only who reads
without the functions of `db/sql/statements.py`, or locks a row, has to ask here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from tortoise.models import Model

from db.callers import current_caller

OWN_CONTACT = "SELECT id FROM {of}contact WHERE salesperson_id = {own}"
OWN_INTERACTION = f"salesperson_id = {{own}} OR contact_id IN ({OWN_CONTACT})"
OF_OWN_CONTACT = f"contact_id IN ({OWN_CONTACT})"
NOBODY = "1 = 0"

SEEN: dict[str, str] = {
    "delivery": f"interaction_id IN (SELECT id FROM {{of}}interaction WHERE {OF_OWN_CONTACT})",
    "interaction_comment": f"interaction_id IN (SELECT id FROM {{of}}interaction WHERE {OWN_INTERACTION})",
    "segment_line": OF_OWN_CONTACT,
    "alternative_address_period": (
        f"alternative_address_id IN (SELECT id FROM {{of}}alternative_address WHERE {OF_OWN_CONTACT})"
    ),
    "alternative_address": OF_OWN_CONTACT,
    "contact_mailing_group": OF_OWN_CONTACT,
    "contact_industry_group": OF_OWN_CONTACT,
    "contact_job_responsibility": OF_OWN_CONTACT,
    "merged_contact": f"winner_id IN ({OWN_CONTACT})",
    "segment_step": NOBODY,
    "saved_criteria_step": NOBODY,
    "interaction": OWN_INTERACTION,
    "contact": "salesperson_id = {own}",
}
"""What is seen of each table: `{own}` is the salesperson, `{of}` the schema of the database's own tables.

Steps say in words and numbers whom criteria found, and may name anybody: they are not seen at all. A delivery
names the address of the contact. Tables that are not here are seen by all: they name no contact.
Whatever a condition looks at stands below it, so that it looks at the table and not at what is seen of it.
"""

BLANK: dict[str, dict[str, str]] = {
    "interaction": {
        "merge_values": (
            f"contact_id IN ({OWN_CONTACT}) AND (company_id IS NULL OR company_id IN ({OWN_CONTACT}))"
        ),
        "contact_name": f"contact_id IS NULL OR contact_id IN ({OWN_CONTACT})",
    }
}
"""Columns of rows that are seen which are null unless a condition holds.

An own interaction may be with somebody else's contact: then neither the letter nor the name is seen.
"""

_sees_all: ContextVar[bool] = ContextVar("sees_all", default=False)


def is_restricted() -> bool:
    """Whether whoever calls sees only the contacts and interactions of their own salesperson."""
    caller = current_caller()
    return caller is not None and caller.only_own and not _sees_all.get()


def own_salesperson_id() -> int | None:
    """To whom belongs what a restricted caller makes; None for everybody else."""
    caller = current_caller()
    return caller.salesperson_id if caller is not None and caller.only_own else None


@contextmanager
def seeing_all() -> Iterator[None]:
    """For rules that must look at every row. What is read so is not shown."""
    before = _sees_all.set(True)
    try:
        yield
    finally:
        _sees_all.reset(before)


def hides_rows(model: type[Model]) -> bool:
    """Whether there may be rows of a model that the caller does not see."""
    return is_restricted() and model._meta.db_table in SEEN


def condition(model: type[Model], own: str) -> str:
    """What the caller sees of a table, for a statement that locks its rows; `own` is the parameter."""
    return SEEN[model._meta.db_table].format(own=own, of="")


def as_seen(text: str, values: list[Any], dialect: str) -> tuple[str, list[Any]]:
    """A statement as a restricted caller runs it. One that changes or locks rows stays as it is."""
    restricted, is_given = _restricted(text, len(values), dialect)
    if not is_given:
        return restricted, values
    own = own_salesperson_id()
    return restricted, [own, *values] if dialect == "sqlite" else [*values, own]


_CHANGES = re.compile(r"\b(INSERT|UPDATE|DELETE|FOR SHARE)\b")
_BEGINNING = re.compile(r"\s*(EXPLAIN \([A-Z ]+\)\s+)?(WITH\s)?\s*")
_NAMES = re.compile(rf"\b({'|'.join(SEEN)})\b")


@lru_cache(maxsize=2048)
def _restricted(text: str, number_of_values: int, dialect: str) -> tuple[str, bool]:
    """The statement, and whether it takes the salesperson: SQLite as its first value, PostgreSQL as its last."""
    named = set() if _CHANGES.search(text) else set(_NAMES.findall(text))
    if not named:
        return text, False
    own, of = ("?1", "main.") if dialect == "sqlite" else (f"${number_of_values + 1}", "")
    seen = ", ".join(
        f"{table} AS NOT MATERIALIZED (SELECT {_columns(table)} FROM {{of}}{table} WHERE {condition})"
        for table, condition in SEEN.items()
        if table in named
    ).format(own=own, of=of)
    beginning = _BEGINNING.match(text)
    assert beginning is not None
    explain, also = beginning.groups()
    rest = text[beginning.end() :]
    return f"{explain or ''}WITH {seen}{',' if also else ''} {rest}", own in seen


def _columns(table: str) -> str:
    if table not in BLANK:
        return "*"
    blank = BLANK[table]
    return ", ".join(
        f"CASE WHEN {blank[name]} THEN {name} END AS {name}" if name in blank else name
        for name in _columns_of(table)
    )


def _columns_of(table: str) -> list[str]:
    from db import models

    [model] = [
        each
        for each in vars(models).values()
        if isinstance(each, type) and issubclass(each, Model) and each._meta.db_table == table
    ]
    return list(model._meta.fields_db_projection.values())
