"""Lists of letter contents."""

from __future__ import annotations

from db.models import LetterContent
from db.sql.case_folding import folded
from db.sql.filters import Where, moment, text
from db.sql.found import Order, found
from db.sql.keyset_pages import Listing, Sort

CONDITIONS = {"subject": text("subject_folded"), "created_at": moment("created_at")}
SORTS = {"SUBJECT": Sort("subject_folded"), "CREATED_AT": Sort("created_at")}
SEARCHED = {"subject_folded": folded}


def find_letter_contents(
    where: Where | None = None, search: str | None = None, order: Order = ()
) -> Listing[LetterContent]:
    """All letter contents, the latest first."""
    latest_first = Sort("created_at", descending=True)
    return found(LetterContent, where, CONDITIONS, order, latest_first, search=search, searched=SEARCHED)
