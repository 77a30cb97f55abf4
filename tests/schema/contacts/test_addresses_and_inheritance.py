"""Alternative addresses and inheritance, as clients see them."""

from __future__ import annotations

from schema.graph.ids import global_id
from tests.builders import a_company, a_contact, an_alternative_address
from tests.schema.asking import ask
from tests.schema.test_story import done

ADDRESS = """alternativeAddress { id code address { city } periods { startsOn endsOn } revision }
contact { alternativeAddresses { totalCount nodes { code } } }"""


async def test_a_contact_gets_an_address_for_the_summer_and_loses_it_again() -> None:
    contact = global_id(await a_contact())
    periods = [
        {"startsOn": "2026-06-01", "endsOn": "2026-08-31"},
        {"startsOn": "2025-06-01", "endsOn": "2025-08-31"},
    ]
    created = await done(
        "createAlternativeAddress",
        f"alternativeAddressEdge {{ cursor node {{ code }} }} replayed {ADDRESS}",
        contactId=contact, code="summer", address={"city": "Thun"}, periods=periods, idempotencyKey="k",
    )  # fmt: skip
    address = created["alternativeAddress"]
    assert address["code"] == "SUMMER" and address["periods"] == periods[::-1]
    assert created["contact"]["alternativeAddresses"] == {"totalCount": 1, "nodes": [{"code": "SUMMER"}]}
    again = await done(
        "createAlternativeAddress", f"replayed {ADDRESS}",
        contactId=contact, code="summer", address={"city": "Thun"}, periods=periods, idempotencyKey="k",
    )  # fmt: skip
    assert (again["replayed"], again["alternativeAddress"]) == (True, address)
    updated = await done(
        "updateAlternativeAddress", f"changed {ADDRESS}",
        alternativeAddressId=address["id"], expectedRevision=1, periods=[{"startsOn": "2026-07-01"}],
    )  # fmt: skip
    assert updated["changed"] and updated["alternativeAddress"]["revision"] == 2
    assert updated["alternativeAddress"]["periods"] == [{"startsOn": "2026-07-01", "endsOn": None}]
    document = """query ($id: ID!) { node(id: $id) {
        ... on AlternativeAddress { address { city } contact { id } } } }"""
    assert (await ask(document, id=address["id"]))["node"] == {
        "address": {"city": "Thun"},
        "contact": {"id": contact},
    }
    deleted = await done(
        "deleteAlternativeAddress",
        "deletedAlternativeAddressId contact { alternativeAddresses { totalCount } }",
        alternativeAddressId=address["id"],
    )
    assert deleted == {
        "deletedAlternativeAddressId": address["id"],
        "contact": {"alternativeAddresses": {"totalCount": 0}},
        "userErrors": [],
    }


async def test_what_is_wrong_with_a_period_is_told_with_its_place() -> None:
    contact = global_id(await a_contact())
    document = """mutation ($input: CreateAlternativeAddressInput!) { createAlternativeAddress(input: $input)
        { alternativeAddress { id } userErrors { code path } } }"""
    periods = [
        {"startsOn": "2026-06-01", "endsOn": "2026-05-31"},
        {"startsOn": "2026-07-01"},
        {"startsOn": "2026-08-01"},
    ]
    answer = await ask(document, input={"contactId": contact, "code": "A", "periods": periods})
    assert answer["createAlternativeAddress"] == {
        "alternativeAddress": None,
        "userErrors": [
            {"code": "ENDS_BEFORE_START", "path": ["input", "periods", "0", "endsOn"]},
            {"code": "PERIODS_OVERLAP", "path": ["input", "periods", "2", "startsOn"]},
        ],
    }


async def test_the_active_address_is_that_of_today_unless_a_day_is_given() -> None:
    contact = await a_contact()
    for code, first, last in (("MARCH", "2026-03-01", "2026-03-31"), ("APRIL", "2026-04-01", None)):
        await an_alternative_address(contact, code=code)
        document = """mutation ($input: UpdateAlternativeAddressInput!) { updateAlternativeAddress(input: $input)
            { userErrors { code } } }"""
        found = await ask("{ contacts { nodes { alternativeAddresses { nodes { id code } } } } }")
        [address] = [
            each["id"]
            for each in found["contacts"]["nodes"][0]["alternativeAddresses"]["nodes"]
            if each["code"] == code
        ]
        period = {"startsOn": first, "endsOn": last}
        await ask(document, input={"alternativeAddressId": address, "periods": [period]})
    answer = await ask(
        """{ contacts { nodes { today: activeAlternativeAddress { code }
            then: activeAlternativeAddress(on: "2027-01-01") { code contact { number } }
            before: activeAlternativeAddress(on: "2026-02-28") { id } } } }"""
    )
    assert answer["contacts"]["nodes"] == [
        {
            "today": {"code": "MARCH"},
            "then": {"code": "APRIL", "contact": {"number": contact.number}},
            "before": None,
        }
    ]


async def test_a_company_tells_how_many_of_its_people_inherited() -> None:
    company = await a_company(city="Bern")
    for _ in range(3):
        await a_contact(company_id=company.id)
    moved = await done(
        "updateContact",
        "changed inheritedContactCount contact { people { nodes { address { city } revision } } }",
        contactId=global_id(company), address={"city": "Biel"},
    )  # fmt: skip
    assert moved["inheritedContactCount"] == 3
    assert moved["contact"]["people"]["nodes"] == [{"address": {"city": "Biel"}, "revision": 2}] * 3
    flags = "inheritSalesperson inheritLanguage inheritAddress inheritCommunication"
    setup = await done("updateMarketingSetup", f"changed marketingSetup {{ {flags} }}", inheritAddress=False)
    assert setup["marketingSetup"] == dict.fromkeys(flags.split(), True) | {"inheritAddress": False}
    stayed = await done(
        "updateContact", "inheritedContactCount", contactId=global_id(company), address={"city": "Ulm"}
    )
    assert stayed["inheritedContactCount"] == 0


async def test_a_person_who_moves_comes_with_both_companies() -> None:
    left, joined = await a_company(number="A"), await a_company(number="B", city="Bern")
    person = global_id(await a_contact(company_id=left.id))
    fields = "contact { address { city } } companies { number people { totalCount } }"
    moved = await done("updateContact", fields, contactId=person, companyId=global_id(joined))
    assert moved["contact"] == {"address": {"city": "Bern"}}
    assert sorted((each["number"], each["people"]["totalCount"]) for each in moved["companies"]) == [
        ("A", 0),
        ("B", 1),
    ]
    gone = await done("updateContact", fields, contactId=person, companyId=None)
    assert gone["companies"] == [{"number": "B", "people": {"totalCount": 0}}]
    assert (await done("updateContact", fields, contactId=person, address={"city": "Ulm"}))["companies"] == []
