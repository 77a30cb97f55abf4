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
    """Change it: `updateAlternativeAddress`."""
    DELETE = "DELETE"
    """Delete it with its periods: `deleteAlternativeAddress`."""


@strawberry.enum
class CampaignAction(StrEnum):
    """What can be done with a campaign."""

    UPDATE = "UPDATE"
    """Change it: `updateCampaign`."""
    DELETE = "DELETE"
    """Delete it: `deleteCampaign`. Whether it is in use (`IN_USE`) is found by trying."""


@strawberry.enum
class CampaignStatusAction(StrEnum):
    """What can be done with a campaign status."""

    UPDATE = "UPDATE"
    """Change it: `updateCampaignStatus`."""
    DELETE = "DELETE"
    """Delete it: `deleteCampaignStatus`. Whether it is in use (`IN_USE`) is found by trying."""


@strawberry.enum
class IndustryGroupAction(StrEnum):
    """What can be done with an industry group."""

    UPDATE = "UPDATE"
    """Change it: `updateIndustryGroup`."""
    ADD_CONTACTS = "ADD_CONTACTS"
    """Put companies into it: `addIndustryGroupContacts`."""
    REMOVE_CONTACTS = "REMOVE_CONTACTS"
    """Take companies out of it: `removeIndustryGroupContacts`."""
    DELETE = "DELETE"
    """Delete it: `deleteIndustryGroup`. Whether it is in use (`IN_USE`) is found by trying."""


@strawberry.enum
class InteractionCommentAction(StrEnum):
    """What can be done with a note on an interaction."""

    UPDATE = "UPDATE"
    """Give it another text: `updateInteractionComment`."""
    DELETE = "DELETE"
    """Delete it: `deleteInteractionComment`."""


@strawberry.enum
class InteractionGroupAction(StrEnum):
    """What can be done with an interaction group."""

    UPDATE = "UPDATE"
    """Change it: `updateInteractionGroup`."""
    DELETE = "DELETE"
    """Delete it: `deleteInteractionGroup`. Whether it is in use (`IN_USE`) is found by trying."""


@strawberry.enum
class InteractionTemplateAction(StrEnum):
    """What can be done with an interaction template."""

    UPDATE = "UPDATE"
    """Change it: `updateInteractionTemplate`."""
    DELETE = "DELETE"
    """Delete it with its languages: `deleteInteractionTemplate`. Whether it is in use (`IN_USE`) is found by trying."""


@strawberry.enum
class JobResponsibilityAction(StrEnum):
    """What can be done with a job responsibility."""

    UPDATE = "UPDATE"
    """Change it: `updateJobResponsibility`."""
    ADD_CONTACTS = "ADD_CONTACTS"
    """Put persons into it: `addJobResponsibilityContacts`."""
    REMOVE_CONTACTS = "REMOVE_CONTACTS"
    """Take persons out of it: `removeJobResponsibilityContacts`."""
    DELETE = "DELETE"
    """Delete it: `deleteJobResponsibility`. Whether it is in use (`IN_USE`) is found by trying."""


@strawberry.enum
class MailingGroupAction(StrEnum):
    """What can be done with a mailing group."""

    UPDATE = "UPDATE"
    """Change it: `updateMailingGroup`."""
    ADD_CONTACTS = "ADD_CONTACTS"
    """Put contacts into it: `addMailingGroupContacts`."""
    REMOVE_CONTACTS = "REMOVE_CONTACTS"
    """Take contacts out of it: `removeMailingGroupContacts`."""
    DELETE = "DELETE"
    """Delete it: `deleteMailingGroup`. Whether it is in use (`IN_USE`) is found by trying."""


@strawberry.enum
class MarketingSetupAction(StrEnum):
    """What can be done with marketing setup."""

    UPDATE = "UPDATE"
    """Change it: `updateMarketingSetup`."""


@strawberry.enum
class NumberSeriesAction(StrEnum):
    """What can be done with a number series."""

    UPDATE = "UPDATE"
    """Change it: `updateNumberSeries`."""
    DELETE = "DELETE"
    """Delete it: `deleteNumberSeries`. Whether it is in use (`IN_USE`) is found by trying."""


@strawberry.enum
class SalespersonAction(StrEnum):
    """What can be done with a salesperson."""

    UPDATE = "UPDATE"
    """Change or block it: `updateSalesperson`."""
    DELETE = "DELETE"
    """Delete it: `deleteSalesperson`. Whether it is in use (`IN_USE`) is found by trying."""


@strawberry.enum
class SalutationAction(StrEnum):
    """What can be done with a salutation."""

    UPDATE = "UPDATE"
    """Change it: `updateSalutation`."""
    DELETE = "DELETE"
    """Delete it with its formulas: `deleteSalutation`. Whether it is in use (`IN_USE`) is found by trying."""


@strawberry.enum
class SalutationFormulaAction(StrEnum):
    """What can be done with a salutation formula."""

    UPDATE = "UPDATE"
    """Change it: `updateSalutationFormula`."""
    DELETE = "DELETE"
    """Delete it: `deleteSalutationFormula`."""


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
    """Change it: `updateTemplateLanguage`."""
    DELETE = "DELETE"
    """Delete it: `deleteTemplateLanguage`."""
