"""Lists of contacts, and when they were last reached."""

from __future__ import annotations

from datetime import datetime

from pypika_tortoise.queries import Table
from pypika_tortoise.terms import Criterion

from db import sql
from db.filters import ALWAYS, Where, contains_words, has_row, is_value, matching, text
from db.folding import exact, search_words, upper_case
from db.models import (
    Contact,
)
from db.paging import Listing, Sort

_table = Table("contact")
CONDITIONS = {
    "number": text(_table.number, upper_case),
    "external_id": text(_table.external_id, exact),
    "name": text(_table.name_folded),
    "email": text(_table.email_folded),
    "kind": is_value(_table.kind),
    "company_id": is_value(_table.company_id),
    "salesperson_id": is_value(_table.salesperson_id),
    "segment_id": has_row(_table.id, Table("segment_line"), "contact_id", "segment_id"),
}
SORTS = {"NUMBER": Sort("number"), "NAME": Sort("name_folded"), "CREATED_AT": Sort("created_at")}


def find_contacts(
    where: Where | None = None, search: str | None = None, order: tuple[Sort, ...] = ()
) -> Listing[Contact]:
    criterion = ALWAYS & matching(where, CONDITIONS)
    if search:
        wanted = [contains_words(_table.search_text, words) for words in search_words(search)]
        criterion &= Criterion.any(wanted)
    return Listing(Contact, criterion, order or (SORTS["NUMBER"],))


async def last_interactions(contact_ids: list[int]) -> dict[int, datetime]:
    """When each contact was last reached: failed attempts, postponed and canceled entries do not count."""
    records = await sql.select(
        f"""
        SELECT contact_id, max(occurred_at) AS moment FROM interaction
        WHERE contact_id {sql.among("ids")} AND status = 'LOGGED' AND NOT attempt_failed
        GROUP BY contact_id
        """,
        ids=contact_ids,
    )
    return {record["contact_id"]: sql.as_moment(record["moment"]) for record in records}
