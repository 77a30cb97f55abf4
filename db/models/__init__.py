"""The tables, one file per noun: columns, constraints, indexes and pure predicates."""

from db.models.campaigns import Campaign, CampaignEntry, CampaignStatus
from db.models.contacts import Contact, ContactKind
from db.models.idempotency import IdempotentAnswer
from db.models.interactions import (
    Evaluation,
    Interaction,
    InteractionComment,
    InteractionStatus,
)
from db.models.salespeople import Salesperson
from db.models.segments import Segment, SegmentLine, SegmentStatus
from db.models.setup import MarketingSetup, NumberSeries
from db.models.templates import InteractionGroup, InteractionTemplate, TemplateLanguage
from db.models.vocabulary import CorrespondenceType, InformationFlow, InitiatedBy

__all__ = [
    "Campaign",
    "CampaignEntry",
    "CampaignStatus",
    "Contact",
    "ContactKind",
    "CorrespondenceType",
    "Evaluation",
    "IdempotentAnswer",
    "InformationFlow",
    "InitiatedBy",
    "Interaction",
    "InteractionComment",
    "InteractionGroup",
    "InteractionStatus",
    "InteractionTemplate",
    "MarketingSetup",
    "NumberSeries",
    "Salesperson",
    "Segment",
    "SegmentLine",
    "SegmentStatus",
    "TemplateLanguage",
]
