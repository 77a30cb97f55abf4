"""The story of mailing groups, industry groups and job responsibilities, through HTTP."""

from __future__ import annotations

from typing import Any

from tests.api.conftest import Client


async def run(client: Client, mutation: str, fields: str, **values: Any) -> dict[str, Any]:
    """The payload of a mutation that is not refused."""
    kind = f"{mutation[0].upper()}{mutation[1:]}Input"
    document = (
        f"mutation ($input: {kind}!) {{ {mutation}(input: $input) {{ {fields} userErrors {{ code }} }} }}"
    )
    answer = await client.ask(document, input=values)
    assert "errors" not in answer and answer["data"][mutation]["userErrors"] == [], answer
    return answer["data"][mutation]


async def test_the_buyers_of_bakeries_get_the_christmas_card_of_a_segment(client: Client) -> None:
    company, loner = [
        (await client.change("createContact", kind=kind, name=name))["contact"]["id"]
        for kind, name in (("COMPANY", "Otterfold"), ("PERSON", "Ann"))
    ]
    buyer = (await client.change("createContact", kind="PERSON", name="Eve", companyId=company))["contact"][
        "id"
    ]

    named = {"code": "FOOD", "description": "Bakeries"}
    industry = (await run(client, "createIndustryGroup", "industryGroup { id }", **named))["industryGroup"][
        "id"
    ]
    await run(
        client, "addIndustryGroupContacts", "addedCount", industryGroupId=industry, contactIds=[company]
    )
    assert await client.refused("addIndustryGroupContacts", industryGroupId=industry, contactIds=[loner]) == [
        ("INVALID", "input.contactIds.0")
    ]
    named = {"code": "BUYS", "description": "Places the orders"}
    made = await run(client, "createJobResponsibility", "jobResponsibility { id }", **named)
    job = made["jobResponsibility"]["id"]
    both = {"jobResponsibilityId": job, "contactIds": [buyer, loner]}
    assert (await run(client, "addJobResponsibilityContacts", "addedCount", **both))["addedCount"] == 2

    found = await client.ask(
        "query ($where: ContactWhere) { contacts(where: $where) { nodes { id } } }",
        where={"industryGroup": {"eq": industry}, "jobResponsibility": {"eq": job}},
    )
    chosen = [node["id"] for node in found["data"]["contacts"]["nodes"]]
    assert chosen == [buyer]
    segment = (await client.change("createSegment", description="Cards", contactIds=chosen))["segment"]["id"]

    named = {"code": "X-MAS", "description": "Christmas cards"}
    made = await run(client, "createMailingGroup", "mailingGroup { id }", **named)
    group = {"mailingGroupId": made["mailingGroup"]["id"]}
    await run(client, "addMailingGroupContacts", "addedCount", contactIds=[loner], **group)
    fields = "addedCount removedCount mailingGroup { contactCount contacts { nodes { name } } }"
    applied = await run(client, "replaceMailingGroupContactsFromSegment", fields, segmentId=segment, **group)
    assert (applied["addedCount"], applied["removedCount"]) == (1, 1)
    assert applied["mailingGroup"] == {"contactCount": 1, "contacts": {"nodes": [{"name": "Eve"}]}}

    assert await client.refused("deleteMailingGroup", **group) == [("IN_USE", "input.mailingGroupId")]
    await run(client, "deleteMailingGroup", "deletedMailingGroupId", withMemberships=True, **group)
    answer = await client.ask(
        """{ contacts { nodes { name mailingGroups { totalCount } industryGroups { nodes { code } }
            jobResponsibilities { nodes { code } } } } }"""
    )
    assert [
        (
            node["name"],
            node["mailingGroups"]["totalCount"],
            [each["code"] for each in node["industryGroups"]["nodes"]],
            [each["code"] for each in node["jobResponsibilities"]["nodes"]],
        )
        for node in answer["data"]["contacts"]["nodes"]
    ] == [("Otterfold", 0, ["FOOD"], []), ("Ann", 0, [], ["BUYS"]), ("Eve", 0, ["FOOD"], ["BUYS"])]
