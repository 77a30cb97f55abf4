"""Windows in which is counted, whatever the clock on the wall does."""

from __future__ import annotations

import asyncio
import time

import pytest

from api.auth import windows
from api.auth.rate_limits import Rate
from api.auth.windows import Windows
from tests.api.auth.calling import with_settings

SECONDS = 0.05
HOURS = 6 * 3600


def test_each_name_has_a_window_of_its_own() -> None:
    counted = Windows(60)
    assert [counted.count(name).count for name in ("ada", "ada", "bea", "ada")] == [1, 2, 1, 3]
    assert 0 < counted.count("ada").left() <= 60


@pytest.mark.parametrize("jump", [-HOURS, HOURS])
async def test_a_window_ends_whatever_the_clock_says(monkeypatch: pytest.MonkeyPatch, jump: int) -> None:
    counted, before = Windows(SECONDS), time.time
    counted.count("ada")
    monkeypatch.setattr(time, "time", lambda: before() + jump)
    assert counted.count("ada").count == 2
    await asyncio.sleep(SECONDS)
    assert counted.count("ada").count == 1


@pytest.mark.parametrize("jump", [-HOURS, HOURS])
async def test_how_long_to_wait_does_not_depend_on_the_clock(
    monkeypatch: pytest.MonkeyPatch, jump: int
) -> None:
    before = time.time
    with with_settings():
        rate = Rate("1/minute")
        assert await rate.exceeded_by("ada") is None
        monkeypatch.setattr(time, "time", lambda: before() + jump)
        over = await rate.exceeded_by("ada")
    assert over is not None
    assert 50 < over[1] <= 61


def test_only_so_many_names_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "MOST_NAMES", 2)
    counted = Windows(60)
    for name in ("ada", "bea", "cem"):
        counted.count(name)
    assert [counted.count(name).count for name in ("cem", "bea", "ada")] == [2, 2, 1]
