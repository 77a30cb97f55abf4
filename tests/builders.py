"""One line per world: rows made by calling the verbs, with values that do not matter filled in."""

from __future__ import annotations

from itertools import count
from typing import Any

from db import contacts, salespeople
from db.models import Contact, ContactKind, Salesperson
from tests.conftest import NOW

_serial = count(1)


async def a_salesperson(**values: Any) -> Salesperson:
    place = next(_serial)
    created = await salespeople.create_salesperson({"code": f"SP{place}", "name": f"Sam {place}", **values}, now=NOW)
    return created.salesperson


async def a_company(**values: Any) -> Contact:
    return await a_contact(kind=ContactKind.COMPANY, **values)


async def a_contact(**values: Any) -> Contact:
    named = {"kind": ContactKind.PERSON, "name": f"Contact {next(_serial)}", **values}
    return (await contacts.create_contact(named, now=NOW)).contact
