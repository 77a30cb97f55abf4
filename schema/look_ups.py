"""Look-ups of single nodes: one for every noun that has none beside its list, those without a plural included.

Where one word is both the noun and its list, the look-up says `one`: `oneNumberSeries` beside `numberSeries`.
"""

from __future__ import annotations

import strawberry

from db import models
from db.api_keys.finding import find_api_keys
from db.campaigns.statuses import find_campaign_statuses
from db.number_series import find_number_series
from db.salespeople import find_salespeople
from db.segments.saved_criteria import find_saved_criteria
from schema.graph.enums import Scope
from schema.graph.found_by import look_up

CODE = {"code": "The code that people know; upper and lower case do not matter."}


@strawberry.type
class LookUpsQuery:
    salesperson: models.Salesperson | None = look_up(
        models.Salesperson, "Salesperson", find_salespeople, CODE, needs=Scope.SETUP_READ
    )
    """The salesperson with a key; null if there is none."""
    campaign_status: models.CampaignStatus | None = look_up(
        models.CampaignStatus, "CampaignStatus", find_campaign_statuses, CODE, needs=Scope.CAMPAIGNS_READ
    )
    """The campaign status with a key; null if there is none."""
    one_number_series: models.NumberSeries | None = look_up(
        models.NumberSeries, "NumberSeries", find_number_series, CODE, needs=Scope.SETUP_READ
    )
    """The number series with a key; null if there is none. `numberSeries` lists all."""
    one_saved_criteria: models.SavedCriteria | None = look_up(
        models.SavedCriteria, "SavedCriteria", find_saved_criteria, CODE, needs=Scope.SEGMENTS_READ
    )
    """The saved criteria with a key; null if there are none. `savedCriteria` lists all."""
    api_key: models.ApiKey | None = look_up(
        models.ApiKey,
        "ApiKey",
        find_api_keys,
        {"prefix": "The part of the key that is no secret; upper and lower case do not matter."},
        needs=Scope.AUDIT_READ,
    )
    """The API key with an id or with the part of the key that is no secret; null if there is none."""
    alternative_address: models.AlternativeAddress | None = look_up(
        models.AlternativeAddress, "AlternativeAddress", needs=Scope.CONTACTS_READ
    )
    """The alternative address with an id; null if there is none."""
    attachment: models.Attachment | None = look_up(models.Attachment, "Attachment", needs=Scope.CONTENTS_READ)
    """The attachment with an id; null if there is none."""
    audit_entry: models.AuditEntry | None = look_up(models.AuditEntry, "AuditEntry", needs=Scope.AUDIT_READ)
    """The entry of the audit log with an id; null if there is none."""
    campaign_entry: models.CampaignEntry | None = look_up(
        models.CampaignEntry, "CampaignEntry", needs=Scope.CAMPAIGNS_READ
    )
    """The campaign entry with an id; null if there is none."""
    letter_content: models.LetterContent | None = look_up(
        models.LetterContent, "LetterContent", needs=Scope.CONTENTS_READ
    )
    """The letter content with an id; null if there is none."""
    delivery: models.Delivery | None = look_up(models.Delivery, "Delivery", needs=Scope.INTERACTIONS_READ)
    """The delivery with an id; null if there is none."""
    interaction_comment: models.InteractionComment | None = look_up(
        models.InteractionComment, "InteractionComment", needs=Scope.INTERACTIONS_READ
    )
    """The note on an interaction with an id; null if there is none."""
    interaction_correction: models.InteractionCorrection | None = look_up(
        models.InteractionCorrection, "InteractionCorrection", needs=Scope.INTERACTIONS_READ
    )
    """The correction of an interaction with an id; null if there is none."""
    salutation_formula: models.SalutationFormula | None = look_up(
        models.SalutationFormula, "SalutationFormula", needs=Scope.SETUP_READ
    )
    """The formula of a salutation with an id; null if there is none."""
    saved_criteria_step: models.SavedCriteriaStep | None = look_up(
        models.SavedCriteriaStep, "SavedCriteriaStep", needs=Scope.SEGMENTS_READ
    )
    """The step of saved criteria with an id; null if there is none."""
    segment_letter_content: models.SegmentLetterContent | None = look_up(
        models.SegmentLetterContent, "SegmentLetterContent", needs=Scope.SEGMENTS_READ
    )
    """The letter content of a segment with an id; null if there is none."""
    segment_line: models.SegmentLine | None = look_up(
        models.SegmentLine, "SegmentLine", needs=Scope.SEGMENTS_READ
    )
    """The line of a segment with an id; null if there is none."""
    segment_step: models.SegmentStep | None = look_up(
        models.SegmentStep, "SegmentStep", needs=Scope.SEGMENTS_READ
    )
    """The step of a segment with an id; null if there is none."""
    template_language: models.TemplateLanguage | None = look_up(
        models.TemplateLanguage, "TemplateLanguage", needs=Scope.SETUP_READ
    )
    """The language of a template with an id; null if there is none."""
