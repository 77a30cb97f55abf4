"""Addresses as clients see them: never null, given as they were read, and with the path of what is wrong."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import GraphQLInputObjectType, GraphQLNonNull, GraphQLObjectType

from schema import schema
from schema.graph.ids import global_id
from tests.builders import a_contact, an_alternative_address
from tests.schema.asking import ask
from tests.schema.test_story import done

PARTS = "line1 line2 city region postalCode countryCode"
TYPES = schema._schema.type_map
NOTHING = dict.fromkeys(PARTS.split())
WHOLE = {
    "line1": "Main Street 1", "line2": "Flat 2", "city": "Salem", "region": "OR", "postalCode": "97301",
    "countryCode": "US",
}  # fmt: skip


def test_wherever_there_is_an_address_it_is_the_whole_value() -> None:
    """No type or input has a part beside it, and what is read has the form of what is given."""
    shown, given = TYPES["PostalAddress"], TYPES["PostalAddressInput"]
    assert list(shown.fields) == list(given.fields) == PARTS.split()  # type: ignore[attr-defined]
    for name, kind in TYPES.items():
        if not isinstance(kind, (GraphQLObjectType, GraphQLInputObjectType)) or name.startswith(
            "PostalAddress"
        ):
            continue
        filters = name.endswith(("Where", "Criteria", "CriteriaInput"))
        assert filters or not set(kind.fields) & {
            *PARTS.split(),
            "address1",
            "address2",
            "postCode",
            "country",
        }, name
        for field in kind.fields.values():
            if getattr(field.type, "name", None) == "PostalAddress":
                raise AssertionError(f"{name}: an address is never null")
            if isinstance(field.type, GraphQLNonNull) and field.type.of_type is given:
                raise AssertionError(f"{name}: an address may be left out")


@pytest.mark.parametrize("noun", ["Contact", "AlternativeAddress"])
async def test_an_address_is_given_back_as_it_was_read(noun: str) -> None:
    row = await a_contact()
    row = row if noun == "Contact" else await an_alternative_address(row, city=None)
    field, key = noun[0].lower() + noun[1:], f"{noun[0].lower()}{noun[1:]}Id"

    async def update(address: dict[str, Any] | None) -> Any:
        fields = f"changed {field} {{ address {{ {PARTS} }} }}"
        changed = await done(f"update{noun}", fields, **{key: global_id(row), "address": address})
        return changed["changed"], changed[field]["address"]

    assert await update({"city": None}) == (False, NOTHING)
    assert await update(WHOLE) == (True, WHOLE)
    assert await update(WHOLE) == (False, WHOLE)
    assert await update({"region": None}) == (True, WHOLE | {"region": None})
    assert await update(None) == (True, NOTHING)


async def test_a_contact_without_an_address_has_one_without_parts() -> None:
    contact = global_id(await a_contact())
    document = f"query ($id: ID!) {{ node(id: $id) {{ ... on Contact {{ address {{ {PARTS} }} }} }} }}"
    assert (await ask(document, id=contact))["node"] == {"address": NOTHING}


async def test_what_is_wrong_with_a_part_has_the_path_of_the_part() -> None:
    document = """mutation ($input: CreateContactInput!) { createContact(input: $input)
        { contact { id } userErrors { code path } } }"""
    wrong = {"kind": "PERSON", "name": "Ada", "address": {"city": "x" * 101, "countryCode": "Atlantis"}}
    assert (await ask(document, input=wrong))["createContact"] == {
        "contact": None,
        "userErrors": [
            {"code": "TOO_LONG", "path": ["input", "address", "city"]},
            {"code": "INVALID", "path": ["input", "address", "countryCode"]},
        ],
    }


async def test_contacts_are_found_by_each_part_of_an_address_but_its_lines() -> None:
    found = await a_contact(city="Salem", region="OR", postal_code="97301", country_code="US")
    await a_contact(city="Bonn")
    document = "query ($where: ContactWhere!) { contacts(where: $where) { nodes { id } } }"
    for part in PARTS.split()[2:]:
        answer = await ask(document, where={part: {"eq": WHOLE[part].lower()}})
        assert answer["contacts"]["nodes"] == [{"id": global_id(found)}], part
