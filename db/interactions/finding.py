"""Lists of interactions: the log, and what is postponed."""

from __future__ import annotations

from db.models import Interaction, InteractionComment, InteractionStatus
from db.sql.clauses import ALWAYS, Clause
from db.sql.filters import Where, is_one_of, is_value, matching, moment
from db.sql.keyset_pages import Listing, Sort

CONDITIONS = {
    "status": is_one_of("status"),
    "contact_id": is_value("contact_id"),
    "company_id": is_value("company_id"),
    "salesperson_id": is_value("salesperson_id"),
    "template_id": is_value("template_id"),
    "interaction_group_id": is_value("interaction_group_id"),
    "segment_id": is_value("segment_id"),
    "campaign_id": is_value("campaign_id"),
    "occurred_at": moment("occurred_at"),
    "evaluation": is_one_of("evaluation"),
    "attempt_failed": is_value("attempt_failed"),
}
SORTS = {
    "OCCURRED_AT": Sort("occurred_at", optional=True),
    "CREATED_AT": Sort("created_at"),
    "REMIND_AT": Sort("remind_at", optional=True),
}
LATEST_FIRST = (Sort("occurred_at", descending=True),)
LAST_POSTPONED_FIRST = (Sort("created_at", descending=True),)

POSTPONED = is_value("status")(InteractionStatus.POSTPONED)
IN_THE_LOG = Clause('"status" IN (?, ?)', (InteractionStatus.LOGGED, InteractionStatus.CANCELED))


def find_interactions(where: Where | None = None, order: tuple[Sort, ...] = ()) -> Listing[Interaction]:
    """The log: what is logged, and what was canceled afterwards. Postponed ones are not in it."""
    return Listing(Interaction, IN_THE_LOG & matching(where, CONDITIONS), order or LATEST_FIRST)


def find_postponed_interactions(
    where: Where | None = None, order: tuple[Sort, ...] = ()
) -> Listing[Interaction]:
    return Listing(Interaction, POSTPONED & matching(where, CONDITIONS), order or LAST_POSTPONED_FIRST)


def find_comments() -> Listing[InteractionComment]:
    """The comments on interactions, the oldest first."""
    return Listing(InteractionComment, ALWAYS, (Sort("id"),))
