"""What a caller can do with a node now: of what its state allows, that whose mutation the caller may run."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar

from graphql import GraphQLSchema
from strawberry.types import Info

from db.callers import Scope
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
    "DeliveryAction": {"RETRY": "retryDeliveries", "CANCEL": "cancelDeliveries"},
}
"""Which mutation each action is."""


def offered(possible: Sequence[Sequence[A]], info: Info) -> list[list[A]]:
    """For each node the possible actions that the caller may take."""
    schema, scopes = info.schema._schema, info.context.caller.scopes
    return [
        _allowed(schema, scopes, type(actions[0]), tuple(actions)) if actions else [] for actions in possible
    ]


def where_allowed(possible: list[bool], info: Info, mutation: str) -> list[bool]:
    """For each node whether the caller may do what is possible with it."""
    is_allowed = may_run(info.schema._schema, info.context.caller.scopes, mutation)
    return possible if is_allowed else [False] * len(possible)


@lru_cache(maxsize=1024)
def _allowed(
    schema: GraphQLSchema, scopes: frozenset[Scope], kind: type[A], actions: tuple[A, ...]
) -> list[A]:
    """The same list for all nodes with the same actions: nobody changes it. Enums may share words, hence `kind`."""
    mutations = ACTIONS[kind.__name__]
    return [each for each in actions if may_run(schema, scopes, mutations[each.value])]
