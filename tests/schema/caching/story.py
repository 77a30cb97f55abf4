"""Every mutation once, in an order in which each finds what it needs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from db.models import Delivery, DeliveryStatus
from schema.ids import number_of

Known = dict[str, str]
"""Ids that earlier steps have made, by a name of the story."""


@dataclass
class Step:
    """One mutation: its input, where the ids that later steps need stand in its payload, what happens before it."""

    mutation: str
    input: Callable[[Known], dict[str, Any]]
    keeps: dict[str, str] = field(default_factory=dict)
    before: Callable[[Known], Awaitable[Any]] | None = None


async def _a_delivery_fails(known: Known) -> None:
    await Delivery.filter(interaction_id=number_of(known["mailed"], "Interaction")).update(
        status=DeliveryStatus.FAILED
    )


def person(name: str, **values: Any) -> Callable[[Known], dict[str, Any]]:
    return lambda known: {
        "kind": "PERSON",
        "name": name,
        "email": f"{name.lower()}@example.com",
        "companyId": known["company"],
        **values,
    }


def logged(who: str, **values: Any) -> Callable[[Known], dict[str, Any]]:
    return lambda known: {
        "source": {"contactIds": [known[who]]},
        "values": {"templateId": known["template"], "salespersonId": known["salesperson"]},
        **values,
    }


def of(noun: str, called: str | None = None, /, **values: Any) -> Callable[[Known], dict[str, Any]]:
    return lambda known: {f"{noun}Id": known[called or noun], **values}


def members(noun: str, *names: str) -> Callable[[Known], dict[str, Any]]:
    return lambda known: {f"{noun}Id": known[noun], "contactIds": [known[name] for name in names]}


NAMED = {"code": "NEW", "description": "New"}

SETTING_UP = [
    Step(
        "createNumberSeries",
        lambda k: {"code": "EXTRA", "description": "Extra", "digits": 4, "prefix": "X"},
        {"series": "numberSeries.id"},
    ),
    Step("updateNumberSeries", lambda k: {"numberSeriesId": k["series"], "description": "Extra numbers"}),
    Step(
        "createSalesperson", lambda k: {"code": "AB", "name": "Ann Bell"}, {"salesperson": "salesperson.id"}
    ),
    Step(
        "createSalesperson",
        lambda k: {"code": "ZZ", "name": "Zoe Zed"},
        {"other salesperson": "salesperson.id"},
    ),
    Step("updateSalesperson", of("salesperson", name="Ann Bell", jobTitle="Sales")),
    Step("createApiKey", lambda k: {"name": "Shop", "role": "READER"}, {"key": "apiKey.id"}),
    Step("revokeApiKey", lambda k: {"apiKeyId": k["key"]}),
    Step("deleteSalesperson", of("salesperson", "other salesperson")),
    Step("createSalutation", lambda k: {"code": "MS", "description": "Ms"}, {"salutation": "salutation.id"}),
    Step("updateSalutation", of("salutation", description="To a woman")),
    Step(
        "createSalutationFormula",
        of("salutation", formality="FORMAL", language="en", text="Dear %1,", parts=["SURNAME"]),
        {"formula": "salutationFormula.id"},
    ),
    Step("updateSalutationFormula", lambda k: {"salutationFormulaId": k["formula"], "text": "Dear Ms %1,"}),
    Step(
        "updateMarketingSetup",
        lambda k: {"defaultSalespersonId": k["salesperson"], "defaultPersonSalutationId": k["salutation"]},
    ),
    Step(
        "createInteractionGroup",
        lambda k: {"code": "LETTER", "description": "Letters"},
        {"group": "group.id"},
    ),
    Step(
        "createInteractionGroup",
        lambda k: {"code": "CALL", "description": "Calls"},
        {"other group": "group.id"},
    ),
    Step("updateInteractionGroup", of("group", description="All letters")),
    Step(
        "createInteractionTemplate",
        lambda k: {
            "code": "BUS",
            "description": "Letter",
            "groupId": k["group"],
            "cost": {"amount": "2.50"},
            "durationMinutes": 15,
        },
        {"template": "template.id"},
    ),
    Step(
        "createInteractionTemplate",
        lambda k: {"code": "GONE", "description": "Gone", "groupId": k["group"]},
        {"other template": "template.id"},
    ),
    Step(
        "updateInteractionTemplate",
        lambda k: {"templateId": k["other template"], "groupId": k["other group"], "description": "Went"},
    ),
    Step("deleteInteractionTemplate", of("template", "other template")),
    Step("deleteInteractionGroup", of("group", "other group")),
    Step(
        "createContent",
        lambda k: {"subject": "News", "bodyText": "Dear {{ contact.name }},"},
        {"content": "content.id"},
    ),
    Step(
        "createTemplateLanguage",
        of("template", language="en", description="A letter"),
        {"language": "templateLanguage.id"},
    ),
    Step(
        "updateTemplateLanguage", lambda k: {"templateLanguageId": k["language"], "contentId": k["content"]}
    ),
    Step(
        "createTemplateLanguage",
        of("template", language="de", description="Ein Brief"),
        {"german": "templateLanguage.id"},
    ),
    Step("deleteTemplateLanguage", of("templateLanguage", "german")),
    Step(
        "createCampaignStatus",
        lambda k: {"code": "RUNS", "description": "Runs"},
        {"status": "campaignStatus.id"},
    ),
    Step(
        "createCampaignStatus",
        lambda k: {"code": "ENDED", "description": "Ended"},
        {"other status": "campaignStatus.id"},
    ),
    Step("updateCampaignStatus", lambda k: {"campaignStatusId": k["status"], "description": "It runs"}),
    Step("deleteCampaignStatus", lambda k: {"campaignStatusId": k["other status"]}),
    Step(
        "createCampaign",
        lambda k: {"description": "Spring", "statusId": k["status"]},
        {"campaign": "campaign.id"},
    ),
    Step("createCampaign", lambda k: {"description": "Autumn"}, {"other campaign": "campaign.id"}),
    Step("updateCampaign", of("campaign", description="Spring 2026", salespersonId=None)),
    Step("deleteCampaign", of("campaign", "other campaign")),
]

CONTACTS = [
    Step(
        "createContact",
        lambda k: {"kind": "COMPANY", "name": "Acme", "country": "GB"},
        {"company": "contact.id"},
    ),
    Step("createContact", person("Eve", jobTitle="Buyer"), {"eve": "contact.id"}),
    Step("createContact", person("Adam"), {"adam": "contact.id"}),
    Step("createContact", person("Ava"), {"ava": "contact.id"}),
    Step("createContact", person("Gone"), {"gone": "contact.id"}),
    Step("createContact", person("Eva"), {"double": "contact.id"}),
    Step("updateContact", lambda k: {"contactId": k["company"], "country": "DE"}),
    Step("updateContact", lambda k: {"contactId": k["gone"], "companyId": None}),
    Step("deleteContact", of("contact", "gone")),
    Step(
        "createAlternativeAddress",
        of("contact", "eve", code="SUMMER", city="Brighton", periods=[{"startsOn": "2026-02-01"}]),
        {"address": "alternativeAddress.id"},
    ),
    Step("updateAlternativeAddress", lambda k: {"alternativeAddressId": k["address"], "city": "Bath"}),
    Step("deleteAlternativeAddress", lambda k: {"alternativeAddressId": k["address"]}),
    Step("createMailingGroup", lambda k: NAMED, {"mailingGroup": "mailingGroup.id"}),
    Step("updateMailingGroup", of("mailingGroup", description="News")),
    Step("addContactsToMailingGroup", members("mailingGroup", "eve", "adam")),
    Step("removeContactsFromMailingGroup", members("mailingGroup", "adam")),
    Step("createIndustryGroup", lambda k: NAMED, {"industryGroup": "industryGroup.id"}),
    Step("updateIndustryGroup", of("industryGroup", description="Bakers")),
    Step("addContactsToIndustryGroup", members("industryGroup", "company")),
    Step("removeContactsFromIndustryGroup", members("industryGroup", "company")),
    Step("createJobResponsibility", lambda k: NAMED, {"jobResponsibility": "jobResponsibility.id"}),
    Step("updateJobResponsibility", of("jobResponsibility", description="Buys")),
    Step("addContactsToJobResponsibility", members("jobResponsibility", "eve")),
    Step("removeContactsFromJobResponsibility", members("jobResponsibility", "eve")),
    Step("deleteIndustryGroup", of("industryGroup")),
    Step("deleteJobResponsibility", of("jobResponsibility")),
]

INTERACTIONS = [
    Step("createInteraction", logged("eve"), {"interaction": "interaction.id"}),
    Step("createInteraction", logged("double"), {"moves": "interaction.id"}),
    Step("createInteraction", logged("adam", mode="POSTPONE"), {"postponed": "interaction.id"}),
    Step("postponeInteraction", of("interaction", "postponed", values={"evaluation": "POSITIVE"})),
    Step("resumeInteraction", of("interaction", "postponed")),
    Step("createInteraction", logged("adam", mode="POSTPONE"), {"postponed": "interaction.id"}),
    Step("deleteInteraction", of("interaction", "postponed")),
    Step("evaluateInteraction", of("interaction", evaluation="NEGATIVE")),
    Step("addInteractionComment", of("interaction", text="Call back")),
    Step("cancelInteractions", lambda k: {"interactionIds": [k["interaction"]]}),
    Step("restoreInteractions", lambda k: {"interactionIds": [k["interaction"]]}),
    Step("mergeContacts", lambda k: {"winnerId": k["eve"], "loserId": k["double"]}),
]

SEGMENTS = [
    Step(
        "createSegment",
        lambda k: {
            "description": "Spring",
            "values": {
                "templateId": k["template"],
                "campaignId": k["campaign"],
                "salespersonId": k["salesperson"],
            },
            "contactIds": [k["eve"]],
        },
        {"segment": "segment.id"},
    ),
    Step(
        "addSegmentContacts",
        members("segment", "adam", "ava"),
        {"line": "lineEdges.0.node.id", "other line": "lineEdges.1.node.id"},
    ),
    Step("updateSegment", of("segment", description="Spring letter")),
    Step("personalizeSegmentLines", lambda k: {"lineIds": [k["line"]], "values": {"description": "To you"}}),
    Step("removeSegmentLines", lambda k: {"lineIds": [k["other line"]]}),
    Step("undoSegmentStep", of("segment")),
    Step(
        "setSegmentContent",
        lambda k: {"segmentId": k["segment"], "language": "en", "contentId": k["content"]},
    ),
    Step("applyMailingGroup", lambda k: {"segmentId": k["segment"], "mailingGroupId": k["mailingGroup"]}),
    Step(
        "createSegment",
        lambda k: {
            "description": "By criteria",
            "values": {"templateId": k["template"], "salespersonId": k["salesperson"]},
        },
        {"by criteria": "segment.id"},
    ),
    Step("addSegmentContactsByCriteria", of("segment", "by criteria", criteria={"kind": ["PERSON"]})),
    Step("refineSegment", of("segment", "by criteria", criteria={"name": {"startsWith": "A"}})),
    Step("reduceSegment", of("segment", "by criteria", criteria={"name": {"startsWith": "Ada"}})),
    Step(
        "saveSegmentCriteria",
        of("segment", "by criteria", code="MINE"),
        {"savedCriteria": "savedCriteria.id"},
    ),
    Step("createSegment", lambda k: {"description": "Again"}, {"again": "segment.id"}),
    Step("reuseSegmentCriteria", lambda k: {"segmentId": k["again"], "savedCriteriaId": k["savedCriteria"]}),
    Step("deleteSavedCriteria", lambda k: {"savedCriteriaId": k["savedCriteria"]}),
    Step("logSegment", of("segment", followUp={}), {"follow-up": "followUpSegment.id"}),
    Step("reuseLoggedSegment", lambda k: {"segmentId": k["again"], "loggedSegmentId": k["segment"]}),
    Step("cancelSegment", of("segment")),
    Step("restoreSegment", of("segment")),
    Step("cancelCampaignEntry", lambda k: {"campaignEntryId": k["entry"]}),
    Step("restoreCampaignEntry", lambda k: {"campaignEntryId": k["entry"]}),
    Step("cancelCampaignEntry", lambda k: {"campaignEntryId": k["entry"]}),
    Step("deleteCampaignEntry", lambda k: {"campaignEntryId": k["entry"]}),
    Step("createFollowUpSegment", of("segment", "segment")),
    Step("deleteSegment", of("segment", "follow-up")),
    Step("logSegment", of("segment", "by criteria")),
]

LETTERS = [
    Step(
        "createInteraction",
        lambda k: {
            "source": {"contactIds": [k["eve"]]},
            "values": {
                "templateId": k["template"],
                "contentId": k["content"],
                "correspondenceType": "EMAIL",
                "salespersonId": k["salesperson"],
            },
            "deliver": True,
        },
        {"mailed": "interaction.id"},
    ),
    Step("cancelDeliveries", lambda k: {"interactionIds": [k["mailed"]]}),
    Step("retryDeliveries", lambda k: {"interactionIds": [k["mailed"]]}, before=_a_delivery_fails),
    Step("deleteMailingGroup", of("mailingGroup", withMemberships=True)),
    Step("deleteSalutationFormula", lambda k: {"salutationFormulaId": k["formula"]}),
    Step(
        "createSalutation",
        lambda k: {"code": "MR", "description": "Mr"},
        {"other salutation": "salutation.id"},
    ),
    Step("deleteSalutation", of("salutation", "other salutation")),
]

STORY = [*SETTING_UP, *CONTACTS, *INTERACTIONS, *SEGMENTS, *LETTERS]
