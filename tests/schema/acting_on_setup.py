"""Inputs of the mutations of setup, of campaigns and of content."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from io import BytesIO

from db.api_keys.editing import create_api_key
from db.callers import Role
from db.campaigns.canceling import cancel_campaign_entry
from db.campaigns.statuses import create_campaign_status
from db.models import ApiKey, CampaignEntry, CampaignStatus, NumberSeries
from db.number_series import create_number_series
from db.segments.logging import log_segment
from schema.graph.ids import global_id
from schema.graph.uploads import SentFile
from tests.builders import (
    a_campaign,
    a_group,
    a_salesperson,
    a_segment,
    a_template,
    a_template_language,
    an_attachment,
)
from tests.conftest import NOW
from tests.schema.acting_on_contacts import NAMED, InputValues, named, named_many, new


async def a_number_series() -> NumberSeries:
    created = await create_number_series({"code": "MORE", "description": "More", "digits": 4}, now=NOW)
    return created.number_series


async def a_campaign_status() -> CampaignStatus:
    return (await create_campaign_status({"code": "RUNS", "description": "Running"}, now=NOW)).campaign_status


async def a_campaign_entry() -> CampaignEntry:
    segment = await a_segment(2, campaign_id=(await a_campaign()).id)
    await log_segment(segment.id, now=NOW)
    return await CampaignEntry.get(segment_id=segment.id)


async def a_canceled_entry() -> CampaignEntry:
    entry = await a_campaign_entry()
    return (await cancel_campaign_entry(entry.id, now=NOW)).campaign_entry


async def a_language():
    return await a_template_language(await a_template())


async def _create_interaction_template() -> InputValues:
    languages = [{"language": "en", "description": "Meeting"}]
    return {**NAMED, "interactionGroupId": global_id(await a_group()), "languages": languages}


async def _update_interaction_template() -> InputValues:
    return {
        "interactionTemplateId": global_id(await a_template()),
        "interactionGroupId": global_id(await a_group()),
    }


async def _create_template_language() -> InputValues:
    return {
        "interactionTemplateId": global_id(await a_template()),
        "language": "de",
        "description": "Treffen",
    }


async def _create_salesperson() -> InputValues:
    return {"code": "NEW", "name": "Nora New"}


async def _update_marketing_setup() -> InputValues:
    return {"defaultCountryCode": "CH", "defaultSalespersonId": global_id(await a_salesperson())}


async def _create_number_series() -> InputValues:
    return {**NAMED, "digits": 4}


async def _create_campaign() -> InputValues:
    return {"number": "C1", "description": "Fair", "statusId": global_id(await a_campaign_status())}


async def _create_letter_content() -> InputValues:
    return {
        "subject": "Spring",
        "bodyText": "Dear reader",
        "attachmentIds": [global_id(await an_attachment())],
    }


async def _upload_attachment() -> InputValues:
    return {"file": SentFile("Offer.pdf", "application/pdf", BytesIO(b"%PDF-1.7"))}


async def _create_api_key() -> InputValues:
    return {"name": "Web shop", "role": "MARKETER"}


async def an_api_key() -> ApiKey:
    created = await create_api_key("Web shop", Role.READER, now=NOW)
    assert created.api_key is not None
    return created.api_key


INPUTS: dict[str, Callable[[], Awaitable[InputValues]]] = {
    "createInteractionTemplate": _create_interaction_template,
    "updateInteractionTemplate": _update_interaction_template,
    "deleteInteractionTemplate": named("interactionTemplateId", a_template),
    "createTemplateLanguage": _create_template_language,
    "updateTemplateLanguage": named("templateLanguageId", a_language, description="Unser Treffen"),
    "deleteTemplateLanguage": named("templateLanguageId", a_language),
    "createInteractionGroup": new,
    "updateInteractionGroup": named("interactionGroupId", a_group, **NAMED),
    "deleteInteractionGroup": named("interactionGroupId", a_group),
    "createSalesperson": _create_salesperson,
    "updateSalesperson": named("salespersonId", a_salesperson, isBlocked=True),
    "deleteSalesperson": named("salespersonId", a_salesperson),
    "updateMarketingSetup": _update_marketing_setup,
    "createNumberSeries": _create_number_series,
    "deleteNumberSeries": named("numberSeriesId", a_number_series),
    "updateNumberSeries": named("numberSeriesId", a_number_series, prefix="M"),
    "createCampaign": _create_campaign,
    "updateCampaign": named("campaignId", a_campaign, description="Autumn fair"),
    "deleteCampaign": named("campaignId", a_campaign),
    "cancelCampaignEntry": named("campaignEntryId", a_campaign_entry),
    "restoreCampaignEntry": named("campaignEntryId", a_canceled_entry),
    "deleteCampaignEntry": named("campaignEntryId", a_canceled_entry),
    "cancelCampaignEntries": named_many("campaignEntryIds", a_campaign_entry),
    "restoreCampaignEntries": named_many("campaignEntryIds", a_canceled_entry),
    "deleteCampaignEntries": named_many("campaignEntryIds", a_canceled_entry),
    "createCampaignStatus": new,
    "updateCampaignStatus": named("campaignStatusId", a_campaign_status, **NAMED),
    "deleteCampaignStatus": named("campaignStatusId", a_campaign_status),
    "createLetterContent": _create_letter_content,
    "uploadAttachment": _upload_attachment,
    "createApiKey": _create_api_key,
    "revokeApiKey": named("apiKeyId", an_api_key),
}
