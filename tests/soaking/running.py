"""Callers who do one thing after the other until time is up, and what became of it."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass, field

from db.engine.database import is_postgres
from db.errors import OvertakenTooOften, Refused
from db.sql import statements
from tests.soaking.acts import ACTS
from tests.soaking.world import World

CALLERS = 16


@dataclass
class Soaked:
    """How often each act was done, was refused, or was told to try again; and every other failure."""

    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    try_again: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")
    deadlocks: int = 0

    def told(self) -> str:
        total = self.done.total() + self.refused.total()
        return (
            f"{total:,} acts, {self.done.total():,} done, {self.refused.total():,} refused,"
            f" {self.try_again.total()} overtaken, {self.deadlocks} deadlocks,"
            f" the slowest {self.slowest[1]} with {self.slowest[0]:.2f} s"
        )


async def soak(world: World, seed: int, *, seconds: float, acts: int) -> Soaked:
    """Sixteen callers at work for so many seconds, or until each has done so many acts."""
    soaked = Soaked()
    until = time.monotonic() + seconds
    await asyncio.gather(*(_call(world, seed + place, until, acts, soaked) for place in range(CALLERS)))
    soaked.deadlocks = await _deadlocks()
    return soaked


async def _call(world: World, seed: int, until: float, acts: int, soaked: Soaked) -> None:
    dice, names = random.Random(seed), sorted(ACTS)
    for _ in range(acts):
        if time.monotonic() > until:
            return
        await _do(world, dice.choice(names), soaked)


async def _do(world: World, name: str, soaked: Soaked) -> None:
    began = time.monotonic()
    try:
        await ACTS[name](world)
        soaked.done[name] += 1
    except Refused:
        soaked.refused[name] += 1
    except OvertakenTooOften:
        soaked.try_again[name] += 1
    except Exception as error:
        soaked.failures.append(f"{name}: {error!r}")
    soaked.slowest = max(soaked.slowest, (time.monotonic() - began, name))


async def _deadlocks() -> int:
    """How many PostgreSQL has found in this database. What a backend has counted is told when it ends or rests."""
    if not is_postgres():
        return 0
    await statements.select("SELECT pg_stat_clear_snapshot()")
    text = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    return (await statements.select_one(text))["deadlocks"]
