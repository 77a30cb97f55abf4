"""Parts of names and salutations in files."""

from __future__ import annotations

from datetime import datetime

import pytest

from db.contacts.editing import update_contact
from db.marketing_setup import update_marketing_setup
from db.models import Contact, ContactKind
from tests.builders import a_company, a_contact, a_salutation
from tests.db.contact_files.files import Folder, figures


async def test_a_file_in_russian_brings_parts_of_names_and_salutations(folder: Folder) -> None:
    salutation = await a_salutation(code="F")
    text = "Фамилия;Имя;Отчество;Инициалы;Обращение\nЩукина;Зоя;Львовна;З. Л.;f\n"
    assert figures(await folder.bring_in(text)) == (1, 0, 0, 0)
    zoya = await Contact.get()
    assert (zoya.name, zoya.surname, zoya.first_name) == ("Зоя Львовна Щукина", "Щукина", "Зоя")
    assert (zoya.middle_name, zoya.initials, zoya.salutation_id) == ("Львовна", "З. Л.", salutation.id)
    assert zoya.name_folded == "зоя львовна щукина"
    assert figures(await folder.bring_in(text)) == (0, 0, 1, 0)


async def test_a_file_in_german_may_give_the_whole_name_as_well(folder: Folder) -> None:
    await folder.bring_in("Kontaktname;Vorname;Nachname\nDr. Änne Weiß;Änne;Weiß\n;Jörg;Weiß\n")
    named = await Contact.all().order_by("number").values_list("name", "first_name")
    assert named == [("Dr. Änne Weiß", "Änne"), ("Jörg Weiß", "Jörg")]


async def test_a_row_needs_a_name_or_a_part_that_makes_one(folder: Folder) -> None:
    text = "first name;surname;initials\n;;AB\n"
    assert figures(await folder.bring_in(text)) == (0, 0, 0, 1)
    assert folder.turned_away() == [(2, "name: A new contact needs a name. Give one.")]


async def test_a_name_follows_its_parts_unless_it_was_given(folder: Folder) -> None:
    text = "number;first name;surname\nA;Ann;Cox\nB;Bea;Cox\n"
    await folder.bring_in(text)
    bea = await Contact.get(number="B")
    await update_contact(bea.id, {"name": "Dr. Bea Cox"}, now=bea.created_at)
    assert figures(await folder.bring_in(text.replace("Cox", "Dow"))) == (0, 2, 0, 0)
    assert await Contact.all().order_by("number").values_list("name", "surname") == [
        ("Ann Dow", "Dow"),
        ("Dr. Bea Cox", "Dow"),
    ]


async def test_a_name_that_its_parts_make_too_long_is_rejected(folder: Folder) -> None:
    part = "x" * 50
    text = f"first name;middle name;surname\n{part};{part};{part}\n{part}x;;\n"
    assert figures(await folder.bring_in(text)) == (0, 0, 0, 2)
    assert [reason.split(":")[0] for _, reason in folder.turned_away()] == ["name", "first name"]


async def test_a_company_has_no_parts_and_a_person_who_becomes_one_loses_them(folder: Folder) -> None:
    await a_contact(number="P1", name="Cox", surname="Cox")
    assert figures(await folder.bring_in("number;kind\nP1;company\n")) == (0, 1, 0, 0)
    kept = await Contact.get(number="P1")
    assert (kept.kind, kept.name, kept.surname) == (ContactKind.COMPANY, "Cox", None)
    await a_company(number="C1")
    text = "number;kind;name;surname\nC1;;;Cox\n;company;Acme;Cox\nP1;person;;Cox\n"
    assert figures(await folder.bring_in(text)) == (0, 1, 0, 2)
    assert {reason.partition(".")[0] for _, reason in folder.turned_away()} == {
        "surname: Only a person's name has parts"
    }


async def test_a_salutation_that_is_not_there_rejects_its_row(folder: Folder) -> None:
    assert figures(await folder.bring_in("name;anrede\nAnn;Herr\nBea;\n")) == (1, 0, 0, 1)
    assert folder.turned_away() == [(2, "salutation: There is no salutation with the code HERR.")]


async def test_a_code_of_a_salutation_has_ten_characters(folder: Folder) -> None:
    await folder.bring_in("name;salutation\nAnn;Sehr geehrte\n")
    [(_, reason)] = folder.turned_away()
    assert reason.startswith("salutation: This is 12 characters long")


@pytest.mark.parametrize("clear_empty", [False, True])
async def test_a_new_contact_gets_the_default_of_its_kind_unless_empty_means_empty(
    folder: Folder, clear_empty: bool, now: datetime
) -> None:
    of_companies, of_persons = await a_salutation(), await a_salutation()
    defaults = {
        "default_company_salutation_id": of_companies.id,
        "default_person_salutation_id": of_persons.id,
    }
    await update_marketing_setup(defaults, now=now)
    text = "number;kind;name;salutation\nN1;company;Acme;\nN2;;Ann;\n"
    await folder.bring_in(text, clear_empty=clear_empty)
    expected = [None, None] if clear_empty else [of_companies.id, of_persons.id]
    assert await Contact.all().order_by("number").values_list("salutation_id", flat=True) == expected


async def test_empty_cells_clear_parts_and_salutation_when_asked_to(folder: Folder) -> None:
    salutation = await a_salutation()
    await a_contact(number="N1", name="Cox", surname="Cox", initials="C", salutation_id=salutation.id)
    text = "number;surname;initials;salutation\nN1;;;\n"
    assert figures(await folder.bring_in(text)) == (0, 0, 1, 0)
    assert figures(await folder.bring_in(text, clear_empty=True)) == (0, 1, 0, 0)
    kept = await Contact.get()
    assert (kept.name, kept.surname, kept.initials, kept.salutation_id) == ("Cox", None, None, None)
