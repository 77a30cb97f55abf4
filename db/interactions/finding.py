"""Lists of interactions: the log, and what is postponed."""

from __future__ import annotations

from collections.abc import Sequence

from db.models import CorrespondenceType, Interaction, InteractionComment, InteractionStatus
from db.segments.outcomes import FROM_THEM
from db.sql.clauses import Clause, any_of
from db.sql.filters import Where, is_one_of, is_true, is_value, moment, which_of
from db.sql.found import BY_CREATED_AND_UPDATED, CREATED_AND_UPDATED, Order, found
from db.sql.keyset_pages import LATEST, Listing, Sort

AFTERWARDS = f"""answer.status = 'LOGGED' AND {FROM_THEM} AND answer.logged_at > interaction.logged_at
    AND (answer.occurred_at >= interaction.occurred_at OR answer.occurred_at >= interaction.logged_at)"""
"""Whether an entry answers this one: it was logged afterwards, and did not happen before this one did or was logged."""
RESPONDED = " OR ".join(
    f"EXISTS (SELECT 1 FROM interaction AS answer WHERE answer.{with_whom} = interaction.contact_id AND {AFTERWARDS})"
    for with_whom in ("contact_id", "company_id")
)
"""An answer of a person counts for the company too."""


def _responded(wanted: bool) -> Clause:
    return Clause(f"({RESPONDED})" if wanted else f"NOT ({RESPONDED})")


def _is_evaluated(wanted: bool) -> Clause:
    return Clause(f'"evaluation" IS {"NOT " if wanted else ""}NULL')


def _correspondence(wanted: Sequence[CorrespondenceType]) -> Clause:
    """A postponed interaction that does not say is not written to."""
    said = is_one_of("correspondence_type")(wanted)
    return any_of([said, Clause('"correspondence_type" IS NULL')]) if "NONE" in wanted else said


CONDITIONS = {
    **CREATED_AND_UPDATED,
    "contact": which_of("contact_id"),
    "company": which_of("company_id"),
    "salesperson": which_of("salesperson_id"),
    "template": which_of("template_id"),
    "interaction_group": which_of("interaction_group_id"),
    "segment": which_of("segment_id"),
    "campaign": which_of("campaign_id"),
    "is_evaluated": _is_evaluated,
    "responded": _responded,
    "is_campaign_target": is_true("is_campaign_target"),
    "is_campaign_response": is_true("is_campaign_response"),
    "information_flow": is_one_of("information_flow"),
    "initiated_by": is_one_of("initiated_by"),
    "correspondence_type": _correspondence,
    "remind_at": moment("remind_at"),
    "logged_at": moment("logged_at"),
    "canceled_at": moment("canceled_at"),
    "contact_id": is_value("contact_id"),
    "salesperson_id": is_value("salesperson_id"),
    "template_id": is_value("template_id"),
    "segment_id": is_value("segment_id"),
    "occurred_at": moment("occurred_at"),
    "evaluation": is_one_of("evaluation"),
    "attempt_failed": is_value("attempt_failed"),
}
LOG = (InteractionStatus.LOGGED, InteractionStatus.CANCELED)
LOG_CONDITIONS = CONDITIONS | {"status": is_one_of("status", LOG)}
POSTPONED_CONDITIONS = CONDITIONS | {"status": is_one_of("status", [InteractionStatus.POSTPONED])}
LOG_SORTS: dict[str, Sort | None] = {
    "OCCURRED_AT": Sort("occurred_at"),
    **BY_CREATED_AND_UPDATED,
    "LOGGED_AT": Sort("logged_at"),
    "REMIND_AT": None,
}
POSTPONED_SORTS: dict[str, Sort | None] = {
    "OCCURRED_AT": Sort("occurred_at", instead=LATEST),
    **BY_CREATED_AND_UPDATED,
    "LOGGED_AT": None,
    "REMIND_AT": Sort("remind_at", instead=LATEST),
}
"""What is logged has no reminder, and what is postponed was never logged: there all are equal in that."""
COMMENT_SORTS = dict(BY_CREATED_AND_UPDATED)

POSTPONED = Clause("\"status\" = 'POSTPONED'")
IN_THE_LOG = Clause("\"status\" IN ('LOGGED', 'CANCELED')")


def find_interactions(where: Where | None = None, order: Order = ()) -> Listing[Interaction]:
    """The log: what is logged, and what was canceled afterwards. Postponed ones are not in it."""
    latest_first = Sort("occurred_at", descending=True)
    return found(Interaction, where, LOG_CONDITIONS, order, latest_first, only=IN_THE_LOG)


def find_postponed_interactions(where: Where | None = None, order: Order = ()) -> Listing[Interaction]:
    last_first = Sort("created_at", descending=True)
    return found(Interaction, where, POSTPONED_CONDITIONS, order, last_first, only=POSTPONED)


def find_comments(where: Where | None = None, order: Order = ()) -> Listing[InteractionComment]:
    """The comments on interactions, the oldest first."""
    return found(InteractionComment, where, CREATED_AND_UPDATED, order, Sort("id"))
