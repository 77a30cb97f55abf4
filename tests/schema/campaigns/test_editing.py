"""Campaigns as clients see them: from the first word to the last statistic."""

from __future__ import annotations

from typing import Any

from schema.graph.ids import encoded, global_id
from tests.builders import (
    a_campaign,
    a_contact,
    a_postponed_interaction,
    a_salesperson,
    a_segment,
    a_template,
    an_interaction,
)
from tests.db.segments.lines import a_line
from tests.schema.asking import ask, refusal

ERRORS = "userErrors { code path }"
PAYLOADS = {
    "createCampaign": "campaign { id number } campaignEdge { cursor node { id } } replayed",
    "updateCampaign": "changed campaign { id revision endsOn status { code } }",
    "deleteCampaign": "deletedCampaignId",
    "createCampaignStatus": "campaignStatus { id code } campaignStatusEdge { node { id } } replayed",
    "updateCampaignStatus": "changed campaignStatus { code description }",
    "deleteCampaignStatus": "deletedCampaignStatusId",
    "cancelCampaignEntry": """changed canceledInteractionCount campaign { statistics { totals { interactionCount } } }
        campaignEntry { id canceledAt availableActions
            interactions { nodes { id status availableActions } } }""",
    "restoreCampaignEntry": """changed restoredInteractionCount campaign { statistics { totals { interactionCount } } }
        campaignEntry { id canceledAt availableActions interactions { nodes { id status } } }""",
    "deleteCampaignEntry": "deletedCampaignEntryId campaign { id entries { totalCount } }",
    "logSegment": """segment { campaignEntries { nodes { id isStandAlone description campaign { number } } }
        interactions { nodes { campaign { number } isCampaignTarget isCampaignResponse campaignEntry { id } } } }
        followUpSegment { campaign { number } }""",
    "cancelSegment": """changed canceledInteractionCount canceledCampaignEntryCount
        segment { campaignEntries { nodes { canceledAt } } }""",
    "restoreSegment": """changed restoredInteractionCount restoredCampaignEntryCount
        segment { campaignEntries { nodes { canceledAt } } }""",
    "createInteraction": "interactions { campaign { id } isCampaignTarget campaignEntry { id isStandAlone } }",
    "resumeInteraction": "interaction { campaign { id } campaignEntry { isStandAlone segment { id } } }",
    "updateSegment": "changed segment { campaign { id } isCampaignTarget isCampaignResponse }",
    "createInteractionTemplate": "interactionTemplate { campaign { id } isCampaignTarget isCampaignResponse }",
    "updateMarketingSetup": "marketingSetup { campaignNumberSeries { code } }",
}


async def change(mutation: str, **values: Any) -> dict[str, Any]:
    kind = f"{mutation[0].upper()}{mutation[1:]}Input"
    document = (
        f"mutation ($input: {kind}!) {{ {mutation}(input: $input) {{ {PAYLOADS[mutation]} {ERRORS} }} }}"
    )
    return (await ask(document, input=values))[mutation]


async def done(mutation: str, **values: Any) -> dict[str, Any]:
    payload = await change(mutation, **values)
    assert payload.pop("userErrors") == []
    return payload


async def refused(mutation: str, **values: Any) -> list[tuple[str, str]]:
    payload = await change(mutation, **values)
    return [(error["code"], ".".join(error["path"])) for error in payload["userErrors"]]


async def test_a_campaign_is_made_changed_found_and_deleted() -> None:
    salesperson = await a_salesperson()
    status = (await done("createCampaignStatus", code="plan", description="Planned"))["campaignStatus"]
    assert status["code"] == "PLAN"
    created = await done(
        "createCampaign", description="Spring fair", startsOn="2026-03-01", endsOn="2026-03-31",
        salespersonId=global_id(salesperson), statusId=status["id"], idempotencyKey="k",
    )  # fmt: skip
    identity = created["campaign"]["id"]
    assert (created["campaign"]["number"], created["campaignEdge"]["node"]) == ("CP0001", {"id": identity})
    document = """query ($status: ID!) { campaign(by: { number: "cp0001" }) { id startsOn endsOn
            salesperson { code campaigns { totalCount } } status { code campaigns { nodes { number } } } }
        campaigns(where: { status: { eq: $status }, runningOn: "2026-03-31" }, orderBy: [{ field: DESCRIPTION }]) {
            nodes { number } totalCount } }"""
    answer = await ask(document, status=status["id"])
    assert answer["campaign"] == {
        "id": identity, "startsOn": "2026-03-01", "endsOn": "2026-03-31",
        "salesperson": {"code": salesperson.code, "campaigns": {"totalCount": 1}},
        "status": {"code": "PLAN", "campaigns": {"nodes": [{"number": "CP0001"}]}},
    }  # fmt: skip
    assert answer["campaigns"] == {"nodes": [{"number": "CP0001"}], "totalCount": 1}
    wrong = await refused("updateCampaign", campaignId=identity, endsOn="2026-02-28")
    assert wrong == [("ENDS_BEFORE_START", "input.endsOn")]
    changed = await done("updateCampaign", campaignId=identity, endsOn=None, statusId=None)
    assert changed == {
        "changed": True,
        "campaign": {"id": identity, "revision": 2, "endsOn": None, "status": None},
    }
    assert await done("deleteCampaign", campaignId=identity) == {"deletedCampaignId": identity}
    assert await done("deleteCampaignStatus", campaignStatusId=status["id"]) == {
        "deletedCampaignStatusId": status["id"]
    }
    assert (await ask("{ campaigns { totalCount } campaignStatuses { totalCount } }")) == {
        "campaigns": {"totalCount": 0}, "campaignStatuses": {"totalCount": 0},
    }  # fmt: skip


async def test_a_line_tells_its_campaign_and_flags_and_where_they_come_from() -> None:
    campaign, other = await a_campaign("C1"), await a_campaign("C2")
    template = await a_template(is_campaign_target=True)
    segment = await a_segment(1, template_id=template.id, campaign_id=campaign.id, is_campaign_response=True)
    await a_line(segment, campaign_id=other.id, is_campaign_target=False)
    document = """query ($id: ID!) { segments(where: { campaign: { eq: $id } }) { nodes {
        campaign { number } isCampaignTarget lines { nodes { campaign { value { number } origin }
            isCampaignTarget { value origin } isCampaignResponse { value origin } } } } } }"""
    [found] = (await ask(document, id=global_id(campaign)))["segments"]["nodes"]
    assert (found["campaign"], found["isCampaignTarget"]) == ({"number": "C1"}, None)
    assert found["lines"]["nodes"] == [
        {
            "campaign": {"value": {"number": "C1"}, "origin": "SEGMENT"},
            "isCampaignTarget": {"value": True, "origin": "TEMPLATE"},
            "isCampaignResponse": {"value": True, "origin": "SEGMENT"},
        },
        {
            "campaign": {"value": {"number": "C2"}, "origin": "LINE"},
            "isCampaignTarget": {"value": False, "origin": "LINE"},
            "isCampaignResponse": {"value": True, "origin": "SEGMENT"},
        },
    ]


async def test_logging_a_segment_counts_towards_its_campaign_and_so_does_its_follow_up() -> None:
    campaign = await a_campaign("C1")
    segment = await a_segment(2, description="Invitations", campaign_id=campaign.id, is_campaign_target=True)
    logged = await done("logSegment", segmentId=global_id(segment), followUp={})
    [entry] = logged["segment"]["campaignEntries"]["nodes"]
    assert (entry["isStandAlone"], entry["description"], entry["campaign"]) == (
        False, "Invitations", {"number": "C1"},
    )  # fmt: skip
    assert (
        logged["segment"]["interactions"]["nodes"]
        == [
            {
                "campaign": {"number": "C1"},
                "isCampaignTarget": True,
                "isCampaignResponse": False,
                "campaignEntry": {"id": entry["id"]},
            }
        ]
        * 2
    )
    assert logged["followUpSegment"] == {"campaign": {"number": "C1"}}


async def test_an_entry_is_canceled_restored_and_deleted_with_what_it_means_for_its_interactions() -> None:
    campaign = await a_campaign()
    interaction = await an_interaction(campaign_id=campaign.id)
    entry = encoded("CampaignEntry", interaction.campaign_entry_id or 0)
    canceled = await done("cancelCampaignEntry", campaignEntryId=entry)
    assert (canceled["changed"], canceled["canceledInteractionCount"]) == (True, 1)
    assert canceled["campaign"] == {"statistics": {"totals": {"interactionCount": 0}}}
    assert canceled["campaignEntry"]["availableActions"] == ["RESTORE", "DELETE"]
    assert canceled["campaignEntry"]["interactions"]["nodes"] == [
        {"id": global_id(interaction), "status": "CANCELED", "availableActions": ["DELETE", "COMMENT"]}
    ]
    restored = await done("restoreCampaignEntry", campaignEntryId=entry)
    assert (restored["restoredInteractionCount"], restored["campaign"]) == (
        1,
        {"statistics": {"totals": {"interactionCount": 1}}},
    )
    assert restored["campaignEntry"]["availableActions"] == ["CANCEL"]
    assert await refused("deleteCampaignEntry", campaignEntryId=entry) == [
        ("MUST_CANCEL_FIRST", "input.campaignEntryId")
    ]
    await done("cancelCampaignEntry", campaignEntryId=entry)
    assert await done("deleteCampaignEntry", campaignEntryId=entry) == {
        "deletedCampaignEntryId": entry,
        "campaign": {"id": global_id(campaign), "entries": {"totalCount": 0}},
    }


async def test_an_entry_whose_segment_is_canceled_is_not_offered_to_be_restored() -> None:
    campaign = await a_campaign()
    segment = await a_segment(1, campaign_id=campaign.id)
    await done("logSegment", segmentId=global_id(segment))
    canceled = await done("cancelSegment", segmentId=global_id(segment))
    assert (canceled["canceledInteractionCount"], canceled["canceledCampaignEntryCount"]) == (1, 1)
    assert canceled["segment"]["campaignEntries"]["nodes"] == [{"canceledAt": "2026-03-02T09:30:00Z"}]
    document = "{ campaigns { nodes { entries { nodes { id availableActions } } } } }"
    [entry] = (await ask(document))["campaigns"]["nodes"][0]["entries"]["nodes"]
    assert entry["availableActions"] == ["DELETE"]
    assert await refused("restoreCampaignEntry", campaignEntryId=entry["id"]) == [
        ("SEGMENT_CANCELED", "input.campaignEntryId")
    ]
    restored = await done("restoreSegment", segmentId=global_id(segment))
    assert restored["segment"]["campaignEntries"]["nodes"] == [{"canceledAt": None}]


async def test_interactions_of_their_own_are_for_the_campaign_that_they_or_their_template_say() -> None:
    campaign, salesperson, contact = await a_campaign(), await a_salesperson(), await a_contact()
    identity = global_id(campaign)
    created = await done(
        "createInteractionTemplate", code="FAIR", description="Invitation", campaignId=identity,
        isCampaignTarget=True,
        interactionGroupId=encoded("InteractionGroup", (await a_template()).interaction_group_id),
    )  # fmt: skip
    assert created["interactionTemplate"] == {
        "campaign": {"id": identity}, "isCampaignTarget": True, "isCampaignResponse": False,
    }  # fmt: skip
    document = "query ($id: ID!) { interactionTemplates(where: { campaign: { eq: $id } }) { nodes { id } } }"
    [template] = (await ask(document, id=identity))["interactionTemplates"]["nodes"]
    logged = await done(
        "createInteraction", source={"contactIds": [global_id(contact)]},
        values={"templateId": template["id"], "salespersonId": global_id(salesperson), "isCampaignTarget": False},
    )  # fmt: skip
    [interaction] = logged["interactions"]
    assert (interaction["campaign"], interaction["isCampaignTarget"]) == ({"id": identity}, False)
    assert interaction["campaignEntry"]["isStandAlone"] is True
    postponed = await a_postponed_interaction(
        salesperson_id=salesperson.id, template_id=(await a_template()).id
    )
    resumed = await done(
        "resumeInteraction", interactionId=global_id(postponed), values={"campaignId": identity}
    )
    assert resumed["interaction"] == {
        "campaign": {"id": identity}, "campaignEntry": {"isStandAlone": True, "segment": None},
    }  # fmt: skip
    document = "query ($id: ID!) { interactions(where: { campaign: { eq: $id } }) { totalCount } }"
    assert await ask(document, id=identity) == {"interactions": {"totalCount": 2}}


async def test_a_segment_is_for_another_campaign_or_for_none() -> None:
    campaign, segment = await a_campaign(), await a_segment(1)
    values = {"campaignId": global_id(campaign), "isCampaignTarget": True}
    changed = await done("updateSegment", segmentId=global_id(segment), values=values)
    assert changed["segment"] == {
        "campaign": {"id": global_id(campaign)}, "isCampaignTarget": True, "isCampaignResponse": None,
    }  # fmt: skip
    changed = await done("updateSegment", segmentId=global_id(segment), values={"campaignId": None})
    assert changed["segment"]["campaign"] is None
    wrong = {"campaignId": global_id(segment)}
    assert await refused("updateSegment", segmentId=global_id(segment), values=wrong) == [
        ("INVALID", "input.values.campaignId")
    ]


async def test_numbers_of_campaigns_come_from_the_series_that_marketing_setup_names() -> None:
    assert (await ask("{ marketingSetup { campaignNumberSeries { code prefix } } }"))["marketingSetup"] == {
        "campaignNumberSeries": {"code": "CAMP", "prefix": "CP"}
    }
    changed = await done("updateMarketingSetup", campaignNumberSeriesId=None)
    assert changed["marketingSetup"] == {"campaignNumberSeries": None}
    assert await refused("createCampaign", description="Fair") == [("NUMBER_SERIES_MISSING", "input.number")]


async def test_an_id_of_another_noun_is_told_in_a_query() -> None:
    segment = await a_segment(0)
    document = "query ($id: ID!) { campaign(by: { id: $id }) { id } }"
    message = await refusal(document, id=global_id(segment))
    assert message == "This is the id of a Segment. Give the id of a Campaign."
