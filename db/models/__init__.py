"""The tables, one file per noun: columns, constraints, indexes and pure predicates."""

from db.models.alternative_addresses import AlternativeAddress, AlternativeAddressPeriod
from db.models.campaigns import Campaign, CampaignEntry, CampaignStatus
from db.models.contacts import Contact, ContactKind, MergedContact
from db.models.groupings import (
    ContactIndustryGroup,
    ContactJobResponsibility,
    ContactMailingGroup,
    IndustryGroup,
    JobResponsibility,
    MailingGroup,
)
from db.models.idempotency import IdempotentAnswer
from db.models.interactions import (
    Evaluation,
    Interaction,
    InteractionComment,
    InteractionStatus,
)
from db.models.salespeople import Salesperson
from db.models.segment_steps import (
    SavedCriteria,
    SavedCriteriaStep,
    SegmentStep,
    StepKind,
    StepOption,
)
from db.models.segments import Segment, SegmentLine, SegmentStatus
from db.models.setup import MarketingSetup, NumberSeries
from db.models.templates import InteractionGroup, InteractionTemplate, TemplateLanguage
from db.models.vocabulary import CorrespondenceType, InformationFlow, InitiatedBy

__all__ = [
    "AlternativeAddress",
    "AlternativeAddressPeriod",
    "Campaign",
    "CampaignEntry",
    "CampaignStatus",
    "Contact",
    "ContactIndustryGroup",
    "ContactJobResponsibility",
    "ContactKind",
    "ContactMailingGroup",
    "CorrespondenceType",
    "Evaluation",
    "IdempotentAnswer",
    "IndustryGroup",
    "InformationFlow",
    "InitiatedBy",
    "Interaction",
    "InteractionComment",
    "InteractionGroup",
    "InteractionStatus",
    "InteractionTemplate",
    "JobResponsibility",
    "MailingGroup",
    "MarketingSetup",
    "MergedContact",
    "NumberSeries",
    "Salesperson",
    "SavedCriteria",
    "SavedCriteriaStep",
    "Segment",
    "SegmentLine",
    "SegmentStatus",
    "SegmentStep",
    "StepKind",
    "StepOption",
    "TemplateLanguage",
]
