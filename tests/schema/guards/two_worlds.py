"""Asks the same in a world with what is hidden from a caller, and in one without it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from typing import Any, NamedTuple

import orjson

from db.callers import Caller, Role
from schema.graph.signed_links import Place
from tests.databases import PostgresDatabases, SqliteDatabases
from tests.schema.calling import a_caller
from tests.schema.guards.taken_away import TakeAway, callers_and_audit, nothing, rows_of_others, world_without
from tests.schema.guards.two_salespeople import World

Databases = SqliteDatabases | PostgresDatabases


class Seeing(NamedTuple):
    """A caller, and what there is that they do not see."""

    role: Role
    sees_only_own: bool
    hidden: TakeAway

    def caller(self, world: World) -> Caller:
        return a_caller(self.role, salesperson_id=world.own.id, sees_only_own=self.sees_only_own)


SEEING = {
    "READER": Seeing(Role.READER, False, callers_and_audit),
    "SALESPERSON": Seeing(Role.SALESPERSON, False, callers_and_audit),
    "SALESPERSON who sees their own": Seeing(Role.SALESPERSON, True, rows_of_others),
    "MARKETER": Seeing(Role.MARKETER, False, callers_and_audit),
}
"""Who does not see everything."""


Asked = Callable[[Caller, World], AsyncIterator[tuple[str, Any]]]
"""Asks in one of the worlds: what was asked, and what came of it."""


LINK = re.compile(rb'"[^"]*(%s)/[^"]*"' % "|".join(Place).encode())
"""A signed link: it ends a second later when it is asked for a second later."""


def bytes_of(result: Any) -> bytes:
    errors = [error.formatted for error in result.errors or ()]
    return LINK.sub(rb'"\1"', orjson.dumps({"data": result.data, "errors": errors}))


async def compared(databases: Databases, seeing: Seeing, asked: Asked) -> None:
    """Ask the same in both worlds, as the same caller."""
    answers: list[dict[str, bytes]] = []
    for take_away in (nothing, seeing.hidden):
        async with world_without(databases, take_away) as world:
            caller = seeing.caller(world)
            answers.append({name: bytes_of(result) async for name, result in asked(caller, world)})
    with_them, without = answers
    assert with_them.keys() == without.keys() and with_them
    different = {name: each for name, each in with_them.items() if each != without[name]}
    assert not different, {name: told_apart(each, without[name]) for name, each in different.items()}


def told_apart(one: bytes, other: bytes) -> tuple[bytes, bytes]:
    """Both answers around the first byte that differs."""
    place = next((at for at, each in enumerate(zip(one, other, strict=False)) if each[0] != each[1]), 0)
    return one[max(0, place - 80) : place + 80], other[max(0, place - 80) : place + 80]
