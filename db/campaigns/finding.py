"""Lists of campaigns and of their entries."""

from __future__ import annotations

from datetime import date

from db.models import Campaign, CampaignEntry
from db.sql.case_folding import upper_case
from db.sql.clauses import ALWAYS, Clause
from db.sql.filters import Where, is_value, matching, text
from db.sql.keyset_pages import Listing, Sort


def _running_on(day: date) -> Clause:
    """Campaigns that have started by that day and not ended; one without a first or last day has no such bound."""
    return Clause(
        '("starts_on" IS NULL OR "starts_on" <= ?) AND ("ends_on" IS NULL OR "ends_on" >= ?)', (day, day)
    )


CONDITIONS = {
    "number": text("number", upper_case),
    "description": text("description_folded"),
    "status_id": is_value("status_id"),
    "salesperson_id": is_value("salesperson_id"),
    "running_on": _running_on,
}
SORTS = {
    "NUMBER": Sort("number"),
    "DESCRIPTION": Sort("description_folded"),
    "CREATED_AT": Sort("created_at"),
}


def find_campaigns(where: Where | None = None, order: tuple[Sort, ...] = ()) -> Listing[Campaign]:
    return Listing(Campaign, matching(where, CONDITIONS), order or (SORTS["NUMBER"],))


def find_campaign_entries() -> Listing[CampaignEntry]:
    """Campaign entries, canceled ones included, the latest first."""
    return Listing(CampaignEntry, ALWAYS, (Sort("occurred_at", descending=True),))
