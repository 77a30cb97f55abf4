"""The tables, one file per noun: columns, constraints, indexes and pure predicates."""

from db.models.alternative_addresses import AlternativeAddress, AlternativeAddressPeriod
from db.models.attachments import Attachment, Blob
from db.models.callers import ApiKey, AuditEntry, KnownCaller
from db.models.campaigns import Campaign, CampaignEntry, CampaignStatus
from db.models.contacts import Contact, ContactKind, DistinctContact, MergedContact
from db.models.deliveries import Delivery, DeliveryStatus
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
    InteractionCorrection,
    InteractionStatus,
)
from db.models.letter_contents import LetterContent, LetterContentAttachment, SegmentLetterContent
from db.models.salespeople import Salesperson
from db.models.salutations import Formality, NamePart, Salutation, SalutationFormula
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
    "ApiKey",
    "Attachment",
    "AuditEntry",
    "Blob",
    "Campaign",
    "CampaignEntry",
    "CampaignStatus",
    "Contact",
    "ContactIndustryGroup",
    "ContactJobResponsibility",
    "ContactKind",
    "ContactMailingGroup",
    "CorrespondenceType",
    "Delivery",
    "DeliveryStatus",
    "DistinctContact",
    "Evaluation",
    "Formality",
    "IdempotentAnswer",
    "IndustryGroup",
    "InformationFlow",
    "InitiatedBy",
    "Interaction",
    "InteractionComment",
    "InteractionCorrection",
    "InteractionGroup",
    "InteractionStatus",
    "InteractionTemplate",
    "JobResponsibility",
    "KnownCaller",
    "LetterContent",
    "LetterContentAttachment",
    "MailingGroup",
    "MarketingSetup",
    "MergedContact",
    "NamePart",
    "NumberSeries",
    "Salesperson",
    "Salutation",
    "SalutationFormula",
    "SavedCriteria",
    "SavedCriteriaStep",
    "Segment",
    "SegmentLetterContent",
    "SegmentLine",
    "SegmentStatus",
    "SegmentStep",
    "StepKind",
    "StepOption",
    "TemplateLanguage",
]
