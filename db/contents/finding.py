"""Lists of content."""

from __future__ import annotations

from db.models import Content
from db.sql.clauses import ALWAYS
from db.sql.keyset_pages import Listing, Sort


def find_contents() -> Listing[Content]:
    """All content, the latest first."""
    return Listing(Content, ALWAYS, (Sort("created_at", descending=True),))
