"""What `NotUnique.existing` shows: the very node that has the key, and nothing that its caller may not see."""

from __future__ import annotations

from typing import Any

import pytest

from db.callers import LOCAL, Caller, Role
from db.contacts.merging import merge_contacts
from schema import schema
from schema.graph.ids import global_id
from schema.guards.scopes import declared_needs
from tests.builders import (
    a_contact,
    a_salesperson,
    a_salutation,
    a_salutation_formula,
    a_template,
    a_template_language,
    an_alternative_address,
)
from tests.conftest import NOW
from tests.schema.acting import INPUTS, act, mutations
from tests.schema.calling import a_caller, data_for
from tests.schema.malforming import input_of

KEYS = {"code": "TAKEN", "number": "T1", "externalId": "X1", "language": "fr"}
"""Fields that may be a key, each with a value."""

NO_KEYS = {
    ("createContact", "language"), ("updateContact", "language"),
    ("setSegmentLetterContent", "language"),
}  # fmt: skip
"""In which language a contact is written to is no key; and the letter content of a language is replaced."""

NEEDS = declared_needs(schema._schema).mutations
PLACES = [
    (mutation, key)
    for mutation in mutations()
    for key in KEYS
    if key in input_of(mutation).fields and (mutation, key) not in NO_KEYS
]


async def refused(mutation: str, values: dict[str, Any], caller: Caller = LOCAL) -> list[dict[str, Any]]:
    """The problems of a taken key."""
    document = (
        f"mutation ($input: {input_of(mutation).name}!) {{ {mutation}(input: $input) {{ userErrors"
        " { __typename code path ... on NotUnique { existing { __typename id } } } } }"
    )
    return (await data_for(caller, document, input=values))[mutation]["userErrors"]


async def _two_addresses() -> list[Any]:
    contact = await a_contact()
    return [await an_alternative_address(contact) for _ in range(2)]


async def _two_languages() -> list[Any]:
    template = await a_template()
    return [await a_template_language(template, language=each) for each in ("fr", "it")]


async def _two_formulas() -> list[Any]:
    salutation = await a_salutation()
    return [await a_salutation_formula(salutation, language=each) for each in ("fr", "it")]


WITHIN = {
    "updateAlternativeAddress": ("alternativeAddressId", _two_addresses),
    "updateTemplateLanguage": ("templateLanguageId", _two_languages),
    "updateSalutationFormula": ("salutationFormulaId", _two_formulas),
}
"""Nouns whose keys are theirs within another one: two of them."""


async def taken(mutation: str, key: str) -> tuple[dict[str, Any], str]:
    """An input whose key is taken, and the id of the node that has it."""
    value = {key: KEYS[key]}
    if mutation in WITHIN:
        name, two = WITHIN[mutation]
        first, second = await two()
        if key != "language":
            await act(mutation, {name: global_id(first), **value})
        return {name: global_id(second), **value}, global_id(first)
    if mutation.startswith("update"):
        name = f"{mutation[6].lower()}{mutation[7:]}Id"
        given = await INPUTS[mutation]() | value
        await act(mutation, given)
        return {name: (await INPUTS[mutation]())[name], **value}, given[name]
    given = await INPUTS[mutation]() | value
    noun = "SavedCriteria" if mutation == "saveSegmentCriteria" else mutation.removeprefix("create")
    payload = await act(mutation, given)
    return given, payload[f"{noun[0].lower()}{noun[1:]}"]["id"]


@pytest.mark.parametrize(("mutation", "key"), PLACES, ids=[".".join(each) for each in PLACES])
async def test_the_node_that_has_the_key_is_shown_to_whoever_may_see_it(
    mutation: str, key: str, database: str
) -> None:
    given, existing = await taken(mutation, key)
    [problem] = await refused(mutation, given)
    assert (problem["__typename"], problem["code"]) == ("NotUnique", "NOT_UNIQUE")
    assert (problem["path"], problem["existing"]["id"]) == (["input", key], existing)
    narrow = a_caller(Role.ADMIN, scopes=frozenset(NEEDS[mutation]))
    assert await refused(mutation, given, narrow) == [problem | {"existing": None}]


def test_the_walk_finds_keys() -> None:
    assert len(PLACES) > 25 and {key for _, key in PLACES} == KEYS.keys()


@pytest.mark.parametrize("mutation", ["createContact", "updateContact"])
@pytest.mark.parametrize("key", ["number", "externalId"])
async def test_the_contact_of_somebody_else_is_not_shown(mutation: str, key: str, database: str) -> None:
    own, foreign = await a_salesperson(), await a_salesperson()
    caller = a_caller(Role.SALESPERSON, salesperson_id=own.id, sees_only_own=True)
    column = {"externalId": "external_id"}.get(key, key)
    await a_contact(salesperson_id=foreign.id, **{column: "A"})
    seen = await a_contact(salesperson_id=own.id, **{column: "B"})
    values: dict[str, Any] = {"kind": "PERSON", "name": "Ann"}
    if mutation == "updateContact":
        values = {"contactId": global_id(await a_contact(salesperson_id=own.id))}
    [hidden] = await refused(mutation, values | {key: "A"}, caller)
    [shown] = await refused(mutation, values | {key: "B"}, caller)
    assert (hidden["code"], hidden["existing"]) == ("NOT_UNIQUE", None)
    assert shown["existing"] == {"__typename": "Contact", "id": global_id(seen)}


@pytest.mark.parametrize("key", ["number", "externalId"])
async def test_the_key_of_a_merged_contact_shows_the_one_that_stayed(key: str, database: str) -> None:
    own, foreign = await a_salesperson(), await a_salesperson()
    column = {"externalId": "external_id"}.get(key, key)
    kept = await a_contact(salesperson_id=foreign.id, number="K", external_id="XK")
    duplicate = await a_contact(**{column: "D"})
    await merge_contacts(kept.id, duplicate.id, now=NOW)
    values = {"kind": "PERSON", "name": "Ann", key: "D"}
    [problem] = await refused("createContact", values)
    assert problem["existing"] == {"__typename": "Contact", "id": global_id(kept)}
    caller = a_caller(Role.SALESPERSON, salesperson_id=own.id, sees_only_own=True)
    assert await refused("createContact", values, caller) == [problem | {"existing": None}]


async def test_a_key_that_the_input_names_twice_has_no_node(database: str) -> None:
    languages = [{"language": "en", "description": "Meeting"}] * 2
    given = await INPUTS["createInteractionTemplate"]() | {"languages": languages}
    [problem] = await refused("createInteractionTemplate", given)
    assert (problem["code"], problem["path"][-2:]) == ("NOT_UNIQUE", ["1", "language"])
    assert "existing" not in problem or problem["existing"] is None
