"""Lists of campaigns and of their entries."""

from __future__ import annotations

from datetime import date

from db.models import Campaign, CampaignEntry
from db.sql.case_folding import folded, upper_case
from db.sql.clauses import Clause
from db.sql.filters import Where, is_value, moment, text, which_of
from db.sql.found import BY_CREATED_AND_UPDATED, CREATED_AND_UPDATED, Order, found
from db.sql.keyset_pages import LAST_DAY, Listing, Sort


def _running_on(day: date) -> Clause:
    """Campaigns that have started by that day and not ended; one without a first or last day has no such bound."""
    return Clause(
        '("starts_on" IS NULL OR "starts_on" <= ?) AND ("ends_on" IS NULL OR "ends_on" >= ?)', (day, day)
    )


CONDITIONS = {
    **CREATED_AND_UPDATED,
    "number": text("number", upper_case),
    "description": text("description_folded"),
    "status": which_of("status_id"),
    "salesperson": which_of("salesperson_id"),
    "running_on": _running_on,
}
SORTS = {
    "NUMBER": Sort("number"),
    "DESCRIPTION": Sort("description_folded"),
    "STARTS_ON": Sort("starts_on", instead=LAST_DAY),
    **BY_CREATED_AND_UPDATED,
}
SEARCHED = {"number": upper_case, "description_folded": folded}
ENTRY_CONDITIONS = {
    **CREATED_AND_UPDATED,
    "campaign": which_of("campaign_id"),
    "segment": which_of("segment_id"),
    "salesperson": which_of("salesperson_id"),
    "is_stand_alone": is_value("is_stand_alone"),
    "occurred_at": moment("occurred_at"),
    "canceled_at": moment("canceled_at"),
}
ENTRY_SORTS = {"OCCURRED_AT": Sort("occurred_at"), **BY_CREATED_AND_UPDATED}


def find_campaigns(
    where: Where | None = None, search: str | None = None, order: Order = ()
) -> Listing[Campaign]:
    return found(Campaign, where, CONDITIONS, order, SORTS["NUMBER"], search=search, searched=SEARCHED)


def find_campaign_entries(where: Where | None = None, order: Order = ()) -> Listing[CampaignEntry]:
    """Campaign entries, canceled ones included, the latest first."""
    latest_first = Sort("occurred_at", descending=True)
    return found(CampaignEntry, where, ENTRY_CONDITIONS, order, latest_first)
