"""Greeting contacts over HTTP: a salutation with its formulas, people with and without parts of a name."""

from __future__ import annotations

from tests.api.conftest import Client

GREETED = """{ contacts { nodes { name greeting informal: greeting(formality: INFORMAL) } } }"""


async def test_contacts_are_greeted_by_what_is_known_of_their_names(client: Client) -> None:
    made = await client.change("createSalutation", code="f", description="Woman")
    salutation = made["salutation"]["id"]
    formulas = {}
    for formality, text, parts in (
        ("FORMAL", "Dear %1 %2 %3,", ["JOB_TITLE", "FIRST_NAME", "SURNAME"]),
        ("INFORMAL", "Hi %1,", ["FIRST_NAME"]),
    ):
        formula = {"language": "en", "formality": formality, "text": text, "parts": parts}
        made = await client.change("createSalutationFormula", salutationId=salutation, **formula)
        formulas[formality] = made["salutationFormula"]["id"]
    await client.change("updateMarketingSetup", defaultPersonSalutationId=salutation, defaultLanguage="en")

    await client.change("createContact", kind="PERSON", firstName="Ann", surname="Cox", jobTitle="Dr.")
    await client.change("createContact", kind="PERSON", name="Bea")
    assert (await client.ask(GREETED))["data"]["contacts"]["nodes"] == [
        {"name": "Ann Cox", "greeting": "Dear Dr. Ann Cox,", "informal": "Hi Ann,"},
        {"name": "Bea", "greeting": "Dear,", "informal": "Hi,"},
    ]

    assert await client.refused("deleteSalutation", salutationId=salutation) == [
        ("IN_USE", "input.salutationId")
    ]
    assert await client.refused(
        "updateSalutationFormula", salutationFormulaId=formulas["INFORMAL"], text="Hi %7,"
    ) == [("SALUTATION_SLOTS_INVALID", "input.text")]
    await client.change("deleteSalutationFormula", salutationFormulaId=formulas["INFORMAL"])
    found = (await client.ask(GREETED))["data"]["contacts"]["nodes"]
    assert [each["informal"] for each in found] == [None, None]
