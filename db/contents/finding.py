"""Which contents there are, in which order."""

from __future__ import annotations

from db.clauses import ALWAYS
from db.models import Content
from db.paging import Listing, Sort


def find_contents() -> Listing[Content]:
    """All content, the latest first."""
    return Listing(Content, ALWAYS, (Sort("created_at", descending=True),))
