"""What a caller can do with a node now: of what its state allows, that whose mutation the caller may run."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar

import strawberry
from graphql import GraphQLSchema
from strawberry.types import Info

from db.callers import Scope
from schema.execution.batch import batch
from schema.guards.permissions import may_run

A = TypeVar("A", bound=StrEnum)

ACTIONS: dict[str, dict[str, str]] = {
    "InteractionAction": {
        "POSTPONE": "postponeInteraction",
        "RESUME": "resumeInteraction",
        "DELETE": "deleteInteraction",
        "CANCEL": "cancelInteractions",
        "RESTORE": "restoreInteractions",
        "EVALUATE": "evaluateInteraction",
        "CORRECT": "correctInteraction",
        "COMMENT": "addInteractionComment",
    },
    "SegmentAction": {
        "UPDATE": "updateSegment",
        "ADD_CONTACTS": "addSegmentContactsByCriteria",
        "PERSONALIZE_LINES": "personalizeSegmentLines",
        "LOG": "logSegment",
        "ADD_MAILING_GROUP_CONTACTS": "addMailingGroupContactsFromSegment",
        "REPLACE_MAILING_GROUP_CONTACTS": "replaceMailingGroupContactsFromSegment",
        "FOLLOW_UP": "createFollowUpSegment",
        "CANCEL": "cancelSegment",
        "RESTORE": "restoreSegment",
        "DELETE": "deleteSegment",
    },
    "CampaignEntryAction": {
        "CANCEL": "cancelCampaignEntry",
        "RESTORE": "restoreCampaignEntry",
        "DELETE": "deleteCampaignEntry",
    },
    "ContactAction": {
        "UPDATE": "updateContact",
        "CREATE_INTERACTION": "createInteraction",
        "MERGE": "mergeContacts",
        "MARK_AS_DISTINCT": "markContactsAsDistinct",
        "DELETE": "deleteContact",
    },
    "SegmentLineAction": {
        "PERSONALIZE": "personalizeSegmentLines",
        "REPLACE_CONTACT": "replaceSegmentLineContact",
        "REMOVE": "removeSegmentLines",
    },
    "ApiKeyAction": {"REVOKE": "revokeApiKey"},
    "AlternativeAddressAction": {"UPDATE": "updateAlternativeAddress", "DELETE": "deleteAlternativeAddress"},
    "CampaignAction": {"UPDATE": "updateCampaign", "DELETE": "deleteCampaign"},
    "CampaignStatusAction": {"UPDATE": "updateCampaignStatus", "DELETE": "deleteCampaignStatus"},
    "IndustryGroupAction": {
        "UPDATE": "updateIndustryGroup",
        "ADD_CONTACTS": "addIndustryGroupContacts",
        "REMOVE_CONTACTS": "removeIndustryGroupContacts",
        "DELETE": "deleteIndustryGroup",
    },
    "InteractionCommentAction": {"UPDATE": "updateInteractionComment", "DELETE": "deleteInteractionComment"},
    "InteractionGroupAction": {"UPDATE": "updateInteractionGroup", "DELETE": "deleteInteractionGroup"},
    "InteractionTemplateAction": {
        "UPDATE": "updateInteractionTemplate",
        "DELETE": "deleteInteractionTemplate",
    },
    "JobResponsibilityAction": {
        "UPDATE": "updateJobResponsibility",
        "ADD_CONTACTS": "addJobResponsibilityContacts",
        "REMOVE_CONTACTS": "removeJobResponsibilityContacts",
        "DELETE": "deleteJobResponsibility",
    },
    "MailingGroupAction": {
        "UPDATE": "updateMailingGroup",
        "ADD_CONTACTS": "addMailingGroupContacts",
        "REMOVE_CONTACTS": "removeMailingGroupContacts",
        "DELETE": "deleteMailingGroup",
    },
    "MarketingSetupAction": {"UPDATE": "updateMarketingSetup"},
    "NumberSeriesAction": {"UPDATE": "updateNumberSeries", "DELETE": "deleteNumberSeries"},
    "SalespersonAction": {"UPDATE": "updateSalesperson", "DELETE": "deleteSalesperson"},
    "SalutationAction": {"UPDATE": "updateSalutation", "DELETE": "deleteSalutation"},
    "SalutationFormulaAction": {"UPDATE": "updateSalutationFormula", "DELETE": "deleteSalutationFormula"},
    "SavedCriteriaAction": {"UPDATE": "updateSavedCriteria", "DELETE": "deleteSavedCriteria"},
    "TemplateLanguageAction": {"UPDATE": "updateTemplateLanguage", "DELETE": "deleteTemplateLanguage"},
    "DeliveryAction": {"RETRY": "retryDeliveries", "CANCEL": "cancelDeliveries"},
}
"""Which mutation each action is."""


def always_offered(kind: type[StrEnum]) -> Any:
    """A field with all actions of a noun that has no states, as far as the caller may take them."""
    actions = list(kind)

    @batch(reads="id")
    def available_actions(parents: list[Any], info: Info):  # the type stands at the field
        return offered([actions] * len(parents), info)

    return strawberry.field(resolver=available_actions)


def offered(possible: Sequence[Sequence[A]], info: Info) -> list[list[A]]:
    """For each node the possible actions that the caller may take."""
    schema, scopes = info.schema._schema, info.context.caller.scopes
    return [
        _allowed(schema, scopes, type(actions[0]), tuple(actions)) if actions else [] for actions in possible
    ]


@lru_cache(maxsize=1024)
def _allowed(
    schema: GraphQLSchema, scopes: frozenset[Scope], kind: type[A], actions: tuple[A, ...]
) -> list[A]:
    """The same list for all nodes with the same actions: nobody changes it. Enums may share words, hence `kind`."""
    mutations = ACTIONS[kind.__name__]
    return [each for each in actions if may_run(schema, scopes, mutations[each.value])]
