"""Lists of contacts, and when they were last reached."""

from __future__ import annotations

from datetime import datetime

from db.contacts.predicates import PREDICATES
from db.interactions.statistics import statistics_by
from db.models import (
    Contact,
    SegmentLine,
)
from db.sql.case_folding import exact, search_words
from db.sql.clauses import any_of
from db.sql.filters import Where, contains_words, has_row, is_value, matching, text
from db.sql.found import BY_CREATED_AND_UPDATED, CREATED_AND_UPDATED, Order
from db.sql.keyset_pages import Listing, Sort

CONDITIONS = {
    **PREDICATES,
    **CREATED_AND_UPDATED,
    "external_id": text("external_id", exact),
    "salesperson_id": is_value("salesperson_id"),
    "segment_id": has_row("id", "segment_line", "contact_id", "segment_id", SegmentLine.not_removed),
}
SORTS = {"NUMBER": Sort("number"), "NAME": Sort("name_folded"), **BY_CREATED_AND_UPDATED}


def find_contacts(
    where: Where | None = None, search: str | None = None, order: Order = ()
) -> Listing[Contact]:
    criterion = matching(where, CONDITIONS)
    if search:
        criterion &= any_of(contains_words("search_text", words) for words in search_words(search))
    return Listing(Contact, criterion, order or (SORTS["NUMBER"],))


async def last_interactions(contact_ids: list[int]) -> dict[int, datetime]:
    """The moment of the last interaction of each contact; failed attempts, postponed and canceled ones do not count."""
    found = await statistics_by("contact_id", contact_ids, frozenset({"last_interaction_at"}))
    return {
        identity: statistics.last_interaction_at
        for identity, statistics in found.items()
        if statistics.last_interaction_at
    }
