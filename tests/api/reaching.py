"""How codes of refusals are reached through HTTP: a world, and one way for each code."""

from __future__ import annotations

from tests.api.conftest import Client

World = dict[str, str]


async def a_world(client: Client) -> World:
    """A salesperson, a template, a company with a person, an open segment with both: the ids."""
    salesperson = (await client.change("createSalesperson", code="AB", name="Ann Bell"))["salesperson"]["id"]
    group = (await client.change("createInteractionGroup", code="LETTER", description="Letters"))[
        "interactionGroup"
    ]["id"]
    template = (
        await client.change(
            "createInteractionTemplate", code="BUS", description="Letter", interactionGroupId=group
        )
    )["interactionTemplate"]["id"]
    company = (await client.change("createContact", kind="COMPANY", name="Acme"))["contact"]["id"]
    person = (await client.change("createContact", kind="PERSON", name="Eve", companyId=company))["contact"][
        "id"
    ]
    segment = (
        await client.change(
            "createSegment",
            description="Spring",
            values={"templateId": template, "salespersonId": salesperson},
            contactIds=[company, person],
        )
    )["segment"]
    return {
        "salesperson": salesperson,
        "group": group,
        "template": template,
        "company": company,
        "person": person,
        "segment": segment["id"],
        "line": segment["lines"]["nodes"][0]["id"],
    }


async def an_interaction(client: Client, world: World, mode: str = "LOG") -> str:
    payload = await client.change(
        "createInteraction",
        source={"contactIds": [world["person"]]},
        values={"templateId": world["template"], "salespersonId": world["salesperson"]},
        mode=mode,
    )
    return payload["interaction"]["id"]


async def not_found(client: Client, world: World) -> list[tuple[str, str]]:
    postponed = await an_interaction(client, world, "POSTPONE")
    await client.change("deleteInteraction", interactionId=postponed)
    return await client.refused("deleteInteraction", interactionId=postponed)


async def required(client: Client, world: World) -> list[tuple[str, str]]:
    return await client.refused("createInteraction", source={"contactIds": [world["person"]]})


async def invalid(client: Client, world: World) -> list[tuple[str, str]]:
    return await client.refused("createContact", kind="PERSON", name="Bad", email="nobody at nowhere")


async def too_long(client: Client, world: World) -> list[tuple[str, str]]:
    return await client.refused("createContact", kind="PERSON", name="x" * 101)


async def out_of_range(client: Client, world: World) -> list[tuple[str, str]]:
    line = {"lineIds": [world["line"]], "values": {"durationMinutes": -1}}
    return await client.refused("personalizeSegmentLines", **line)


async def not_unique(client: Client, world: World) -> list[tuple[str, str]]:
    return await client.refused("createSalesperson", code="ab", name="Another")


async def in_use(client: Client, world: World) -> list[tuple[str, str]]:
    return await client.refused("deleteInteractionTemplate", interactionTemplateId=world["template"])


async def revision_conflict(client: Client, world: World) -> list[tuple[str, str]]:
    return await client.refused("updateContact", contactId=world["person"], expectedRevision=7, name="New")


async def not_postponed(client: Client, world: World) -> list[tuple[str, str]]:
    return await client.refused("resumeInteraction", interactionId=await an_interaction(client, world))


async def not_logged(client: Client, world: World) -> list[tuple[str, str]]:
    return await client.refused("cancelSegment", segmentId=world["segment"])


async def must_cancel_first(client: Client, world: World) -> list[tuple[str, str]]:
    return await client.refused("deleteInteraction", interactionId=await an_interaction(client, world))


async def contact_blocked(client: Client, world: World) -> list[tuple[str, str]]:
    await client.change("updateContact", contactId=world["person"], privacyBlocked=True)
    return await client.refused(
        "createInteraction", source={"contactIds": [world["person"]]}, values={"templateId": world["template"]},
        mode="POSTPONE",
    )  # fmt: skip


async def contact_on_segment(client: Client, world: World) -> list[tuple[str, str]]:
    return await client.refused("deleteContact", contactId=world["person"])


async def contact_has_postponed(client: Client, world: World) -> list[tuple[str, str]]:
    await an_interaction(client, world, "POSTPONE")
    await client.change("deleteSegment", segmentId=world["segment"])
    return await client.refused("deleteContact", contactId=world["person"])


async def contact_has_people(client: Client, world: World) -> list[tuple[str, str]]:
    return await client.refused("deleteContact", contactId=world["company"])


async def contacts_of_two_companies(client: Client, world: World) -> list[tuple[str, str]]:
    other = (await client.change("createContact", kind="COMPANY", name="Bolt"))["contact"]["id"]
    person = {"kind": "PERSON", "name": "Eve", "companyId": other}
    double = (await client.change("createContact", **person))["contact"]["id"]
    return await client.refused("mergeContacts", keptContactId=world["person"], duplicateContactId=double)


async def ends_before_start(client: Client, world: World) -> list[tuple[str, str]]:
    period = {"startsOn": "2026-06-01", "endsOn": "2026-05-31"}
    return await client.refused(
        "createAlternativeAddress", contactId=world["person"], code="A", periods=[period]
    )


async def periods_overlap(client: Client, world: World) -> list[tuple[str, str]]:
    periods = [{"startsOn": "2026-06-01"}, {"startsOn": "2026-07-01"}]
    return await client.refused(
        "createAlternativeAddress", contactId=world["person"], code="A", periods=periods
    )


async def salutation_slots_invalid(client: Client, world: World) -> list[tuple[str, str]]:
    code = {"code": "M", "description": "Man"}
    salutation = (await client.change("createSalutation", **code))["salutation"]["id"]
    formula = {"language": "en", "formality": "FORMAL", "text": "Dear %1 %2,", "parts": ["SURNAME"]}
    return await client.refused("createSalutationFormula", salutationId=salutation, **formula)


async def salesperson_blocked(client: Client, world: World) -> list[tuple[str, str]]:
    await client.change("updateSalesperson", salespersonId=world["salesperson"], isBlocked=True)
    return await client.refused(
        "updateSegment", segmentId=world["segment"], values={"salespersonId": world["salesperson"]}
    )


async def criteria_empty(client: Client, world: World) -> list[tuple[str, str]]:
    return await client.refused("reduceSegment", segmentId=world["segment"], criteria={"name": {}})


async def segment_has_no_steps(client: Client, world: World) -> list[tuple[str, str]]:
    empty = (await client.change("createSegment", description="Nobody"))["segment"]["id"]
    return await client.refused("undoSegmentStep", segmentId=empty)


async def segment_has_steps(client: Client, world: World) -> list[tuple[str, str]]:
    values = {"segmentId": world["segment"], "loggedSegmentId": world["segment"], "onlyWithoutSteps": True}
    return await client.refused("reuseLoggedSegment", **values)


async def segment_empty(client: Client, world: World) -> list[tuple[str, str]]:
    empty = (await client.change("createSegment", description="Nobody"))["segment"]["id"]
    return await client.refused("logSegment", segmentId=empty)


async def segment_already_logged(client: Client, world: World) -> list[tuple[str, str]]:
    assert (await client.change("logSegment", segmentId=world["segment"]))["loggedCount"] == 2
    return await client.refused("logSegment", segmentId=world["segment"])


async def segment_canceled(client: Client, world: World) -> list[tuple[str, str]]:
    await client.change("logSegment", segmentId=world["segment"])
    await client.change("cancelSegment", segmentId=world["segment"])
    answer = await client.ask("{ interactions { nodes { id } } }")
    return await client.refused(
        "restoreInteractions", interactionIds=[answer["data"]["interactions"]["nodes"][0]["id"]]
    )


async def campaign_entry_canceled(client: Client, world: World) -> list[tuple[str, str]]:
    campaign = (await client.change("createCampaign", description="Fair"))["campaign"]["id"]
    await client.change("updateSegment", segmentId=world["segment"], values={"campaignId": campaign})
    await client.change("logSegment", segmentId=world["segment"])
    answer = await client.ask("{ interactions { nodes { id campaignEntry { id } } } }")
    [entry, *_] = answer["data"]["interactions"]["nodes"]
    await client.change("cancelCampaignEntry", campaignEntryId=entry["campaignEntry"]["id"])
    return await client.refused("restoreInteractions", interactionIds=[entry["id"]])


async def lines_invalid(client: Client, world: World) -> list[tuple[str, str]]:
    await client.change("updateContact", contactId=world["person"], privacyBlocked=True)
    return await client.refused("logSegment", segmentId=world["segment"])


async def number_series_missing(client: Client, world: World) -> list[tuple[str, str]]:
    await client.change("updateMarketingSetup", segmentNumberSeriesId=None)
    return await client.refused("logSegment", segmentId=world["segment"], followUp={})


async def number_not_allowed(client: Client, world: World) -> list[tuple[str, str]]:
    answer = await client.ask("{ marketingSetup { contactNumberSeries { id } } }")
    series = answer["data"]["marketingSetup"]["contactNumberSeries"]["id"]
    await client.change("updateNumberSeries", numberSeriesId=series, allowsManualNumbers=False)
    return await client.refused("createContact", kind="PERSON", name="Own", number="MINE")


async def idempotency_mismatch(client: Client, world: World) -> list[tuple[str, str]]:
    await client.change("createContact", kind="PERSON", name="First", idempotencyKey="k1")
    return await client.refused("createContact", kind="PERSON", name="Second", idempotencyKey="k1")
