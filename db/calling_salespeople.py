"""Which salesperson a caller is who shows a token."""

from __future__ import annotations

from db import sql
from db.folding import is_storable
from db.models import Salesperson
from db.rows import as_models

_NAMED = "SELECT * FROM salesperson WHERE code = :code OR lower(email) = :email"


async def calling_salesperson(named: str) -> Salesperson | None:
    """The one with this code, else the only one with this e-mail address."""
    if not is_storable(named):
        return None
    records = await sql.select(_NAMED, code=named.strip().upper(), email=named.strip().lower())
    rows = as_models(Salesperson, records)
    by_code = [row for row in rows if row.code == named.strip().upper()]
    found = by_code or rows
    return found[0] if len(found) == 1 else None
