"""Salutation formulas: how a salutation reads in each language, formal and informal."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from db.contacts.predicates import PREDICATES
from db.errors import Code, Problem, Problems
from db.models import Formality, NamePart, Salutation, SalutationFormula
from db.salutations.greetings import SLOT, greeting
from db.salutations.salutations import salutation_of
from db.sql import statements
from db.sql.filters import Where, is_one_of
from db.sql.found import BY_CREATED_AND_UPDATED, CREATED_AND_UPDATED, Order, found
from db.sql.keyset_pages import Listing, Sort
from db.writes.in_the_way import check_free
from db.writes.locking import locked, locked_rows, save_changes
from db.writes.names_in_messages import called
from db.writes.results import IdOf
from db.writes.transactions import transactional
from db.writes.validation import Unfit, anything, checked, language, line, required

SLOTS = ("1", "2", "3", "4", "5")


def slotted_line(value: str) -> str | None:
    """One line in which every % begins a slot from %1 to %5."""
    text = line(100)(value)
    for number in re.findall(r"%(\d*)", text or ""):
        if number not in SLOTS:
            message = f"%{number} is no slot. After % stands a number from {SLOTS[0]} to {SLOTS[-1]}."
            raise Unfit(Code.SALUTATION_SLOTS_INVALID, message)
    return text


CHECKS = {
    "language": required(language),
    "formality": required(anything),
    "text": required(slotted_line),
    "parts": required(anything),
}


@dataclass
class SalutationFormulaCreated:
    salutation_formula: SalutationFormula
    salutation: Salutation


@dataclass
class SalutationFormulaUpdated:
    salutation_formula: SalutationFormula
    salutation: Salutation
    changed: bool


@dataclass
class SalutationFormulaDeleted:
    salutation_formula_id: Annotated[int, IdOf("SalutationFormula")]
    salutation: Salutation


CONDITIONS = {
    **CREATED_AND_UPDATED,
    "language": PREDICATES["language"],
    "formality": is_one_of("formality"),
}
SORTS = {"LANGUAGE": Sort("language"), **BY_CREATED_AND_UPDATED}


def find_salutation_formulas(where: Where | None = None, order: Order = ()) -> Listing[SalutationFormula]:
    """By language; the formal one before the informal one."""
    sorts = order or (SORTS["LANGUAGE"], Sort("formality"))
    return found(SalutationFormula, where, CONDITIONS, sorts, SORTS["LANGUAGE"])


@transactional
async def create_salutation_formula(
    salutation_id: int, values: dict[str, Any], *, now: datetime
) -> SalutationFormulaCreated:
    problems = Problems()
    needed = dict.fromkeys(("language", "formality", "text"))
    fit = checked(needed | {"parts": []} | values, CHECKS, problems)
    salutation = await locked(Salutation, salutation_id, None, "salutation_id", problems=problems)
    _check_places(fit.get("text"), fit.get("parts"), "parts", problems)
    await _check_new(salutation, fit.get("language"), fit.get("formality"), problems)
    problems.refuse_if_any()
    formula = await SalutationFormula.create(
        salutation_id=salutation.id, **_stored(fit), created_at=now, updated_at=now
    )
    return SalutationFormulaCreated(formula, salutation)


@transactional
async def update_salutation_formula(
    salutation_formula_id: int, values: dict[str, Any], *, expected_revision: int | None = None, now: datetime
) -> SalutationFormulaUpdated:
    problems = Problems()
    fit = checked(values, CHECKS, problems)
    salutation, formula = await _locked_with_salutation(
        salutation_formula_id, expected_revision, problems=problems
    )
    after = {name: getattr(formula, name) for name in ("language", "formality", "text")}
    after |= {"parts": parts_of(formula), **fit}
    if {"text", "parts"} & values.keys() & fit.keys() and not problems:
        at = "parts" if "parts" in values else "text"
        _check_places(after["text"], after["parts"], at, problems)
    if (after["language"], after["formality"]) != (formula.language, formula.formality):
        await _check_new(salutation, after["language"], after["formality"], problems)
    problems.refuse_if_any()
    changed = await save_changes(formula, _stored(fit), now)
    return SalutationFormulaUpdated(formula, salutation, changed)


@transactional
async def delete_salutation_formula(
    salutation_formula_id: int, *, expected_revision: int | None = None
) -> SalutationFormulaDeleted:
    salutation, formula = await _locked_with_salutation(salutation_formula_id, expected_revision)
    await formula.delete()
    return SalutationFormulaDeleted(formula.id, salutation)


def parts_of(formula: SalutationFormula) -> list[NamePart]:
    return [NamePart(part) for part in json.loads(formula.parts)]


async def greetings_of(
    contact_ids: Sequence[int], formality: Formality, spoken: str | None = None
) -> dict[int, str]:
    """The greeting of each contact, in the given language or else the contact's: one statement.

    A contact without a salutation has the default of its kind. Where that has no such formula nothing is said.
    """
    found = await statements.select(
        f"""
        SELECT contact.id, contact.job_title, contact.first_name, contact.middle_name, contact.surname,
            contact.initials, CASE WHEN contact.kind = 'COMPANY' THEN contact.name ELSE company.name
            END AS company_name, formula.text, formula.parts
        FROM contact
        JOIN marketing_setup AS setup ON setup.id = 1
        JOIN salutation_formula AS formula
            ON formula.salutation_id = {salutation_of("contact")} AND formula.formality = :formality
            AND formula.language = COALESCE(CAST(:spoken AS text), contact.language)
        LEFT JOIN contact AS company ON company.id = contact.company_id
        WHERE contact.id {statements.among("contact_ids")}
        """,
        formality=formality.value, spoken=spoken, contact_ids=list(contact_ids),
    )  # fmt: skip
    return {each["id"]: greeting(each["text"], json.loads(each["parts"]), _names(each)) for each in found}


def _names(record: dict[str, Any]) -> dict[str, str | None]:
    return {part: record[part.lower()] for part in NamePart}


def _check_places(text: str | None, parts: Sequence[NamePart] | None, at: str, problems: Problems) -> None:
    """Report slots without a part of the name, and parts without a slot."""
    if text is None or parts is None:
        return
    slots = {int(number) for number in SLOT.findall(text)}
    if unused := set(range(1, len(parts) + 1)) - slots:
        message = f"The text has no slot %{min(unused)} for the part in this place. Add it, or drop the part."
        problems.add(Code.SALUTATION_SLOTS_INVALID, message, at)
    elif slots and max(slots) > len(parts):
        message = f"There is no part for %{max(slots)}. Name as many parts as the highest slot."
        problems.add(Code.SALUTATION_SLOTS_INVALID, message, at)


async def _check_new(
    salutation: Salutation, spoken: str | None, formality: Formality | None, problems: Problems
) -> None:
    if spoken and formality:
        same = {"salutation_id": salutation.id, "language": spoken, "formality": formality}
        message = (
            f"{called(salutation)} has a {formality.lower()} formula for {spoken} already. Change that one."
        )
        await check_free(SalutationFormula, same, problems, message, "language")


async def _locked_with_salutation(
    salutation_formula_id: int, expected_revision: int | None, problems: Sequence[Problem] = ()
) -> tuple[Salutation, SalutationFormula]:
    """The formula and its salutation, the salutation locked first, in the order in which deleting it locks them."""
    known = await SalutationFormula.get_or_none(id=salutation_formula_id)
    salutations = await locked_rows(Salutation, [known.salutation_id] if known else [])
    path = "salutation_formula_id"
    formula = await locked(
        SalutationFormula, salutation_formula_id, expected_revision, path, problems=problems
    )
    return salutations[formula.salutation_id], formula


def _stored(fit: dict[str, Any]) -> dict[str, Any]:
    return fit | {"parts": json.dumps(fit["parts"])} if "parts" in fit else fit
