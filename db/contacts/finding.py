"""Lists of contacts, and when they were last reached."""

from __future__ import annotations

from datetime import datetime

from db.interactions.statistics import statistics_by
from db.models import (
    Contact,
    SegmentLine,
)
from db.sql.case_folding import exact, search_words, upper_case
from db.sql.clauses import Clause, any_of
from db.sql.filters import Where, contains_words, has_row, is_value, matching, text
from db.sql.keyset_pages import Listing, Sort

IN_AN_INDUSTRY = """"id" IN (
    SELECT contact_id FROM contact_industry_group WHERE industry_group_id = ?
    UNION ALL
    SELECT person.id FROM contact AS person JOIN contact_industry_group ON contact_id = person.company_id
    WHERE industry_group_id = ?
)"""
"""A company in the group, or a person of such a company."""

CONDITIONS = {
    "number": text("number", upper_case),
    "external_id": text("external_id", exact),
    "name": text("name_folded"),
    "email": text("email_folded"),
    "kind": is_value("kind"),
    "company_id": is_value("company_id"),
    "salesperson_id": is_value("salesperson_id"),
    "segment_id": has_row("id", "segment_line", "contact_id", "segment_id", SegmentLine.not_removed),
    "mailing_group_id": has_row("id", "contact_mailing_group", "contact_id", "mailing_group_id"),
    "industry_group_id": lambda group: Clause(IN_AN_INDUSTRY, (group, group)),
    "job_responsibility_id": has_row(
        "id", "contact_job_responsibility", "contact_id", "job_responsibility_id"
    ),
}
SORTS = {"NUMBER": Sort("number"), "NAME": Sort("name_folded"), "CREATED_AT": Sort("created_at")}


def find_contacts(
    where: Where | None = None, search: str | None = None, order: tuple[Sort, ...] = ()
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
