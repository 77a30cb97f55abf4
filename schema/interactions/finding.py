"""Which interactions, and in which order."""

from __future__ import annotations

import strawberry
from strawberry.types import Info

from db import models
from db.interactions.correcting import SORTS as CORRECTION_SORTS
from db.interactions.finding import (
    COMMENT_SORTS,
    LOG_SORTS,
    POSTPONED_SORTS,
    find_interactions,
    find_postponed_interactions,
)
from schema.graph.edges import list_of
from schema.graph.enums import (
    CorrespondenceType,
    Evaluation,
    InformationFlow,
    InitiatedBy,
    InteractionStatus,
    Scope,
)
from schema.graph.filters import DateTimeWhere, RowWhere, WhichIds
from schema.graph.found_by import found_by
from schema.graph.ids import GlobalId
from schema.graph.listed import listed
from schema.graph.needs import field
from schema.graph.paging import Connection, Direction
from schema.interactions.types import Interaction

WORDS = {
    "OCCURRED_AT": "By the moment at which it happened; postponed ones without one count as the latest.",
    "REMIND_AT": "By the reminder of a postponed interaction; those without one count as the latest."
    " In the log all are equal.",
    "LOGGED_AT": "By the moment of logging. Of what is postponed all are equal.",
}


@listed(
    models.Interaction,
    LOG_SORTS,
    default="the log by the moment at which it happened, what is postponed by that of creation, the latest first",
    direction=Direction.DESC,
    words=WORDS,
)
class InteractionWhere(RowWhere):
    """Which interactions; every field that is given must match, and null asks nothing."""

    status: list[InteractionStatus] | None = strawberry.UNSET
    """By status: one of these; an empty list matches nothing. `interactions` refuses `POSTPONED`, and lists of
    postponed interactions refuse all others, because none of their entries ever has that status."""
    contact_id: GlobalId[models.Contact] | None = strawberry.UNSET
    """Interactions with this contact: short for `contact: { eq: … }`."""
    contact: WhichIds[models.Contact] | None = strawberry.UNSET
    """Interactions with one of these contacts; `isNull: true`: those whose contact was deleted, or is not yet given."""
    company: WhichIds[models.Contact] | None = strawberry.UNSET
    """Interactions that count towards one of these companies, because they are with it or with one of its people;
    `isNull: true`: those that count towards none."""
    salesperson_id: GlobalId[models.Salesperson] | None = strawberry.UNSET
    """Interactions of this salesperson: short for `salesperson: { eq: … }`."""
    salesperson: WhichIds[models.Salesperson] | None = strawberry.UNSET
    """Interactions of one of these salespeople; `isNull: true`: postponed ones without a salesperson."""
    template_id: GlobalId[models.InteractionTemplate] | None = strawberry.UNSET
    """Interactions made from this interaction template: short for `template: { eq: … }`."""
    template: WhichIds[models.InteractionTemplate] | None = strawberry.UNSET
    """Interactions made from one of these interaction templates; `isNull: true`: postponed ones without a template."""
    interaction_group: WhichIds[models.InteractionGroup] | None = strawberry.UNSET
    """Interactions of one of these interaction groups; `isNull: true`: postponed ones, which have none yet."""
    segment_id: GlobalId[models.Segment] | None = strawberry.UNSET
    """Interactions that logging this segment made: short for `segment: { eq: … }`."""
    segment: WhichIds[models.Segment] | None = strawberry.UNSET
    """Interactions that logging one of these segments made; `isNull: true`: those logged one by one."""
    campaign: WhichIds[models.Campaign] | None = strawberry.UNSET
    """Interactions for one of these campaigns; `isNull: true`: those for none."""
    is_campaign_target: bool | None = strawberry.UNSET
    """True: only interactions with targets of their campaign; false: only others."""
    is_campaign_response: bool | None = strawberry.UNSET
    """True: only responses to their campaign; false: only others."""
    responded: bool | None = strawberry.UNSET
    """True: only interactions that the contact, or for a company one of its people, answered: an entry that came from
    them, or counts as a response to a campaign, was logged after this one, and did not happen before it. False:
    only others, postponed ones among them."""
    evaluation: list[Evaluation] | None = strawberry.UNSET
    """By how the interaction went: one of these; an empty list matches nothing."""
    is_evaluated: bool | None = strawberry.UNSET
    """True: only interactions with an evaluation; false: only those without."""
    attempt_failed: bool | None = strawberry.UNSET
    """True: only failed attempts, in which the contact was not reached; false: only others."""
    information_flow: list[InformationFlow] | None = strawberry.UNSET
    """By which way the information went: one of these; an empty list matches nothing."""
    initiated_by: list[InitiatedBy] | None = strawberry.UNSET
    """By who began: one of these; an empty list matches nothing."""
    correspondence_type: list[CorrespondenceType] | None = strawberry.UNSET
    """By how the contact was written to: one of these; an empty list matches nothing."""
    occurred_at: DateTimeWhere | None = strawberry.UNSET
    """By the moment at which it happened."""
    logged_at: DateTimeWhere | None = strawberry.UNSET
    """By the moment at which it was logged; `isNull: true`: postponed ones."""
    canceled_at: DateTimeWhere | None = strawberry.UNSET
    """By the moment at which it was canceled; `isNull: true`: those that are not canceled."""
    remind_at: DateTimeWhere | None = strawberry.UNSET
    """By the reminder of a postponed interaction; `isNull: true`: those without one."""


@listed(models.InteractionComment, COMMENT_SORTS, default="the oldest first")
class InteractionCommentWhere(RowWhere):
    """Which notes on interactions; every field that is given must match, and null asks nothing."""


@listed(models.InteractionCorrection, CORRECTION_SORTS, default="the oldest first")
class InteractionCorrectionWhere:
    """Which corrections of an interaction; every field that is given must match, and null asks nothing."""

    created_at: DateTimeWhere | None = strawberry.UNSET
    """By the moment at which the entry was corrected."""


@strawberry.input(one_of=True)
class InteractionBy:
    """The key of an interaction."""

    id: GlobalId[models.Interaction] | None = strawberry.UNSET
    """The id that the API gave."""


@strawberry.type
class InteractionsQuery:
    interactions: Connection[Interaction] = list_of(
        find_interactions,
        needs=Scope.INTERACTIONS_READ,
    )
    """The interaction log: logged and canceled entries, those that happened latest first unless ordered otherwise."""
    postponed_interactions: Connection[Interaction] = list_of(
        find_postponed_interactions,
        sorts=POSTPONED_SORTS,
        needs=Scope.INTERACTIONS_READ,
    )
    """The postponed interactions, which are still to be finished, the last created first unless ordered otherwise."""

    @field(needs=Scope.INTERACTIONS_READ)
    async def interaction(self, info: Info, by: InteractionBy) -> Interaction | None:
        """The interaction with an id, postponed or not; null if there is none."""
        return await found_by(models.Interaction, find_interactions, by, info)
