"""The constant name of each noun: in the ids that clients have, in the audit log, and in answers that are kept.

A class or a type of the graph may get another name; what stands here never changes, since others keep it. A table
that gets another name takes its noun along. A new noun is added, and none is ever used again for something else.
"""

from __future__ import annotations

from tortoise import Tortoise
from tortoise.models import Model

from db.engine.database import APP

NOUNS = {
    "alternative_address": "AlternativeAddress",
    "api_key": "ApiKey",
    "attachment": "Attachment",
    "audit_entry": "AuditEntry",
    "campaign": "Campaign",
    "campaign_entry": "CampaignEntry",
    "campaign_status": "CampaignStatus",
    "contact": "Contact",
    "delivery": "Delivery",
    "industry_group": "IndustryGroup",
    "interaction": "Interaction",
    "interaction_comment": "InteractionComment",
    "interaction_correction": "InteractionCorrection",
    "interaction_group": "InteractionGroup",
    "interaction_template": "InteractionTemplate",
    "letter_content": "Content",
    "job_responsibility": "JobResponsibility",
    "mailing_group": "MailingGroup",
    "marketing_setup": "MarketingSetup",
    "number_series": "NumberSeries",
    "salesperson": "Salesperson",
    "salutation": "Salutation",
    "salutation_formula": "SalutationFormula",
    "saved_criteria": "SavedCriteria",
    "saved_criteria_step": "SavedCriteriaStep",
    "segment": "Segment",
    "segment_letter_content": "SegmentContent",
    "segment_line": "SegmentLine",
    "segment_step": "SegmentStep",
    "template_language": "TemplateLanguage",
}
"""The nouns by the names of their tables."""


def noun_of(row: Model) -> str:
    """The noun of a row; one that was read in part has a class of its own, and the same table."""
    return noun_of_model(type(row))


def noun_of_model(model: type[Model]) -> str:
    return NOUNS[model._meta.db_table]


def model_of(noun: str) -> type[Model]:
    """The model whose rows are called so."""
    assert Tortoise.apps is not None
    [found] = [each for each in Tortoise.apps[APP].values() if NOUNS.get(each._meta.db_table) == noun]
    return found
