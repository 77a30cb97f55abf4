"""Rules of salutation formulas, and the greetings that contacts get from them."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

import pytest
from tortoise.exceptions import IntegrityError

from db.errors import Code, Refused
from db.marketing_setup import update_marketing_setup
from db.models import Formality, NamePart, Salutation, SalutationFormula
from db.salutations.formulas import (
    create_salutation_formula,
    delete_salutation_formula,
    find_salutation_formulas,
    greetings_of,
    parts_of,
    update_salutation_formula,
)
from db.salutations.salutations import delete_salutation
from db.sql.keyset_pages import Link, Window, find_pages_under
from tests.builders import a_company, a_contact, a_salutation, a_salutation_formula
from tests.databases import on_postgres
from tests.refusals import refused
from tests.statements import counted_statements

FIRST, SURNAME = NamePart.FIRST_NAME, NamePart.SURNAME
INVALID = Code.SALUTATION_SLOTS_INVALID


async def test_a_formula_keeps_its_text_and_the_part_for_each_slot(now: datetime) -> None:
    made = await a_salutation_formula(language="DE", text=" Liebe %2 %1, ", parts=[SURNAME, FIRST])
    kept = await SalutationFormula.get(id=made.id)
    assert (kept.language, kept.text, parts_of(kept)) == ("de", "Liebe %2 %1,", [SURNAME, FIRST])


async def test_a_formula_without_slots_needs_no_parts(now: datetime) -> None:
    made = await a_salutation()
    values = {"language": "de", "formality": Formality.FORMAL, "text": "Sehr geehrte Damen und Herren,"}
    created = await create_salutation_formula(made.id, values, now=now)
    assert parts_of(created.salutation_formula) == []


@pytest.mark.parametrize(
    ("text", "parts", "at"),
    [
        ("Dear %6,", [SURNAME], "text"),
        ("Dear %0,", [], "text"),
        ("Dear %12,", [SURNAME], "text"),
        ("Dear %,", [], "text"),
        ("100 % dear", [], "text"),
        ("Dear %1 %2,", [SURNAME], "parts"),
        ("Dear %1,", [], "parts"),
        ("Dear %2,", [FIRST, SURNAME], "parts"),
        ("Dear %1,", [FIRST, SURNAME], "parts"),
        ("Dear,", [SURNAME], "parts"),
        ("Dear %1 %2 %3 %4 %5,", [SURNAME] * 6, "parts"),
    ],
)
async def test_slots_and_parts_go_together(text: str, parts: list[NamePart], at: str) -> None:
    with refused((INVALID, at)):
        await a_salutation_formula(text=text, parts=parts)
    assert await SalutationFormula.all().count() == 0


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"text": "Dear %1 %2,"}, "text"),
        ({"text": "Dear,"}, "text"),
        ({"parts": []}, "parts"),
        ({"parts": [FIRST, SURNAME]}, "parts"),
        ({"text": "Dear %3,", "parts": [FIRST]}, "parts"),
    ],
)
async def test_a_change_keeps_them_together(change: dict[str, Any], at: str, now: datetime) -> None:
    made = await a_salutation_formula()
    with refused((INVALID, at)):
        await update_salutation_formula(made.id, change, now=now)


async def test_text_and_parts_change_together(now: datetime) -> None:
    made = await a_salutation_formula()
    change = {"text": "Dear %1 %2,", "parts": [FIRST, SURNAME]}
    updated = await update_salutation_formula(made.id, change, expected_revision=1, now=now)
    assert updated.changed and parts_of(updated.salutation_formula) == [FIRST, SURNAME]
    assert not (await update_salutation_formula(made.id, change, now=now)).changed
    assert not (await update_salutation_formula(made.id, {"formality": Formality.FORMAL}, now=now)).changed


async def test_a_formula_needs_a_salutation_a_language_and_a_line_of_text(now: datetime) -> None:
    made = await a_salutation()
    with refused((Code.REQUIRED, "language"), (Code.REQUIRED, "formality"), (Code.REQUIRED, "text")):
        await create_salutation_formula(made.id, {"text": " "}, now=now)
    with refused((Code.INVALID, "language"), (Code.TOO_LONG, "text")):
        await a_salutation_formula(made, language="xx", text="x" * 101)
    with refused((Code.INVALID, "text")):
        await a_salutation_formula(made, text="Dear\n%1,")
    with refused((Code.REQUIRED, "parts")):
        formula = await a_salutation_formula(made)
        await update_salutation_formula(formula.id, {"parts": None}, now=now)
    missing = [(Code.REQUIRED, name) for name in ("language", "formality", "text")]
    with refused((Code.NOT_FOUND, "salutation_id"), *missing):
        await create_salutation_formula(99, {}, now=now)


async def test_a_salutation_has_one_formula_for_each_language_and_formality(now: datetime) -> None:
    made = await a_salutation()
    formal = await a_salutation_formula(made)
    informal = await a_salutation_formula(made, formality=Formality.INFORMAL)
    await a_salutation_formula(made, language="en-GB")
    await a_salutation_formula()
    with refused((Code.NOT_UNIQUE, "language")):
        await a_salutation_formula(made)
    with refused((Code.NOT_UNIQUE, "language")):
        await update_salutation_formula(informal.id, {"formality": Formality.FORMAL}, now=now)
    with refused((Code.NOT_UNIQUE, "language")):
        await update_salutation_formula(formal.id, {"language": "en-GB"}, now=now)
    await update_salutation_formula(informal.id, {"language": "fr", "formality": Formality.FORMAL}, now=now)


async def test_the_database_knows_that_too() -> None:
    made = await a_salutation_formula()
    twin = made.clone()
    with pytest.raises(IntegrityError):
        await twin.save(force_create=True)


async def test_a_deleted_formula_is_gone_alone(now: datetime) -> None:
    made = await a_salutation_formula()
    with refused((Code.REVISION_CONFLICT, "expected_revision")):
        await delete_salutation_formula(made.id, expected_revision=2)
    deleted = await delete_salutation_formula(made.id, expected_revision=1)
    assert (deleted.salutation_formula_id, deleted.salutation.id) == (made.id, made.salutation_id)
    assert await Salutation.filter(id=made.salutation_id).exists()
    with refused((Code.NOT_FOUND, "salutation_formula_id")):
        await delete_salutation_formula(made.id)


async def test_formulas_are_listed_by_language_the_formal_one_first(now: datetime) -> None:
    made = await a_salutation()
    for spoken, formality in (("fr", "FORMAL"), ("en", "INFORMAL"), ("en", "FORMAL")):
        await a_salutation_formula(made, language=spoken, formality=Formality(formality))
    listing, link = find_salutation_formulas(), Link("salutation_id")
    page = (await find_pages_under(listing, link, [made.id], Window(2), None, counted=False))[made.id]
    assert [(row.language, row.formality) for row in page.rows] == [("en", "FORMAL"), ("en", "INFORMAL")]


@on_postgres
async def test_of_twins_that_add_a_formula_one_is_refused(now: datetime) -> None:
    made = await a_salutation()
    answers = await asyncio.gather(*(a_salutation_formula(made) for _ in range(5)), return_exceptions=True)
    refusals = [answer for answer in answers if isinstance(answer, Refused)]
    assert [each.problems[0].path for each in refusals] == [("language",)] * 4
    assert await SalutationFormula.all().count() == 1


@on_postgres
async def test_a_formula_changes_or_goes_with_its_salutation(now: datetime) -> None:
    for _ in range(10):
        made = await a_salutation_formula()
        changed, deleted = await asyncio.gather(
            update_salutation_formula(made.id, {"text": "Hello %1,"}, now=now),
            delete_salutation(made.salutation_id),
            return_exceptions=True,
        )
        assert isinstance(deleted, Salutation) and deleted.id == made.salutation_id
        assert not isinstance(changed, Exception) or isinstance(changed, Refused)
        assert await SalutationFormula.all().count() == 0


async def test_a_contact_is_greeted_in_its_language_and_as_formally_as_asked(now: datetime) -> None:
    made = await a_salutation()
    for spoken, formality, text in (
        ("en", Formality.FORMAL, "Dear %1,"),
        ("en", Formality.INFORMAL, "Hi %1,"),
        ("de", Formality.FORMAL, "Guten Tag %1,"),
    ):
        await a_salutation_formula(made, language=spoken, formality=formality, text=text)
    known = {"surname": "Berg", "salutation_id": made.id}
    english, german = await a_contact(language="en", **known), await a_contact(language="de", **known)
    both = [english.id, german.id]
    formal = {english.id: "Dear Berg,", german.id: "Guten Tag Berg,"}
    assert await greetings_of(both, Formality.FORMAL) == formal
    assert await greetings_of(both, Formality.INFORMAL) == {english.id: "Hi Berg,"}
    assert await greetings_of(both, Formality.FORMAL, "de") == dict.fromkeys(both, "Guten Tag Berg,")


async def test_whoever_has_no_formula_is_not_greeted(now: datetime) -> None:
    made = (await a_salutation_formula(language="de")).salutation_id
    swiss = await a_contact(language="de-CH", salutation_id=made)
    silent = await a_contact(salutation_id=made)
    nobody = await a_contact(language="de")
    assert await greetings_of([swiss.id, silent.id, nobody.id, 99], Formality.FORMAL) == {}


async def test_a_contact_without_a_salutation_is_greeted_as_marketing_setup_says(now: datetime) -> None:
    person, company = await a_contact(language="en", surname="Berg"), await a_company(language="en")
    of_persons = await a_salutation_formula()
    of_companies = await a_salutation_formula(text="Dear %1 team,", parts=[NamePart.COMPANY_NAME])
    defaults = {
        "default_person_salutation_id": of_persons.salutation_id,
        "default_company_salutation_id": of_companies.salutation_id,
    }
    await update_marketing_setup(defaults, now=now)
    assert await greetings_of([person.id, company.id], Formality.FORMAL) == {
        person.id: "Dear Berg,",
        company.id: f"Dear {company.name} team,",
    }


async def test_a_greeting_may_name_every_part(now: datetime) -> None:
    made = await a_salutation_formula(
        text="%1 %2 %3 %4, %5",
        parts=[NamePart.JOB_TITLE, FIRST, NamePart.MIDDLE_NAME, SURNAME, "COMPANY_NAME"],
    )
    company = await a_company(name="Acme")
    person = await a_contact(
        language="en", salutation_id=made.salutation_id, company_id=company.id,
        job_title="Director", first_name="Ann", middle_name="Bea", surname="Cox", initials="abc",
    )  # fmt: skip
    alone = await a_contact(language="en", salutation_id=made.salutation_id, surname="Dow")
    assert await greetings_of([person.id, alone.id], Formality.FORMAL) == {
        person.id: "Director Ann Bea Cox, Acme",
        alone.id: "Dow,",
    }


async def test_all_greetings_are_one_statement(now: datetime) -> None:
    made = (await a_salutation_formula()).salutation_id
    contacts = [(await a_contact(language="en", salutation_id=made, surname="Berg")).id for _ in range(5)]
    for some in (contacts[:1], contacts):
        with counted_statements() as statements:
            assert len(await greetings_of(some, Formality.FORMAL)) == len(some)
        assert len(statements) == 1
