"""Rules of rows that belong to others: to companies, segments and groups."""

from __future__ import annotations

from datetime import datetime

from db.groupings.industry_groups import add_industry_group_contacts
from db.groupings.job_responsibilities import add_job_responsibility_contacts
from db.models import Contact, ContactKind
from tests.builders import (
    a_company,
    a_contact,
    a_job_responsibility,
    a_salesperson,
    a_segment,
    an_industry_group,
    an_interaction,
)
from tests.db.contact_files.files import Folder, figures


async def test_a_new_person_inherits_what_its_row_does_not_say(folder: Folder) -> None:
    salesperson = await a_salesperson()
    company = await a_company(
        number="C1", country_code="CH", language="de-CH", city="Bern", phone="+41311234567",
        salesperson_id=salesperson.id,
    )  # fmt: skip
    text = "name;company;language;mobile\nAda;C1;;+41 79 123 45 67\nBea;C1;fr;\nCleo;;;\n"
    assert figures(await folder.bring_in(text)) == (3, 0, 0, 0)
    assert figures(await folder.bring_in(text)) == (0, 0, 3, 0)
    ada, bea, cleo = await Contact.all().order_by("number").filter(kind=ContactKind.PERSON)
    made = await a_contact(name="Ada", company_id=company.id, mobile_phone="+41791234567")
    same = ("country_code", "language", "city", "phone", "mobile_phone", "salesperson_id")
    assert [getattr(ada, name) for name in same] == [getattr(made, name) for name in same]
    assert ada.search_text == made.search_text.replace(made.number.lower(), ada.number.lower())
    assert (bea.language, bea.city, cleo.city) == ("fr", "Bern", None)


async def test_a_contact_on_an_open_segment_keeps_its_kind_and_its_company(folder: Folder) -> None:
    company = await a_company(number="C1")
    person = await a_contact(number="P1", company_id=company.id)
    await a_company(number="C2")
    await a_segment(contact_ids=[person.id, company.id])
    text = "number;kind;company;city\nP1;person;C1;Ulm\nP1;;C2;\nC1;company;;Bonn\nC1;person;;\n"
    assert figures(await folder.bring_in(text)) == (0, 2, 0, 2)
    reasons = dict(folder.turned_away())
    assert reasons[3].startswith("company: An open segment holds") and "kind: An open segment" in reasons[5]


async def test_companies_may_stand_behind_their_people(folder: Folder) -> None:
    text = (
        "external id;kind;name;company;company number;company external id;number\n"
        "P1;person;Ada;C1;;;\nP2;;Bea;;N7;;\nP3;;Cleo;;;C1;\nP4;;Dora;C9;;;\n"
        "C1;company;Aurora;;;;\n;company;Borealis;;;;N7\n"
    )
    assert figures(await folder.bring_in(text)) == (5, 0, 0, 1)
    people = Contact.filter(kind=ContactKind.PERSON).order_by("name")
    assert await people.values_list("name", "company__name") == [
        ("Ada", "Aurora"), ("Bea", "Borealis"), ("Cleo", "Aurora"),
    ]  # fmt: skip
    assert folder.turned_away() == [(5, "company: There is no company with the number or external id C9.")]


async def test_rules_of_belonging_hold_as_in_the_verbs(folder: Folder) -> None:
    company = await a_company(number="C1")
    await a_contact(number="P1", name="Ada", company_id=company.id)
    await a_salesperson(code="GONE", name="Sam", is_blocked=True)
    text = (
        "number;kind;name;company;salesperson\n"
        "C2;company;Aurora;C1;\nC1;person;;;\nP2;;Dora;P1;\nP3;;Bea;;GONE\nP4;;Cleo;;NOBODY\n"
    )
    assert figures(await folder.bring_in(text)) == (0, 0, 0, 5)
    assert folder.turned_away() == [
        (2, "company: A company belongs to no other company. Leave the company out."),
        (3, "kind: People belong to this company. Move them before it becomes a person."),
        (4, "company: Ada is a person. Choose a company."),
        (5, "salesperson: Sam is blocked. Choose another."),
        (6, "salesperson: There is no salesperson with the code NOBODY."),
    ]


async def test_a_contact_in_groups_of_its_kind_stays_what_it_is(folder: Folder, now: datetime) -> None:
    company, person = await a_company(number="C1"), await a_contact(number="P1")
    await add_industry_group_contacts((await an_industry_group()).id, [company.id], now=now)
    await add_job_responsibility_contacts((await a_job_responsibility()).id, [person.id], now=now)
    text = "number;kind;city\nC1;person;Ulm\nP1;company;Ulm\nC1;company;Ulm\n"
    assert figures(await folder.bring_in(text)) == (0, 1, 0, 2)
    assert [(line, reason.split(":")[0]) for line, reason in folder.turned_away()] == [
        (2, "kind"),
        (3, "kind"),
    ]


async def test_what_a_contact_has_already_may_stay(folder: Folder, now: datetime) -> None:
    blocked = await a_salesperson(code="RB")
    ada = await a_contact(number="N1", salesperson_id=blocked.id)
    blocked.is_blocked = True
    await blocked.save()
    assert figures(await folder.bring_in("number;salesperson;city\nN1;RB;Ulm\n")) == (0, 1, 0, 0)
    await ada.refresh_from_db()
    assert ada.city == "Ulm"


async def test_a_company_for_which_interactions_count_stays_a_company(folder: Folder) -> None:
    company = await a_company(number="C1")
    await an_interaction(contact_id=company.id)
    assert figures(await folder.bring_in("number;kind\nC1;person\n")) == (0, 0, 0, 1)
    [(line, reason)] = folder.turned_away()
    assert line == 2 and reason.startswith("kind: Interactions count for this company")
