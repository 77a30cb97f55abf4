"""How long what was refused waits, and how long all wait for a server in trouble."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from api.delivering.pacing import LONGEST_DELAY, LONGEST_PAUSE, Pace, delay_after
from api.delivering.server import mail_server
from api.delivering.worker import Terms


def test_what_is_refused_waits_a_minute_then_twice_as_long_and_six_hours_at_most() -> None:
    for attempt, minutes in ((1, 1), (2, 2), (3, 4), (8, 128)):
        least = timedelta(minutes=minutes)
        assert least <= delay_after(attempt) <= least * 1.25
    assert delay_after(10) == delay_after(1000) == LONGEST_DELAY
    assert len({delay_after(3) for _ in range(9)}) > 1


async def test_all_wait_longer_each_time_and_connections_that_fail_together_count_once() -> None:
    pace = Pace(None, 0.01)
    for _ in range(3):
        pace.trouble("421")
    assert (pace.troubles, 0 < pace.pause <= 0.01) == (1, True)
    await asyncio.sleep(pace.pause + 0.001)
    pace.trouble("421")
    assert (pace.troubles, 0.01 < pace.pause <= 0.02) == (2, True)
    pace.went_well()
    assert pace.troubles == 0
    endless = Pace(None, 10**9)
    endless.trouble("421")
    assert endless.pause <= LONGEST_PAUSE


async def test_nobody_waits_for_a_turn_any_more_when_the_worker_stops() -> None:
    pace, stopping = Pace(1 / 3600, 1), asyncio.Event()
    await pace.turn(stopping)
    waiting = asyncio.create_task(pace.turn(stopping))
    await asyncio.sleep(0)
    assert not waiting.done()
    stopping.set()
    await waiting


def test_no_more_is_held_than_leaves_in_a_minute() -> None:
    server = mail_server("smtp://localhost")
    held = {rate: Terms(server, "a@example.com", rate=rate).taken_at_once for rate in (None, 10, 0.1, 0.001)}
    assert held == {None: 50, 10: 50, 0.1: 6, 0.001: 1}
