"""The first part of the story: what a company sets up before it writes to anybody."""

from __future__ import annotations

from tests.schema.caching.steps import Step, of

SETTING_UP = [
    Step(
        "createNumberSeries",
        lambda k: {"code": "EXTRA", "description": "Extra", "digits": 4, "prefix": "X"},
        {"series": "numberSeries.id"},
    ),
    Step(
        "createNumberSeries",
        lambda k: {"code": "GONE", "description": "Gone", "digits": 4},
        {"other series": "numberSeries.id"},
    ),
    Step("deleteNumberSeries", lambda k: {"numberSeriesId": k["other series"]}),
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
        {"group": "interactionGroup.id"},
    ),
    Step(
        "createInteractionGroup",
        lambda k: {"code": "CALL", "description": "Calls"},
        {"other group": "interactionGroup.id"},
    ),
    Step(
        "updateInteractionGroup",
        lambda k: {"interactionGroupId": k["group"], "description": "All letters"},
    ),
    Step(
        "createInteractionTemplate",
        lambda k: {
            "code": "BUS",
            "description": "Letter",
            "interactionGroupId": k["group"],
            "cost": {"amount": "2.50"},
            "durationMinutes": 15,
        },
        {"template": "interactionTemplate.id"},
    ),
    Step(
        "createInteractionTemplate",
        lambda k: {"code": "GONE", "description": "Gone", "interactionGroupId": k["group"]},
        {"other template": "interactionTemplate.id"},
    ),
    Step(
        "updateInteractionTemplate",
        lambda k: {
            "interactionTemplateId": k["other template"],
            "interactionGroupId": k["other group"],
            "description": "Went",
        },
    ),
    Step("deleteInteractionTemplate", of("interactionTemplate", "other template")),
    Step("deleteInteractionGroup", of("interactionGroup", "other group")),
    Step(
        "createLetterContent",
        lambda k: {"subject": "News", "bodyText": "Dear {{ contact.name }},"},
        {"letterContent": "letterContent.id"},
    ),
    Step(
        "createTemplateLanguage",
        lambda k: {"interactionTemplateId": k["template"], "language": "en", "description": "A letter"},
        {"language": "templateLanguage.id"},
    ),
    Step(
        "updateTemplateLanguage",
        lambda k: {"templateLanguageId": k["language"], "letterContentId": k["letterContent"]},
    ),
    Step(
        "createTemplateLanguage",
        lambda k: {"interactionTemplateId": k["template"], "language": "de", "description": "Ein Brief"},
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
