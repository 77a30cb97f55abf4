"""A limited process: what runs away in it costs nobody but whoever wrote it."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from itertools import count
from typing import Any

import pytest

from db.letter_contents.limited_process import LimitedProcess, Limits, OverLimits, ProcessUnavailable, Result
from db.letter_contents.limited_work import WorkRefused

LIMITS = Limits(seconds=0.2, patience=30, memory=256 * 1024**2)
SAID = [b"hello first", b"hello last"]


@pytest.fixture(autouse=True)
async def _open() -> None:
    """No database is asked by any of this."""


@pytest.fixture
async def process() -> AsyncIterator[LimitedProcess]:
    process = LimitedProcess("tests.db.letter_contents.runaway", LIMITS)
    yield process
    await process.close()


async def done(process: LimitedProcess, verb: str, argument: Any = "") -> Result:
    """What comes of one piece, between two others that come to nothing."""
    pieces = [["say", "first"], [verb, argument], ["say", "last"]]
    first, result, last = await process.results("hello", pieces, "me")
    assert [first, last] == SAID
    return result


async def identity(process: LimitedProcess) -> int:
    [result] = await process.results(None, [["process", ""]], "me")
    assert isinstance(result, bytes)
    return int(result)


def is_alive(identity: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(identity, 0)
        return True
    return False


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        for _ in count():
            if holds():
                return
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    ("verb", "argument", "words"),
    [
        ("use time", "", "It takes more than 0.2 s to make."),
        ("use memory", 9, "It takes more than 256 MB of memory to make."),
        ("die", signal.SIGABRT, "It takes more than 256 MB of memory to make."),
        ("die", signal.SIGSEGV, "The process that makes it broke down over it."),
        ("die", signal.SIGKILL, "The process that makes it broke down over it."),
    ],
)
async def test_a_piece_over_its_limits_costs_no_other_and_is_known_for_a_while(
    process: LimitedProcess, verb: str, argument: Any, words: str
) -> None:
    for _ in range(2):
        over = await done(process, verb, argument)
        assert isinstance(over, OverLimits) and str(over) == words
    survivor = await identity(process)
    await process.results("hello", [[verb, argument]], "me")
    assert await identity(process) == survivor, "what is known to be over its limits is not tried"


@pytest.mark.parametrize(
    ("verb", "argument", "words"),
    [
        ("refuse", "Line 3 is no line.", "Line 3 is no line."),
        ("fail", "secret", "It fails on one of its values (ZeroDivisionError)."),
        ("nest", "", "It nests too deeply."),
    ],
)
async def test_a_piece_of_which_nothing_can_be_made_costs_not_even_the_process(
    process: LimitedProcess, verb: str, argument: Any, words: str
) -> None:
    before = await identity(process)
    refused = await done(process, verb, argument)
    assert isinstance(refused, WorkRefused) and str(refused) == words
    assert await identity(process) == before


async def test_a_process_that_gets_no_time_is_given_up_as_well() -> None:
    process = LimitedProcess("tests.db.letter_contents.runaway", Limits(1, 0.2, LIMITS.memory))
    try:
        over = await done(process, "rest")
        assert isinstance(over, OverLimits)
    finally:
        await process.close()


async def test_a_process_that_somebody_else_kills_is_replaced(process: LimitedProcess) -> None:
    before = await identity(process)
    os.kill(before, signal.SIGKILL)
    assert await done(process, "say", "again") == b"hello again"
    assert await identity(process) != before


async def test_whoever_stops_waiting_has_the_process_killed(process: LimitedProcess) -> None:
    before = await identity(process)
    working = asyncio.create_task(process.results(None, [["rest", ""]], "me"))
    await until(process._quick.turns.locked)
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working
    assert not is_alive(before)
    assert await done(process, "say", "again") == b"hello again"


async def test_nobody_waits_for_more_than_a_piece_of_each_other(process: LimitedProcess) -> None:
    """Three requests of one caller with many pieces over their limits, and one of another caller behind them."""
    ended: list[str] = []

    async def ask(whose: str, name: str, pieces: list[list[Any]]) -> None:
        await process.results(name, pieces, whose)
        ended.append(name)

    await identity(process)
    hostile = [["use time", place] for place in range(3)]
    tasks = [asyncio.create_task(ask("hostile", f"hostile {place}", hostile)) for place in range(3)]
    await asyncio.sleep(0)
    await ask("honest", "honest", [["say", "hello"]])
    assert ended == ["honest"]
    await asyncio.gather(*tasks)


async def test_slow_pieces_of_many_callers_are_behind_those_of_who_had_none(process: LimitedProcess) -> None:
    """Each of five callers has four kinds that are slow; who comes after them has his piece before any ends."""
    ended: list[str] = []

    async def ask(whose: str, verb: str, kind: int) -> None:
        await process.results("hello", [[verb, kind]], whose, [(whose, kind)])
        ended.append(whose)

    await identity(process)
    slow = [(f"slow {caller}", kind) for caller in range(5) for kind in range(4)]
    tasks = [asyncio.create_task(ask(whose, "use time", kind)) for whose, kind in slow]
    await until(lambda: process._misses.times_late("slow 0") > 0)
    await ask("honest", "say", 1)
    assert ended == ["honest"]
    await asyncio.gather(*tasks)
    assert len(ended) == 21, "and the slow ones have their turns as well"


async def test_after_some_of_a_kind_were_over_their_limits_others_of_it_have_less_time(
    process: LimitedProcess,
) -> None:
    """Thousands of letters of one content would take hours; those of it that are quick still arrive."""
    pieces = [["use time", place] for place in range(5)]
    pieces.insert(3, ["say", "quick"])
    kinds = ["bad"] * 6
    results = await process.results("hello", [*pieces, ["use time", 6]], "me", [*kinds, "other"])
    reasons = [each.decode() if isinstance(each, bytes) else str(each).split()[4] for each in results]
    assert reasons == ["0.2", "0.2", "0.2", "hello quick", "0.02", "0.02", "0.2"]


async def test_what_is_printed_is_no_answer(process: LimitedProcess) -> None:
    assert await done(process, "print", "x" * 100) == b"printed"


async def test_no_password_of_the_environment_is_there(
    process: LimitedProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (
        "DATABASE_URL",
        "SMTP_URL",
        "SECRET_KEY",
        "AWS_SECRET_ACCESS_KEY",
        "OTEL_EXPORTER_OTLP_HEADERS",
    ):
        monkeypatch.setenv(name, "secret")
    names = await done(process, "environment")
    assert isinstance(names, bytes)
    seen = set(names.decode().splitlines())
    assert {name for name in seen if os.environ.get(name) == "secret"} == set() and "PATH" in seen


async def test_no_file_of_ours_is_there(process: LimitedProcess) -> None:
    """No connection to the database above all: nothing but the standard streams and what the process opens itself."""
    read, write = os.pipe()
    os.set_inheritable(write, True)
    try:
        files = f"/proc/{await identity(process)}/fd"
        held = {os.readlink(f"{files}/{each}") for each in os.listdir(files)}
        assert os.readlink(f"/proc/self/fd/{write}") not in held
    finally:
        os.close(read)
        os.close(write)


async def test_it_ends_when_it_is_closed_and_starts_again(process: LimitedProcess) -> None:
    first = await identity(process)
    await process.close()
    assert not is_alive(first)
    assert await identity(process) != first


async def test_it_ends_with_the_one_that_started_it(process: LimitedProcess) -> None:
    """However that one ends: its end of the standard input is closed then."""
    before = await identity(process)
    at_work = process._quick._process
    assert at_work is not None and at_work.stdin is not None
    at_work.stdin.close()
    await until(lambda: not is_alive(before))


async def test_what_cannot_be_loaded_is_one_sentence() -> None:
    process = LimitedProcess("tests.db.letter_contents.nowhere", LIMITS)
    with pytest.raises(ProcessUnavailable, match="nowhere"):
        await process.results(None, [1], "me")
    with pytest.raises(ProcessUnavailable, match="nowhere"):
        await process.check()
