"""Turns: who comes next, and that nobody is lost or passed for ever."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from db.letter_contents.turns import Turns


@pytest.fixture(autouse=True)
async def _open() -> None:
    """No database is asked by any of this."""


async def order(turns: Turns, *late: tuple[str, float]) -> list[str]:
    """In which order turns are given to those who come so late while somebody is at it."""
    given: list[str] = []

    async def take(name: str, seconds: float) -> None:
        async with turns.turn(seconds):
            given.append(name)

    async with turns.turn():
        tasks = [asyncio.create_task(take(*each)) for each in late]
        await asyncio.sleep(0)
    await asyncio.gather(*tasks)
    return given


async def test_who_comes_first_is_first_and_who_is_late_waits() -> None:
    assert await order(Turns(), ("late", 60), ("later", 90), ("Ann", 0), ("Bea", 0)) == [
        "Ann",
        "Bea",
        "late",
        "later",
    ]


async def test_a_turn_is_not_lost_with_who_leaves() -> None:
    turns = Turns()
    async with turns.turn():
        leaving, called = (asyncio.create_task(order(turns)) for _ in range(2))
        await asyncio.sleep(0)
        leaving.cancel()
        await asyncio.sleep(0)
    called.cancel()  # in the moment in which the turn was given
    with suppress(asyncio.CancelledError):
        await called
    assert not turns.locked()
    assert await order(turns, ("Ann", 0)) == ["Ann"]
