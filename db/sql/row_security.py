"""Which rows a caller sees: one condition for each table, and statements that read as if there were no others.

A caller who sees only their own work reads through these conditions, whatever the statement: the tables that it
names are put before it once more as common table expressions, under their own names, with what is seen alone.
So a list, a count, a sum, an edge and a look-up see the same, and none of them has to say so.

Whoever calls `select` of `db/sql/statements.py` decides so for what is seen, whoever calls `change` for every row. A
statement that comes to the database by another way, as those of Tortoise do, runs for such a caller only if it names
no table of which rows are hidden, or if it is decided here: by `seeing_all` or by `decided`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from tortoise.models import Model

from db import models
from db.callers import current_caller
from db.engine.statement_kinds import is_obscure
from db.sql.kept_texts import kept

OWN_CONTACT = "SELECT id FROM {of}contact WHERE salesperson_id = {own}"
OWN_INTERACTION = f"salesperson_id = {{own}} OR contact_id IN ({OWN_CONTACT})"
OF_OWN_CONTACT = f"contact_id IN ({OWN_CONTACT})"
NOBODY = "1 = 0"

VISIBLE_ROWS: dict[str, str] = {
    "delivery": f"interaction_id IN (SELECT id FROM {{of}}interaction WHERE {OF_OWN_CONTACT})",
    "interaction_comment": f"interaction_id IN (SELECT id FROM {{of}}interaction WHERE {OWN_INTERACTION})",
    "interaction_correction": f"interaction_id IN (SELECT id FROM {{of}}interaction WHERE {OWN_INTERACTION})",
    "distinct_contact": f"{OF_OWN_CONTACT} AND other_contact_id IN ({OWN_CONTACT})",
    "segment_line": OF_OWN_CONTACT,
    "alternative_address_period": (
        f"alternative_address_id IN (SELECT id FROM {{of}}alternative_address WHERE {OF_OWN_CONTACT})"
    ),
    "alternative_address": OF_OWN_CONTACT,
    "contact_mailing_group": OF_OWN_CONTACT,
    "contact_industry_group": OF_OWN_CONTACT,
    "contact_job_responsibility": OF_OWN_CONTACT,
    "merged_contact": f"kept_contact_id IN ({OWN_CONTACT})",
    "segment_step": NOBODY,
    "saved_criteria_step": NOBODY,
    "interaction": OWN_INTERACTION,
    "contact": "salesperson_id = {own}",
}
"""What is seen of each table: `{own}` is the salesperson, `{of}` the schema of the database's own tables.

Steps say in words and numbers whom criteria found, and may name anybody: they are not seen at all. A delivery
names the address of the contact. Whatever a condition looks at stands below it, so that it looks at the table and
not at what is seen of it.
"""

OPEN_TABLES = {
    "api_key", "attachment", "audit_entry", "blob", "caller", "campaign", "campaign_entry", "campaign_status",
    "idempotent_answer", "industry_group", "interaction_group", "interaction_template",
    "job_responsibility", "letter_content", "letter_content_attachment", "mailing_group",
    "marketing_setup", "number_series", "salesperson", "salutation",
    "salutation_formula", "saved_criteria", "segment", "segment_letter_content", "template_language",
}  # fmt: skip
"""Tables of which every caller sees every row, if their scopes let them read it at all: they name no contact.

A table that stands neither here nor above is closed to whoever does not see everything.
"""

VISIBLE_VALUES: dict[str, dict[str, str]] = {
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
_is_decided: ContextVar[bool] = ContextVar("is_decided", default=False)

_MODELS = {
    each._meta.db_table: each
    for each in vars(models).values()
    if isinstance(each, type) and issubclass(each, Model)
}
_NAMES = re.compile(rf"\b({'|'.join(_MODELS.keys() - OPEN_TABLES)})\b", re.IGNORECASE)
_QUALIFIED_NAMES = re.compile(rf"\.[\s\"'(\[]*{_NAMES.pattern}", re.IGNORECASE)


class RowSecurityUndecided(Exception):
    """A statement would have run without a decision which rows a restricted caller sees of it."""


def is_restricted() -> bool:
    """Whether whoever calls sees only the contacts and interactions of their own salesperson."""
    caller = current_caller()
    return caller is not None and caller.sees_only_own and not _sees_all.get()


def own_salesperson_id() -> int | None:
    """To whom belongs what a restricted caller makes; None for everybody else."""
    caller = current_caller()
    return caller.salesperson_id if caller is not None and caller.sees_only_own else None


@contextmanager
def seeing_all() -> Iterator[None]:
    """For rules that must look at every row. What is read so is not shown."""
    before = _sees_all.set(True)
    try:
        yield
    finally:
        _sees_all.reset(before)


@contextmanager
def decided() -> Iterator[None]:
    """For Tortoise's writing of rows that the caller made, or has locked and so seen: `db/sql/rows.py` alone."""
    before = _is_decided.set(True)
    try:
        yield
    finally:
        _is_decided.reset(before)


def refuse_undecided(text: str) -> None:
    """Stands in front of every statement that is not run by the functions of `db/sql/statements.py`."""
    if not is_restricted() or _is_decided.get():
        return
    if tables := _hiding_tables(text):
        raise RowSecurityUndecided(
            f"Rows of {', '.join(sorted(tables))} are hidden from the caller, and nobody has decided which."
            f" Read with `select` or `rows_by_id`, or look at all of them with `seeing_all` for a rule: {text}"
        )
    if is_obscure(text):
        raise RowSecurityUndecided(f"It cannot be told which rows this is about: {text}")


def hides_rows(model: type[Model]) -> bool:
    """Whether there may be rows of a model that the caller does not see."""
    return is_restricted() and model._meta.db_table not in OPEN_TABLES


def visible(table: str) -> tuple[str, dict[str, Any]]:
    """What the caller sees of a table, as a condition with its parameter: for a statement that locks its rows."""
    if not is_restricted() or table in OPEN_TABLES:
        return "", {}
    condition = _condition(table).format(own=":own_salesperson", of="")
    return condition, {"own_salesperson": own_salesperson_id()} if ":own_salesperson" in condition else {}


def as_visible(text: str, values: list[Any], dialect: str) -> tuple[str, list[Any]]:
    """A statement that reads, as a restricted caller runs it."""
    restricted, takes_salesperson = _restricted(text, len(values), dialect)
    if not takes_salesperson:
        return restricted, values
    own = own_salesperson_id()
    return restricted, [own, *values] if dialect == "sqlite" else [*values, own]


_BEGINNING = re.compile(
    r"\s*(EXPLAIN \([A-Z ]+\)\s+)?(?:(WITH\s)\s*(?!RECURSIVE\b)(?=\w)|(?=[\s(]*SELECT\b))\s*"
)
"""How statements begin before which what is seen can be put."""


@kept(512)
def _restricted(text: str, number_of_values: int, dialect: str) -> tuple[str, bool]:
    """The statement, and whether it takes the salesperson: SQLite as its first value, PostgreSQL as its last."""
    if not (hiding := _hiding_tables(text)):
        return text, False
    if qualified := _QUALIFIED_NAMES.search(text):
        raise RowSecurityUndecided(f"{qualified[0]} would pass by what is seen of the table: {text}")
    own, of = ("?1", "main.") if dialect == "sqlite" else (f"${number_of_values + 1}", "")
    seen = ", ".join(
        f"{table} AS NOT MATERIALIZED (SELECT {_columns(table)} FROM {{of}}{table} WHERE {_condition(table)})"
        for table in sorted(hiding, key=_place)
    ).format(own=own, of=of)
    if (beginning := _BEGINNING.match(text)) is None:
        raise RowSecurityUndecided(
            "What is seen is put in front of a statement that begins with SELECT, with WITH, or with EXPLAIN and its"
            f" options in brackets before them, all in capitals and without RECURSIVE. Write it so: {text}"
        )
    explain, also = beginning.groups()
    rest = text[beginning.end() :]
    return f"{explain or ''}WITH {seen}{',' if also else ''} {rest}", own in seen


@kept(512)
def _hiding_tables(text: str) -> frozenset[str]:
    """The tables that a statement names of which a restricted caller does not see every row."""
    return frozenset(name.lower() for name in _NAMES.findall(text))


def _condition(table: str) -> str:
    if table not in VISIBLE_ROWS:
        raise RowSecurityUndecided(
            f"{table} is neither in VISIBLE_ROWS nor in OPEN_TABLES: say who sees its rows."
        )
    return VISIBLE_ROWS[table]


def _place(table: str) -> int:
    return list(VISIBLE_ROWS).index(table) if table in VISIBLE_ROWS else -1


def _columns(table: str) -> str:
    if table not in VISIBLE_VALUES:
        return "*"
    visible_if = VISIBLE_VALUES[table]
    return ", ".join(
        f"CASE WHEN {visible_if[name]} THEN {name} END AS {name}" if name in visible_if else name
        for name in _MODELS[table]._meta.fields_db_projection.values()
    )
