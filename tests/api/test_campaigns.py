"""A campaign from its first segment to its last statistic, as a client lives it, over HTTP."""

from __future__ import annotations

from typing import Any

from tests.api.conftest import Client
from tests.api.reaching import a_world

CAMPAIGN = """query ($id: ID!) { campaign(by: { id: $id }) {
    status { code } segments { nodes { number status } } interactions { totalCount }
    entries { nodes { id isStandAlone canceledAt availableActions interactions { totalCount } } }
    statistics { totals { interactionCount totalDurationMinutes totalCost { amount } }
        targetCount responseCount } } }"""


async def looked_at(client: Client, campaign: str) -> dict[str, Any]:
    answer = await client.ask(CAMPAIGN, id=campaign)
    assert "errors" not in answer, answer
    return answer["data"]["campaign"]


async def test_a_campaign_is_run_judged_corrected_and_followed_up(client: Client) -> None:
    world = await a_world(client)
    await client.change("createCampaignStatus", code="run", description="Running")
    answer = await client.ask("{ campaignStatuses { nodes { id code } } }")
    [status] = answer["data"]["campaignStatuses"]["nodes"]
    days = {"startsOn": "2026-03-01", "endsOn": "2026-03-31"}
    made = await client.change("createCampaign", description="Spring fair", statusId=status["id"], **days)
    campaign = made["campaign"]["id"]

    # A letter to both, who are the targets, and one response by telephone.
    letter = {"campaignId": campaign, "isCampaignTarget": True, "cost": {"amount": "2.50"}}
    await client.change("updateSegment", segmentId=world["segment"], values=letter)
    logged = await client.change("logSegment", segmentId=world["segment"], followUp={})
    assert (logged["loggedCount"], logged["userErrors"]) == (2, [])
    call = {
        "templateId": world["template"], "salespersonId": world["salesperson"], "campaignId": campaign,
        "isCampaignResponse": True, "durationMinutes": 15,
    }  # fmt: skip
    source = {"contactIds": [world["person"]]}
    response = await client.change("createInteraction", source=source, values=call)
    await client.change("createInteraction", source=source, values=call, mode="POSTPONE")

    judged = await looked_at(client, campaign)
    assert judged["status"] == {"code": "RUN"}
    assert [segment["status"] for segment in judged["segments"]["nodes"]] == ["LOGGED", "OPEN"]
    assert {each["isStandAlone"]: each["interactions"]["totalCount"] for each in judged["entries"]["nodes"]} == {
        False: 2, True: 1,
    }  # fmt: skip
    whole = {
        "totals": {"interactionCount": 3, "totalDurationMinutes": "15", "totalCost": {"amount": "5.00"}},
        "targetCount": 2, "responseCount": 1,
    }  # fmt: skip
    assert judged["statistics"] == whole

    # The response was a mistake, then it was not.
    [alone] = [each["id"] for each in judged["entries"]["nodes"] if each["isStandAlone"]]
    assert (await client.change("cancelCampaignEntry", campaignEntryId=alone))["userErrors"] == []
    corrected = (await looked_at(client, campaign))["statistics"]
    assert (
        corrected["totals"]["interactionCount"],
        corrected["responseCount"],
        corrected["targetCount"],
    ) == (2, 0, 2)
    assert await client.refused("restoreInteractions", interactionIds=[response["interaction"]["id"]]) == [
        ("CAMPAIGN_ENTRY_CANCELED", "input.interactionIds.0")
    ]
    await client.change("restoreCampaignEntry", campaignEntryId=alone)
    assert (await looked_at(client, campaign))["statistics"] == whole
    assert await client.refused("deleteCampaign", campaignId=campaign) == [("IN_USE", "input.campaignId")]
