"""Conditions and search, as clients write them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from db.interactions.creating import Source, create_interaction
from db.segments.editing import create_segment
from schema.graph.ids import global_id
from tests.builders import a_company, a_contact, a_salesperson, a_template
from tests.conftest import NOW
from tests.schema.asking import ask

FIND = """query ($where: ContactWhere, $search: String) {
    contacts(where: $where, search: $search) { nodes { name } totalCount } }"""


async def found(where: dict[str, Any] | None = None, search: str | None = None) -> list[str]:
    answer = (await ask(FIND, where=where, search=search))["contacts"]
    names = [node["name"] for node in answer["nodes"]]
    assert answer["totalCount"] == len(names)
    return names


async def some_contacts() -> None:
    acme = await a_company(name="Acme", number="AC1", email="Office@Example.com")
    await a_contact(name="Émile Zola", number="P1", company_id=acme.id, external_id="Ext-1")
    await a_contact(name="Анна Ёлкина", number="P2", phone="+7 912 345-67-89", email="anna@example.org")
    await a_contact(name="100% Bob_by", number="P3")


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"name": {"eq": "ACME"}}, ["Acme"]),
        ({"name": {"in": ["acme", "émile zola"]}}, ["Acme", "Émile Zola"]),
        ({"name": {"in": []}}, []),
        ({"name": {"contains": "елк"}}, []),
        ({"name": {"contains": "ЁЛК"}}, ["Анна Ёлкина"]),
        ({"name": {"startsWith": "É"}}, ["Émile Zola"]),
        ({"name": {"contains": "%"}}, ["100% Bob_by"]),
        ({"name": {"contains": "b_b"}}, ["100% Bob_by"]),
        ({"name": {"contains": "bxb"}}, []),
        ({"number": {"startsWith": "p"}}, ["Émile Zola", "Анна Ёлкина", "100% Bob_by"]),
        ({"email": {"eq": "OFFICE@example.com"}}, ["Acme"]),
        ({"email": {"isNull": True}}, ["Émile Zola", "100% Bob_by"]),
        ({"externalId": {"eq": "Ext-1"}}, ["Émile Zola"]),
        ({"externalId": {"eq": "ext-1"}}, []),
        ({"kind": "COMPANY"}, ["Acme"]),
        ({"kind": "PERSON", "email": {"isNull": False}}, ["Анна Ёлкина"]),
        ({"or": [{"kind": "COMPANY"}, {"number": {"eq": "P3"}}]}, ["Acme", "100% Bob_by"]),
        ({"and": [{"kind": "PERSON"}, {"not": {"number": {"eq": "P3"}}}]}, ["Émile Zola", "Анна Ёлкина"]),
        ({"not": {"email": {"contains": "anna"}}}, ["Acme", "Émile Zola", "100% Bob_by"]),
        ({"or": []}, []),
        ({"and": []}, ["Acme", "Émile Zola", "Анна Ёлкина", "100% Bob_by"]),
        ({"not": {}}, []),
        ({"name": None, "kind": None}, ["Acme", "Émile Zola", "Анна Ёлкина", "100% Bob_by"]),
    ],
)
async def test_contacts_are_found_by_conditions(where: dict[str, Any], expected: list[str]) -> None:
    await some_contacts()
    assert await found(where) == expected


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("zol", ["Émile Zola"]),
        ("emile", ["Émile Zola"]),
        ("ZOLA émi", ["Émile Zola"]),
        ("елкина", ["Анна Ёлкина"]),
        ("345-67", ["Анна Ёлкина"]),
        ("+7 (912) 345", ["Анна Ёлкина"]),
        ("example.org", ["Анна Ёлкина"]),
        ("ac1", ["Acme"]),
        ("100%", ["100% Bob_by"]),
        ("nobody", []),
        ("zola acme", []),
    ],
)
async def test_a_search_finds_any_part_of_name_number_email_and_phone(
    search: str, expected: list[str]
) -> None:
    await some_contacts()
    assert await found(search=search) == expected


async def test_a_key_of_digits_and_signs_is_found_as_it_is_written() -> None:
    await some_contacts()
    await a_contact(name="Eve", external_id="2024-15/3")
    assert await found(search="2024-15/3") == await found(search="24-15") == ["Eve"]
    assert await found(search="--") == []


async def test_contacts_are_found_by_salesperson_company_and_segment() -> None:
    salesperson = await a_salesperson()
    company = await a_company(name="Acme", salesperson_id=salesperson.id)
    person = await a_contact(name="Eve", company_id=company.id, salesperson_id=None)
    segment = (await create_segment(None, "Spring", {}, [person.id], now=NOW)).segment
    assert await found({"salespersonId": global_id(salesperson)}) == ["Acme"]
    assert await found({"company": {"eq": global_id(company)}}) == ["Eve"]
    assert await found({"segmentId": global_id(segment)}) == ["Eve"]


async def test_interactions_are_found_by_what_they_refer_to_and_when_they_were() -> None:
    salesperson, template, contact = await a_salesperson(), await a_template(), await a_contact()
    for days in (0, 1, 2):
        values = {
            "template_id": template.id,
            "salesperson_id": salesperson.id,
            "description": f"day {days}",
            "occurred_at": NOW + timedelta(days=days),
            "evaluation": "POSITIVE" if days == 1 else None,
        }
        await create_interaction(Source((contact.id,)), values, now=NOW)

    async def log(**where: Any) -> list[str]:
        query = "query ($where: InteractionWhere) { interactions(where: $where) { nodes { description } } }"
        return [node["description"] for node in (await ask(query, where=where))["interactions"]["nodes"]]

    everything = ["day 2", "day 1", "day 0"]
    assert await log() == everything
    assert await log(contactId=global_id(contact), templateId=global_id(template)) == everything
    assert await log(salespersonId=global_id(salesperson)) == everything
    assert await log(salespersonId=global_id(await a_salesperson())) == []
    assert await log(evaluation=["POSITIVE"]) == ["day 1"]
    second = (NOW + timedelta(days=1)).isoformat().replace("+00:00", "Z")
    assert await log(occurredAt={"from": second}) == ["day 2", "day 1"]
    assert await log(occurredAt={"until": second}) == ["day 0"]
    assert await log(
        occurredAt={"from": "2026-03-03T12:30:00+03:00", "until": "2026-03-03T12:30:01+03:00"}
    ) == ["day 1"]
    assert await log(occurredAt={"on": "2026-03-03"}) == ["day 1"]


async def test_a_contact_is_looked_up_by_any_of_its_keys() -> None:
    contact = await a_contact(number="P9", external_id="x-9")
    query = "query ($by: ContactBy!) { contact(by: $by) { id } }"
    for by in ({"id": global_id(contact)}, {"number": "p9"}, {"externalId": "x-9"}):
        assert (await ask(query, by=by))["contact"] == {"id": global_id(contact)}
    assert (await ask(query, by={"number": "P10"}))["contact"] is None


async def test_nodes_of_any_noun_come_in_the_order_of_their_ids() -> None:
    contact, salesperson = await a_contact(), await a_salesperson()
    ids = [global_id(salesperson), global_id(contact), "Q29udGFjdDo5OTk=", global_id(salesperson)]
    answer = await ask("query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", ids=ids)
    assert [node and node["__typename"] for node in answer["nodes"]] == [
        "Salesperson",
        "Contact",
        None,
        "Salesperson",
    ]
