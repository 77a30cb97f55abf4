"""The life of a contact over HTTP: joining a company, moving with it, being elsewhere in summer, and going."""

from __future__ import annotations

from typing import Any

from tests.api.conftest import Client

PERSON = """query ($number: String!) { contact(by: { number: $number }) {
    address { city postalCode } language salesperson { name } revision
    activeAlternativeAddress(on: "2026-07-14") { code address { city } }
    alternativeAddresses { nodes { id code periods { startsOn endsOn } } } } }"""

COMPANY = """query ($number: String!) { contact(by: { number: $number }) {
    interactions { nodes { description contactName company { number } } } } }"""


async def seen(client: Client, query: str, number: str) -> dict[str, Any]:
    return (await client.ask(query, number=number))["data"]["contact"]


async def test_a_person_goes_with_the_company_and_leaves_a_trace(client: Client) -> None:
    ann, ben = [
        (await client.change("createSalesperson", code=code, name=name))["salesperson"]["id"]
        for code, name in (("AB", "Ann Bell"), ("BC", "Ben Cox"))
    ]
    office = {
        "address": {"line1": "Bahnhofstr. 1", "city": "Bern", "postalCode": "3000"},
        "language": "de-CH",
    }
    company = (
        await client.change(
            "createContact", kind="COMPANY", name="Acme", number="C1", salespersonId=ann, **office
        )
    )["contact"]["id"]
    for number, values in (("P1", {}), ("P2", {"language": "fr"})):
        named = {"kind": "PERSON", "name": f"Eve {number}", "number": number, "companyId": company}
        await client.change("createContact", **named, **values)

    await client.change(
        "updateContact", contactId=company, salespersonId=ben, address={"city": "Biel"}, language="de"
    )
    eve, eva = await seen(client, PERSON, "P1"), await seen(client, PERSON, "P2")
    for person, language in ((eve, "de"), (eva, "fr")):
        assert (person["address"], person["salesperson"]) == (
            {"city": "Biel", "postalCode": "3000"},
            {"name": "Ben Cox"},
        )
        assert (person["language"], person["revision"]) == (language, 2)

    found = await client.ask('{ contact(by: { number: "P1" }) { id } }')
    person = found["data"]["contact"]["id"]
    summer = {"startsOn": "2026-06-01", "endsOn": "2026-08-31"}
    address = {"contactId": person, "code": "lake", "address": {"city": "Thun"}, "periods": [summer]}
    assert (await client.change("createAlternativeAddress", **address))["userErrors"] == []
    eve = await seen(client, PERSON, "P1")
    assert eve["activeAlternativeAddress"] == {"code": "LAKE", "address": {"city": "Thun"}}
    [kept] = eve["alternativeAddresses"]["nodes"]
    assert (kept["code"], kept["periods"]) == ("LAKE", [summer])

    group = (await client.change("createInteractionGroup", code="CALL", description="Calls"))[
        "interactionGroup"
    ]["id"]
    called = {"code": "CALL", "description": "Call", "interactionGroupId": group}
    template = (await client.change("createInteractionTemplate", **called))["interactionTemplate"]["id"]
    await client.change("createInteraction", source={"contactIds": [person]}, values={"templateId": template})
    segment = await client.change("createSegment", description="Spring", contactIds=[person])
    assert await client.refused("updateContact", contactId=person, companyId=None) == [
        ("CONTACT_ON_SEGMENT", "input.companyId")
    ]
    assert await client.refused("deleteContact", contactId=person) == [
        ("CONTACT_ON_SEGMENT", "input.contactId")
    ]
    await client.change("deleteSegment", segmentId=segment["segment"]["id"])
    assert (await client.change("deleteContact", contactId=person))["userErrors"] == []
    assert await seen(client, PERSON, "P1") is None
    entry = {"description": "Call", "contactName": "Eve P1", "company": {"number": "C1"}}
    assert (await seen(client, COMPANY, "C1"))["interactions"]["nodes"] == [entry]
    assert (await client.ask("query ($id: ID!) { node(id: $id) { id } }", id=kept["id"]))["data"] == {
        "node": None
    }
