"""Callers who see only what is theirs."""

from __future__ import annotations

from db.callers import SCOPES_OF, Caller, CallerKind, Role
from db.models import Salesperson
from tests.builders import a_salesperson


def restricted(salesperson: Salesperson | None) -> Caller:
    allowed = SCOPES_OF[Role.SALESPERSON]
    own = salesperson.id if salesperson else None
    return Caller(CallerKind.API_KEY, "key:own", "Own", Role.SALESPERSON, allowed, own, True)


async def two_salespeople() -> tuple[Salesperson, Salesperson]:
    return await a_salesperson(), await a_salesperson()
