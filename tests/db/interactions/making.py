"""Interactions made from a source, and who is responsible for them."""

from __future__ import annotations

from typing import Any

import pytest

from db.interactions.creating import InteractionsCreated, Source, create_interaction
from db.marketing_setup import update_marketing_setup
from db.models import (
    Contact,
    Interaction,
    Salesperson,
)
from db.salespeople import update_salesperson
from tests.builders import (
    a_salesperson,
)
from tests.conftest import NOW

either_way = pytest.mark.parametrize("postpone", [False, True], ids=["logged", "postponed"])

UNKNOWN = 999_999


async def created(contact: Contact, *, postpone: bool = False, **values: Any) -> Interaction:
    result = await create_interaction(Source((contact.id,)), values, postpone=postpone, now=NOW)
    return result.interactions[0]


async def created_from(source: Source, **values: Any) -> InteractionsCreated:
    return await create_interaction(source, values, now=NOW)


async def a_blocked_salesperson() -> Salesperson:
    salesperson = await a_salesperson()
    await update_salesperson(salesperson.id, {"is_blocked": True}, now=NOW)
    return salesperson


async def the_default_salesperson() -> Salesperson:
    salesperson = await a_salesperson()
    await update_marketing_setup({"default_salesperson_id": salesperson.id}, now=NOW)
    return salesperson


async def nothing_is_written() -> bool:
    return await Interaction.all().count() == 0
