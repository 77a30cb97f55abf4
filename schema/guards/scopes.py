"""Who may ask for what and do what: one map from what the schema holds to the scopes that it needs.

An operation needs the scopes of the fields that it begins with and of every type that it comes to on its way, so
a field that leads to another noun needs the scope of that noun too. A page and a place on it need what stands on
them. What is written down is needed, whatever @skip and @include make of it. docs/permissions.md shows the map.
"""

from __future__ import annotations

from db.callers import Scope

Needed = Scope | tuple[Scope, ...] | None
"""A scope, all of several, or none: whoever may call at all may have it."""

QUERIES: dict[str, Needed] = {
    "node": None,
    "nodes": None,
    "viewer": None,
    "contact": Scope.CONTACTS_READ,
    "contacts": Scope.CONTACTS_READ,
    "duplicateContacts": Scope.CONTACTS_READ,
    "interaction": Scope.INTERACTIONS_READ,
    "interactions": Scope.INTERACTIONS_READ,
    "postponedInteractions": Scope.INTERACTIONS_READ,
    "previewInteractionContent": (Scope.INTERACTIONS_READ, Scope.CONTACTS_READ, Scope.CONTENTS_READ),
    "segment": Scope.SEGMENTS_READ,
    "segments": Scope.SEGMENTS_READ,
    "loggedSegments": Scope.SEGMENTS_READ,
    "savedCriteria": Scope.SEGMENTS_READ,
    "previewSegmentLog": Scope.SEGMENTS_READ,
    "previewSegmentCriteria": (Scope.SEGMENTS_READ, Scope.CONTACTS_READ),
    "campaign": Scope.CAMPAIGNS_READ,
    "campaigns": Scope.CAMPAIGNS_READ,
    "campaignStatuses": Scope.CAMPAIGNS_READ,
    "contents": Scope.CONTENTS_READ,
    "interactionTemplate": Scope.SETUP_READ,
    "interactionTemplates": Scope.SETUP_READ,
    "interactionGroup": Scope.SETUP_READ,
    "interactionGroups": Scope.SETUP_READ,
    "mailingGroup": Scope.SETUP_READ,
    "mailingGroups": Scope.SETUP_READ,
    "industryGroup": Scope.SETUP_READ,
    "industryGroups": Scope.SETUP_READ,
    "jobResponsibility": Scope.SETUP_READ,
    "jobResponsibilities": Scope.SETUP_READ,
    "salespeople": Scope.SETUP_READ,
    "salutation": Scope.SETUP_READ,
    "salutations": Scope.SETUP_READ,
    "numberSeries": Scope.SETUP_READ,
    "marketingSetup": Scope.SETUP_READ,
    "apiKeys": Scope.AUDIT_READ,
    "auditLog": Scope.AUDIT_READ,
}
"""The fields of Query."""

MUTATIONS: dict[str, Needed] = {
    "createContact": Scope.CONTACTS_WRITE,
    "updateContact": Scope.CONTACTS_WRITE,
    "deleteContact": Scope.CONTACTS_WRITE,
    "mergeContacts": Scope.CONTACTS_WRITE,
    "createAlternativeAddress": Scope.CONTACTS_WRITE,
    "updateAlternativeAddress": Scope.CONTACTS_WRITE,
    "deleteAlternativeAddress": Scope.CONTACTS_WRITE,
    "addContactsToMailingGroup": Scope.CONTACTS_WRITE,
    "removeContactsFromMailingGroup": Scope.CONTACTS_WRITE,
    "addContactsToIndustryGroup": Scope.CONTACTS_WRITE,
    "removeContactsFromIndustryGroup": Scope.CONTACTS_WRITE,
    "addContactsToJobResponsibility": Scope.CONTACTS_WRITE,
    "removeContactsFromJobResponsibility": Scope.CONTACTS_WRITE,
    "createInteraction": Scope.INTERACTIONS_WRITE,
    "postponeInteraction": Scope.INTERACTIONS_WRITE,
    "resumeInteraction": Scope.INTERACTIONS_WRITE,
    "deleteInteraction": Scope.INTERACTIONS_WRITE,
    "cancelInteractions": Scope.INTERACTIONS_WRITE,
    "restoreInteractions": Scope.INTERACTIONS_WRITE,
    "evaluateInteraction": Scope.INTERACTIONS_WRITE,
    "addInteractionComment": Scope.INTERACTIONS_WRITE,
    "createSegment": Scope.SEGMENTS_WRITE,
    "updateSegment": Scope.SEGMENTS_WRITE,
    "deleteSegment": Scope.SEGMENTS_WRITE,
    "addSegmentContacts": Scope.SEGMENTS_WRITE,
    "addSegmentContactsByCriteria": Scope.SEGMENTS_WRITE,
    "reduceSegment": Scope.SEGMENTS_WRITE,
    "refineSegment": Scope.SEGMENTS_WRITE,
    "reuseLoggedSegment": Scope.SEGMENTS_WRITE,
    "reuseSegmentCriteria": Scope.SEGMENTS_WRITE,
    "undoSegmentStep": Scope.SEGMENTS_WRITE,
    "removeSegmentLines": Scope.SEGMENTS_WRITE,
    "personalizeSegmentLines": Scope.SEGMENTS_WRITE,
    "setSegmentContent": Scope.SEGMENTS_WRITE,
    "createFollowUpSegment": Scope.SEGMENTS_WRITE,
    "saveSegmentCriteria": Scope.SEGMENTS_WRITE,
    "deleteSavedCriteria": Scope.SEGMENTS_WRITE,
    "applyMailingGroup": (Scope.SEGMENTS_WRITE, Scope.CONTACTS_WRITE),
    "logSegment": Scope.SEGMENTS_LOG,
    "cancelSegment": Scope.SEGMENTS_LOG,
    "restoreSegment": Scope.SEGMENTS_LOG,
    "retryDeliveries": Scope.SEGMENTS_LOG,
    "cancelDeliveries": Scope.SEGMENTS_LOG,
    "createCampaign": Scope.CAMPAIGNS_WRITE,
    "updateCampaign": Scope.CAMPAIGNS_WRITE,
    "deleteCampaign": Scope.CAMPAIGNS_WRITE,
    "cancelCampaignEntry": Scope.CAMPAIGNS_WRITE,
    "restoreCampaignEntry": Scope.CAMPAIGNS_WRITE,
    "deleteCampaignEntry": Scope.CAMPAIGNS_WRITE,
    "createContent": Scope.CONTENTS_WRITE,
    "uploadAttachment": Scope.CONTENTS_WRITE,
    "createCampaignStatus": Scope.SETUP_WRITE,
    "updateCampaignStatus": Scope.SETUP_WRITE,
    "deleteCampaignStatus": Scope.SETUP_WRITE,
    "createInteractionTemplate": Scope.SETUP_WRITE,
    "updateInteractionTemplate": Scope.SETUP_WRITE,
    "deleteInteractionTemplate": Scope.SETUP_WRITE,
    "createTemplateLanguage": Scope.SETUP_WRITE,
    "updateTemplateLanguage": Scope.SETUP_WRITE,
    "deleteTemplateLanguage": Scope.SETUP_WRITE,
    "createInteractionGroup": Scope.SETUP_WRITE,
    "updateInteractionGroup": Scope.SETUP_WRITE,
    "deleteInteractionGroup": Scope.SETUP_WRITE,
    "createMailingGroup": Scope.SETUP_WRITE,
    "updateMailingGroup": Scope.SETUP_WRITE,
    "deleteMailingGroup": Scope.SETUP_WRITE,
    "createIndustryGroup": Scope.SETUP_WRITE,
    "updateIndustryGroup": Scope.SETUP_WRITE,
    "deleteIndustryGroup": Scope.SETUP_WRITE,
    "createJobResponsibility": Scope.SETUP_WRITE,
    "updateJobResponsibility": Scope.SETUP_WRITE,
    "deleteJobResponsibility": Scope.SETUP_WRITE,
    "createSalesperson": Scope.SETUP_WRITE,
    "updateSalesperson": Scope.SETUP_WRITE,
    "deleteSalesperson": Scope.SETUP_WRITE,
    "createSalutation": Scope.SETUP_WRITE,
    "updateSalutation": Scope.SETUP_WRITE,
    "deleteSalutation": Scope.SETUP_WRITE,
    "createSalutationFormula": Scope.SETUP_WRITE,
    "updateSalutationFormula": Scope.SETUP_WRITE,
    "deleteSalutationFormula": Scope.SETUP_WRITE,
    "createNumberSeries": Scope.SETUP_WRITE,
    "updateNumberSeries": Scope.SETUP_WRITE,
    "updateMarketingSetup": Scope.SETUP_WRITE,
    "createApiKey": Scope.CALLERS_WRITE,
    "revokeApiKey": Scope.CALLERS_WRITE,
}
"""The fields of Mutation."""

TYPES: dict[str, Needed] = {
    "Contact": Scope.CONTACTS_READ,
    "ContactDuplicate": Scope.CONTACTS_READ,
    "DuplicateContacts": Scope.CONTACTS_READ,
    "AlternativeAddress": Scope.CONTACTS_READ,
    "AlternativeAddressPeriod": Scope.CONTACTS_READ,
    "Interaction": Scope.INTERACTIONS_READ,
    "InteractionComment": Scope.INTERACTIONS_READ,
    "InteractionStatistics": Scope.INTERACTIONS_READ,
    "TimelineItem": Scope.INTERACTIONS_READ,
    "Letter": Scope.INTERACTIONS_READ,
    "Delivery": Scope.INTERACTIONS_READ,
    "DeliveryCounts": Scope.INTERACTIONS_READ,
    "Segment": Scope.SEGMENTS_READ,
    "SegmentLine": Scope.SEGMENTS_READ,
    "SegmentLineIssue": Scope.SEGMENTS_READ,
    "SegmentStep": Scope.SEGMENTS_READ,
    "SegmentCriterion": Scope.SEGMENTS_READ,
    "SegmentContent": Scope.SEGMENTS_READ,
    "SegmentLogPreview": Scope.SEGMENTS_READ,
    "SegmentCriteriaPreview": Scope.SEGMENTS_READ,
    "SavedCriteria": Scope.SEGMENTS_READ,
    "SavedCriteriaStep": Scope.SEGMENTS_READ,
    "Campaign": Scope.CAMPAIGNS_READ,
    "CampaignEntry": Scope.CAMPAIGNS_READ,
    "CampaignStatistics": Scope.CAMPAIGNS_READ,
    "CampaignStatus": Scope.CAMPAIGNS_READ,
    "Content": Scope.CONTENTS_READ,
    "Attachment": Scope.CONTENTS_READ,
    "InteractionTemplate": Scope.SETUP_READ,
    "TemplateLanguage": Scope.SETUP_READ,
    "InteractionGroup": Scope.SETUP_READ,
    "MailingGroup": Scope.SETUP_READ,
    "IndustryGroup": Scope.SETUP_READ,
    "JobResponsibility": Scope.SETUP_READ,
    "Salesperson": Scope.SETUP_READ,
    "Salutation": Scope.SETUP_READ,
    "SalutationFormula": Scope.SETUP_READ,
    "NumberSeries": Scope.SETUP_READ,
    "MarketingSetup": Scope.SETUP_READ,
    "ApiKey": Scope.AUDIT_READ,
    "AuditEntry": Scope.AUDIT_READ,
}
"""The nouns, and what says something of them."""

FIELDS: dict[str, Needed] = {
    "Contact.lastInteractionAt": Scope.INTERACTIONS_READ,
    "Segment.hardCopiesUrl": Scope.INTERACTIONS_READ,
    "MailingGroup.contactCount": Scope.CONTACTS_READ,
    "IndustryGroup.contactCount": Scope.CONTACTS_READ,
    "JobResponsibility.contactCount": Scope.CONTACTS_READ,
}
"""Single fields that need more than their type: what they say comes from another noun."""

VALUES = frozenset(
    {
        *("PageInfo", "Count", "Money", "Viewer", "MovedCount", "FollowUpLeftOut", "FollowUpReport"),
        *("EffectiveCampaign", "EffectiveContent", "EffectiveCorrespondenceType", "EffectiveDateTime"),
        *("EffectiveFlag", "EffectiveInformationFlow", "EffectiveInitiatedBy", "EffectiveMinutes"),
        *("EffectiveMoney", "EffectiveSalesperson", "EffectiveTemplate", "EffectiveText"),
        *("ValidationError", "RevisionConflict", "SegmentAlreadyLogged", "InvalidLines"),
        *("UserError", "Node"),
    }
)
"""Types that need nothing by themselves, as payloads do: they are as open as the field that leads to them."""


def scopes(needed: Needed) -> tuple[Scope, ...]:
    if needed is None:
        return ()
    return needed if isinstance(needed, tuple) else (needed,)


def scopes_of_type(name: str) -> tuple[Scope, ...]:
    """What a type needs: a page and a place on it what stands on them."""
    return scopes(TYPES.get(name.removesuffix("Connection").removesuffix("Edge")))
