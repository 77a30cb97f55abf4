"""Every mutation once, in an order in which each finds what it needs."""

from __future__ import annotations

from tests.schema.caching.setting_up import SETTING_UP
from tests.schema.caching.steps import (
    NAMED,
    Step,
    a_delivery_fails,
    another_entry_is_canceled,
    logged,
    members,
    of,
    person,
)

CONTACTS = [
    Step(
        "createContact",
        lambda k: {"kind": "COMPANY", "name": "Acme", "address": {"countryCode": "GB"}},
        {"company": "contact.id"},
    ),
    Step("createContact", person("Eve", jobTitle="Buyer"), {"eve": "contact.id"}),
    Step("createContact", person("Adam"), {"adam": "contact.id"}),
    Step("createContact", person("Ava"), {"ava": "contact.id"}),
    Step("createContact", person("Gone"), {"gone": "contact.id"}),
    Step("createContact", person("Eva"), {"double": "contact.id"}),
    Step("updateContact", lambda k: {"contactId": k["company"], "address": {"countryCode": "DE"}}),
    Step("updateContact", lambda k: {"contactId": k["gone"], "companyId": None}),
    Step("deleteContact", of("contact", "gone")),
    Step("createContact", person("Lost", companyId=None), {"lost": "contact.id"}),
    Step("deleteContacts", lambda k: {"contactIds": [k["lost"]]}),
    Step(
        "createAlternativeAddress",
        of(
            "contact",
            "eve",
            code="SUMMER",
            address={"city": "Brighton"},
            periods=[{"startsOn": "2026-02-01"}],
        ),
        {"address": "alternativeAddress.id"},
    ),
    Step(
        "updateAlternativeAddress",
        lambda k: {"alternativeAddressId": k["address"], "address": {"city": "Bath"}},
    ),
    Step("deleteAlternativeAddress", lambda k: {"alternativeAddressId": k["address"]}),
    Step("createMailingGroup", lambda k: NAMED, {"mailingGroup": "mailingGroup.id"}),
    Step("updateMailingGroup", of("mailingGroup", description="News")),
    Step("addMailingGroupContacts", members("mailingGroup", "eve", "adam")),
    Step("removeMailingGroupContacts", members("mailingGroup", "adam")),
    Step("createIndustryGroup", lambda k: NAMED, {"industryGroup": "industryGroup.id"}),
    Step("updateIndustryGroup", of("industryGroup", description="Bakers")),
    Step("addIndustryGroupContacts", members("industryGroup", "company")),
    Step("removeIndustryGroupContacts", members("industryGroup", "company")),
    Step("createJobResponsibility", lambda k: NAMED, {"jobResponsibility": "jobResponsibility.id"}),
    Step("updateJobResponsibility", of("jobResponsibility", description="Buys")),
    Step("addJobResponsibilityContacts", members("jobResponsibility", "eve")),
    Step("removeJobResponsibilityContacts", members("jobResponsibility", "eve")),
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
    Step(
        "addInteractionComment",
        of("interaction", text="Twice"),
        {"note": "interactionComment.id"},
    ),
    Step("updateInteractionComment", lambda k: {"interactionCommentId": k["note"], "text": "Once"}),
    Step("deleteInteractionComment", lambda k: {"interactionCommentId": k["note"]}),
    Step("evaluateInteractions", lambda k: {"interactionIds": [k["interaction"]], "evaluation": "NEUTRAL"}),
    Step(
        "correctInteraction",
        of(
            "interaction",
            values={"description": "A visit", "cost": {"amount": "7"}, "occurredAt": "2026-01-02T10:00:00Z"},
        ),
    ),
    Step("createInteraction", logged("adam", mode="POSTPONE"), {"postponed": "interaction.id"}),
    Step("deleteInteractions", lambda k: {"interactionIds": [k["postponed"]]}),
    Step("markContactsAsDistinct", lambda k: {"contactIds": [k["eve"], k["double"]]}),
    Step("unmarkContactsAsDistinct", lambda k: {"contactIds": [k["eve"], k["double"]]}),
    Step("cancelInteractions", lambda k: {"interactionIds": [k["interaction"]]}),
    Step("restoreInteractions", lambda k: {"interactionIds": [k["interaction"]]}),
    Step("mergeContacts", lambda k: {"keptContactId": k["eve"], "duplicateContactId": k["double"]}),
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
    Step("replaceSegmentLineContact", lambda k: {"lineId": k["line"], "contactId": k["company"]}),
    Step("removeSegmentLines", lambda k: {"lineIds": [k["other line"]]}),
    Step("undoSegmentStep", of("segment")),
    Step(
        "setSegmentLetterContent",
        lambda k: {"segmentId": k["segment"], "language": "en", "letterContentId": k["letterContent"]},
    ),
    Step(
        "addMailingGroupContactsFromSegment",
        lambda k: {"segmentId": k["segment"], "mailingGroupId": k["mailingGroup"]},
    ),
    Step(
        "replaceMailingGroupContactsFromSegment",
        lambda k: {"segmentId": k["segment"], "mailingGroupId": k["mailingGroup"]},
    ),
    Step(
        "createSegment",
        lambda k: {
            "description": "By criteria",
            "values": {"templateId": k["template"], "salespersonId": k["salesperson"]},
        },
        {"by criteria": "segment.id"},
    ),
    Step("addSegmentContactsByCriteria", of("segment", "by criteria", criteria={"kind": "PERSON"})),
    Step("refineSegment", of("segment", "by criteria", criteria={"name": {"startsWith": "A"}})),
    Step("reduceSegment", of("segment", "by criteria", criteria={"name": {"startsWith": "Ada"}})),
    Step(
        "saveSegmentCriteria",
        of("segment", "by criteria", code="MINE"),
        {"savedCriteria": "savedCriteria.id"},
    ),
    Step("createSegment", lambda k: {"description": "Again"}, {"again": "segment.id"}),
    Step("reuseSegmentCriteria", lambda k: {"segmentId": k["again"], "savedCriteriaId": k["savedCriteria"]}),
    Step("updateSavedCriteria", lambda k: {"savedCriteriaId": k["savedCriteria"], "code": "OURS"}),
    Step("deleteSavedCriteria", lambda k: {"savedCriteriaId": k["savedCriteria"]}),
    Step("logSegment", of("segment", followUp={}), {"follow-up": "followUpSegment.id"}),
    Step("reuseLoggedSegment", lambda k: {"segmentId": k["again"], "loggedSegmentId": k["segment"]}),
    Step("cancelSegment", of("segment")),
    Step("restoreSegment", of("segment")),
    Step("cancelCampaignEntries", lambda k: {"campaignEntryIds": [k["entry"]]}),
    Step("restoreCampaignEntries", lambda k: {"campaignEntryIds": [k["entry"]]}),
    Step("cancelCampaignEntry", lambda k: {"campaignEntryId": k["entry"]}),
    Step("restoreCampaignEntry", lambda k: {"campaignEntryId": k["entry"]}),
    Step("cancelCampaignEntry", lambda k: {"campaignEntryId": k["entry"]}),
    Step("deleteCampaignEntry", lambda k: {"campaignEntryId": k["entry"]}),
    Step(
        "deleteCampaignEntries",
        lambda k: {"campaignEntryIds": [k["other entry"]]},
        before=another_entry_is_canceled,
    ),
    Step("createFollowUpSegment", of("segment", "segment")),
    Step("deleteSegment", of("segment", "follow-up")),
    Step("createSegment", lambda k: {"description": "Too much"}, {"too much": "segment.id"}),
    Step("deleteSegments", lambda k: {"segmentIds": [k["too much"]]}),
    Step("logSegment", of("segment", "by criteria")),
]

LETTERS = [
    Step(
        "createInteraction",
        lambda k: {
            "source": {"contactIds": [k["eve"]]},
            "values": {
                "templateId": k["template"],
                "letterContentId": k["letterContent"],
                "correspondenceType": "EMAIL",
                "salespersonId": k["salesperson"],
            },
            "delivery": {},
        },
        {"mailed": "interaction.id"},
    ),
    Step("cancelDeliveries", lambda k: {"deliveries": {"interactionIds": [k["mailed"]]}}),
    Step(
        "retryDeliveries",
        lambda k: {"deliveries": {"interactionIds": [k["mailed"]]}},
        before=a_delivery_fails,
    ),
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
