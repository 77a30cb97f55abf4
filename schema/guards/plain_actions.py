"""What can be done with nodes that have no states: the same with each of them, by whoever may run the mutation.

Nouns with states have their actions in files of their own.
"""

from __future__ import annotations

from enum import StrEnum

import strawberry


@strawberry.enum
class AlternativeAddressAction(StrEnum):
    """What can be done with an alternative address."""

    UPDATE = "UPDATE"
    """Change the alternative address: `updateAlternativeAddress`."""
    DELETE = "DELETE"
    """Delete the alternative address with its periods: `deleteAlternativeAddress`."""


@strawberry.enum
class CampaignAction(StrEnum):
    """What can be done with a campaign."""

    UPDATE = "UPDATE"
    """Change the campaign: `updateCampaign`."""
    DELETE = "DELETE"
    """Delete the campaign: `deleteCampaign`. Whether it is in use (`IN_USE`) is found by trying."""


@strawberry.enum
class CampaignStatusAction(StrEnum):
    """What can be done with a campaign status."""

    UPDATE = "UPDATE"
    """Change the campaign status: `updateCampaignStatus`."""
    DELETE = "DELETE"
    """Delete the campaign status: `deleteCampaignStatus`. Whether it is in use (`IN_USE`) is found by trying."""


@strawberry.enum
class IndustryGroupAction(StrEnum):
    """What can be done with an industry group."""

    UPDATE = "UPDATE"
    """Change the industry group: `updateIndustryGroup`."""
    ADD_CONTACTS = "ADD_CONTACTS"
    """Put companies into the industry group: `addIndustryGroupContacts`."""
    REMOVE_CONTACTS = "REMOVE_CONTACTS"
    """Take companies out of the industry group: `removeIndustryGroupContacts`."""
    DELETE = "DELETE"
    """Delete the industry group: `deleteIndustryGroup`. Whether it is in use (`IN_USE`) is found by trying."""


@strawberry.enum
class InteractionCommentAction(StrEnum):
    """What can be done with a note on an interaction."""

    UPDATE = "UPDATE"
    """Give the note on an interaction another text: `updateInteractionComment`."""
    DELETE = "DELETE"
    """Delete the note on an interaction: `deleteInteractionComment`."""


@strawberry.enum
class InteractionGroupAction(StrEnum):
    """What can be done with an interaction group."""

    UPDATE = "UPDATE"
    """Change the interaction group: `updateInteractionGroup`."""
    DELETE = "DELETE"
    """Delete the interaction group: `deleteInteractionGroup`. Whether it is in use (`IN_USE`) is found by trying."""


@strawberry.enum
class InteractionTemplateAction(StrEnum):
    """What can be done with an interaction template."""

    UPDATE = "UPDATE"
    """Change the interaction template: `updateInteractionTemplate`."""
    DELETE = "DELETE"
    """Delete the interaction template with its languages: `deleteInteractionTemplate`. Whether it is in use (`IN_USE`)
    is found by trying."""


@strawberry.enum
class JobResponsibilityAction(StrEnum):
    """What can be done with a job responsibility."""

    UPDATE = "UPDATE"
    """Change the job responsibility: `updateJobResponsibility`."""
    ADD_CONTACTS = "ADD_CONTACTS"
    """Put persons into the job responsibility: `addJobResponsibilityContacts`."""
    REMOVE_CONTACTS = "REMOVE_CONTACTS"
    """Take persons out of the job responsibility: `removeJobResponsibilityContacts`."""
    DELETE = "DELETE"
    """Delete the job responsibility: `deleteJobResponsibility`. Whether it is in use (`IN_USE`) is found by trying."""


@strawberry.enum
class MailingGroupAction(StrEnum):
    """What can be done with a mailing group."""

    UPDATE = "UPDATE"
    """Change the mailing group: `updateMailingGroup`."""
    ADD_CONTACTS = "ADD_CONTACTS"
    """Put contacts into the mailing group: `addMailingGroupContacts`."""
    REMOVE_CONTACTS = "REMOVE_CONTACTS"
    """Take contacts out of the mailing group: `removeMailingGroupContacts`."""
    DELETE = "DELETE"
    """Delete the mailing group: `deleteMailingGroup`. Whether it is in use (`IN_USE`) is found by trying."""


@strawberry.enum
class MarketingSetupAction(StrEnum):
    """What can be done with marketing setup."""

    UPDATE = "UPDATE"
    """Change marketing setup: `updateMarketingSetup`."""


@strawberry.enum
class NumberSeriesAction(StrEnum):
    """What can be done with a number series."""

    UPDATE = "UPDATE"
    """Change the number series: `updateNumberSeries`."""
    DELETE = "DELETE"
    """Delete the number series: `deleteNumberSeries`. Whether it is in use (`IN_USE`) is found by trying."""


@strawberry.enum
class SalespersonAction(StrEnum):
    """What can be done with a salesperson."""

    UPDATE = "UPDATE"
    """Change or block the salesperson: `updateSalesperson`."""
    DELETE = "DELETE"
    """Delete the salesperson: `deleteSalesperson`. Whether it is in use (`IN_USE`) is found by trying."""


@strawberry.enum
class SalutationAction(StrEnum):
    """What can be done with a salutation."""

    UPDATE = "UPDATE"
    """Change the salutation: `updateSalutation`."""
    DELETE = "DELETE"
    """Delete the salutation with its formulas: `deleteSalutation`. Whether it is in use (`IN_USE`) is found by
    trying."""


@strawberry.enum
class SalutationFormulaAction(StrEnum):
    """What can be done with a salutation formula."""

    UPDATE = "UPDATE"
    """Change the salutation formula: `updateSalutationFormula`."""
    DELETE = "DELETE"
    """Delete the salutation formula: `deleteSalutationFormula`."""


@strawberry.enum
class SavedCriteriaAction(StrEnum):
    """What can be done with saved criteria."""

    UPDATE = "UPDATE"
    """Give the saved criteria another code or description: `updateSavedCriteria`."""
    DELETE = "DELETE"
    """Delete the saved criteria: `deleteSavedCriteria`."""


@strawberry.enum
class TemplateLanguageAction(StrEnum):
    """What can be done with a language of a template."""

    UPDATE = "UPDATE"
    """Change the language of a template: `updateTemplateLanguage`."""
    DELETE = "DELETE"
    """Delete the language of a template: `deleteTemplateLanguage`."""
