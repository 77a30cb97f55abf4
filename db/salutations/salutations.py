"""Salutations: a kind of addressee, such as a man, a woman or a company. Its formulas hold the texts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.errors import Problems
from db.models import Contact, Salutation
from db.numbering import lock_setup
from db.sql.case_folding import folded, upper_case
from db.sql.filters import Where, text
from db.sql.found import BY_CREATED_AND_UPDATED, CREATED_AND_UPDATED, Order, found
from db.sql.keyset_pages import Listing, Sort
from db.writes.in_the_way import check_free, check_unused
from db.writes.locking import locked, save_changes
from db.writes.names_in_messages import called_within
from db.writes.transactions import transactional
from db.writes.validation import checked, line, required, upper_line, with_folded

CHECKS = {"code": required(upper_line(10)), "description": required(line(100))}
CONDITIONS = {
    **CREATED_AND_UPDATED,
    "code": text("code", upper_case),
    "description": text("description_folded"),
}
SORTS = {"CODE": Sort("code"), "DESCRIPTION": Sort("description_folded"), **BY_CREATED_AND_UPDATED}
SEARCHED = {"code": upper_case, "description_folded": folded}


@dataclass
class SalutationCreated:
    salutation: Salutation


@dataclass
class SalutationUpdated:
    salutation: Salutation
    changed: bool


def find_salutations(
    where: Where | None = None, search: str | None = None, order: Order = ()
) -> Listing[Salutation]:
    return found(Salutation, where, CONDITIONS, order, SORTS["CODE"], search=search, searched=SEARCHED)


@transactional
async def create_salutation(values: dict[str, Any], *, now: datetime) -> SalutationCreated:
    problems = Problems()
    fit = checked(dict.fromkeys(CHECKS) | values, CHECKS, problems)
    await _check_code(fit.get("code"), problems)
    problems.refuse_if_any()
    return SalutationCreated(
        await Salutation.create(**with_folded(fit, "description"), created_at=now, updated_at=now)
    )


@transactional
async def update_salutation(
    salutation_id: int, values: dict[str, Any], *, expected_revision: int | None = None, now: datetime
) -> SalutationUpdated:
    problems = Problems()
    fit = checked(values, CHECKS, problems)
    salutation = await locked(
        Salutation, salutation_id, expected_revision, "salutation_id", problems=problems
    )
    if fit.get("code") != salutation.code:
        await _check_code(fit.get("code"), problems)
    problems.refuse_if_any()
    return SalutationUpdated(salutation, await save_changes(salutation, with_folded(fit, "description"), now))


@transactional
async def delete_salutation(salutation_id: int, *, expected_revision: int | None = None) -> Salutation:
    """Delete a salutation with its formulas. Refused while a contact has it; marketing setup loses it as a default."""
    await lock_setup()
    salutation = await locked(Salutation, salutation_id, expected_revision, "salutation_id")
    problems = Problems()
    message = f"Contacts have {called_within(salutation)}. Give them another one first."
    await check_unused(salutation, {Contact: "salutation_id"}, problems, message, "salutation_id")
    problems.refuse_if_any()
    await salutation.delete()
    return salutation


async def _check_code(code: str | None, problems: Problems) -> None:
    if code:
        message = f"There is a salutation with the code {code} already."
        await check_free(Salutation, {"code": code}, problems, message, "code")


def salutation_of(contact: str) -> str:
    """The salutation of a contact as SQL: its own, else the default of marketing setup (`setup`) for its kind."""
    return f"""COALESCE({contact}.salutation_id, CASE {contact}.kind
        WHEN 'COMPANY' THEN setup.default_company_salutation_id ELSE setup.default_person_salutation_id END)"""
