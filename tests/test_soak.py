"""Sixteen callers do random things in a small world: rules hold, nobody meets a deadlock. `make soak` takes longer."""

from __future__ import annotations

import os
import random

from tests.soaking.acts import ACTS
from tests.soaking.invariants import broken
from tests.soaking.running import CALLERS, soak
from tests.soaking.world import World

SECONDS = float(os.environ.get("SOAK_SECONDS", "0"))
ACTS_EACH = 12
"""What each caller does in the suite; `make soak` counts seconds instead."""


async def test_whatever_callers_do_at_the_same_time_the_rules_hold(database: str) -> None:
    given = os.environ.get("SOAK_SEED", "1")
    seed = random.randrange(10**6) if given == "random" else int(given)
    world = World(random.Random(seed))
    await world.make()
    soaked = await soak(world, seed, seconds=SECONDS or 120, acts=10**9 if SECONDS else ACTS_EACH)
    print(f"\nseed {seed}: {soaked.told()}")
    assert soaked.failures == []
    assert await broken() == {}
    assert soaked.deadlocks == 0
    assert {segment: times for segment, times in world.logged.items() if times > 1} == {}
    assert soaked.done.total() > CALLERS
    if SECONDS >= 60:
        assert set(ACTS) - set(soaked.done) == set(), "every act is done at least once"
