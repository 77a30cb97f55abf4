"""Salespeople: who is responsible for contacts and interactions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.errors import Problems
from db.models import (
    ApiKey,
    Campaign,
    CampaignEntry,
    Contact,
    Interaction,
    Salesperson,
    Segment,
    SegmentLine,
)
from db.numbering import lock_setup
from db.sql import statements
from db.sql.case_folding import ascii_lower_case, ascii_upper_case, folded, is_storable, upper_case
from db.sql.filters import Where, is_value, text
from db.sql.found import BY_CREATED_AND_UPDATED, CREATED_AND_UPDATED, Order, found
from db.sql.keyset_pages import Listing, Sort
from db.sql.rows import as_models
from db.writes.in_the_way import check_free, check_unused
from db.writes.locking import locked, save_changes
from db.writes.names_in_messages import called_within
from db.writes.one_statement import changed_row, in_one_statement_if_possible
from db.writes.transactions import transactional
from db.writes.validation import (
    anything,
    checked,
    email_address,
    line,
    optional,
    phone_number,
    required,
    upper_line,
    with_folded,
)

CHECKS = {
    "code": required(upper_line(20)),
    "name": required(line(100)),
    "email": optional(email_address),
    "phone": optional(phone_number(None)),
    "job_title": optional(line(100)),
    "is_blocked": required(anything),
}

CONDITIONS = {
    **CREATED_AND_UPDATED,
    "code": text("code", upper_case),
    "name": text("name_folded"),
    "is_blocked": is_value("is_blocked"),
}
SORTS = {"CODE": Sort("code"), "NAME": Sort("name_folded"), **BY_CREATED_AND_UPDATED}
SEARCHED = {"code": upper_case, "name_folded": folded}


@dataclass
class SalespersonCreated:
    salesperson: Salesperson


@dataclass
class SalespersonUpdated:
    salesperson: Salesperson
    changed: bool


def find_salespeople(
    where: Where | None = None, search: str | None = None, order: Order = ()
) -> Listing[Salesperson]:
    return found(Salesperson, where, CONDITIONS, order, SORTS["CODE"], search=search, searched=SEARCHED)


@transactional
async def create_salesperson(values: dict[str, Any], *, now: datetime) -> SalespersonCreated:
    problems = Problems()
    fit = checked(values, CHECKS, problems)
    await _check_code(fit.get("code"), problems)
    problems.refuse_if_any()
    return SalespersonCreated(
        await Salesperson.create(**with_folded(fit, "name"), created_at=now, updated_at=now)
    )


async def _change_all_but_the_code(
    salesperson_id: int, values: dict[str, Any], *, expected_revision: int | None = None, now: datetime
) -> SalespersonUpdated | None:
    problems = Problems()
    fit = checked(values, CHECKS, problems)
    if problems or "code" in fit:
        return None
    row = await changed_row(
        Salesperson, salesperson_id, with_folded(fit, "name"), expected_revision=expected_revision, now=now
    )
    return SalespersonUpdated(row, changed=True) if row else None


@in_one_statement_if_possible(_change_all_but_the_code)
@transactional
async def update_salesperson(
    salesperson_id: int, values: dict[str, Any], *, expected_revision: int | None = None, now: datetime
) -> SalespersonUpdated:
    problems = Problems()
    fit = checked(values, CHECKS, problems)
    salesperson = await locked(
        Salesperson, salesperson_id, expected_revision, "salesperson_id", problems=problems
    )
    if fit.get("code") != salesperson.code:
        await _check_code(fit.get("code"), problems)
    problems.refuse_if_any()
    return SalespersonUpdated(salesperson, await save_changes(salesperson, with_folded(fit, "name"), now))


@transactional
async def delete_salesperson(salesperson_id: int, *, expected_revision: int | None = None) -> Salesperson:
    """Refused while anything names the salesperson; block the salesperson instead."""
    await lock_setup()
    salesperson = await locked(Salesperson, salesperson_id, expected_revision, "salesperson_id")
    naming = (Interaction, SegmentLine, Segment, Contact, CampaignEntry, Campaign, ApiKey)
    message = (
        f"Contacts, segments, campaigns, interactions or API keys name {called_within(salesperson)}."
        " Block them instead."
    )
    problems = Problems()
    columns = dict.fromkeys(naming, "salesperson_id")
    await check_unused(salesperson, columns, problems, message, "salesperson_id")
    problems.refuse_if_any()
    await salesperson.delete()
    return salesperson


async def _check_code(code: str | None, problems: Problems) -> None:
    if code:
        message = f"There is a salesperson with the code {code} already."
        await check_free(Salesperson, {"code": code}, problems, message, "code")


_NAMED = "SELECT * FROM salesperson WHERE code = :code OR lower(email) = :email OR email = :named"


async def calling_salesperson(named: str) -> Salesperson | None:
    """The salesperson with this code, else the only one with this e-mail address.

    The case of A to Z does not matter. No other letters are taken for each other, as U+212A would be for k.
    """
    named = named.strip(" ")
    if not is_storable(named):
        return None
    code, email = ascii_upper_case(named), ascii_lower_case(named)
    rows = as_models(Salesperson, await statements.select(_NAMED, code=code, email=email, named=named))
    by_code = [row for row in rows if row.code == code]
    found = by_code or [row for row in rows if row.email and ascii_lower_case(row.email) == email]
    return found[0] if len(found) == 1 else None
