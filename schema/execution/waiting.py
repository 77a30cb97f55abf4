"""Waiting only where there is something to wait for, and for everything at once."""

from __future__ import annotations

import asyncio
import types
from collections.abc import Awaitable, Coroutine, Generator, Sequence
from typing import Any

_FIRST_WAIT = object()


@types.coroutine
def first_wait() -> Generator[Any, Any, None]:
    """What a run does before it waits for the first time: it hands itself back to whoever began it."""
    yield _FIRST_WAIT


def begin(run: Coroutine[Any, Any, Any]) -> Any:
    """Go on until the first wait. The result if there is none, else an awaitable of it.

    So an operation that has nothing to wait for needs no event loop, and one that has is resumed by the task
    that awaits it.
    """
    try:
        handed_back = run.send(None)
    except StopIteration as finished:
        return finished.value
    assert handed_back is _FIRST_WAIT, "a run waits for the first time through first_wait()"
    return rest_of(run)


def stepped(coroutines: Sequence[Coroutine[Any, Any, Any]]) -> tuple[list[Any], dict[int, Any]]:
    """All of them up to where they have to wait: the results of those that need not, the rest of the others."""
    results: list[Any] = [None] * len(coroutines)
    left: dict[int, Any] = {}
    try:
        for place, each in enumerate(coroutines):
            try:
                each.send(None)
            except StopIteration as finished:
                results[place] = finished.value
            else:
                left[place] = rest_of(each)
    except BaseException:
        for each in (*left.values(), *coroutines):
            each.close()
        raise
    return results, left


async def rest_of(run: Coroutine[Any, Any, Any]) -> Any:
    return await _resumed(run)


@types.coroutine
def _resumed(run: Coroutine[Any, Any, Any]) -> Generator[Any, Any, Any]:
    return (yield from run)  # type: ignore[misc]


async def together(coroutines: Sequence[Coroutine[Any, Any, Any]]) -> list[Any]:
    """All at once; if this is canceled or one of them raises, none of them goes on."""
    if len(coroutines) == 1:
        return [await coroutines[0]]
    tasks = [asyncio.ensure_future(each) for each in coroutines]
    try:
        return [await task for task in tasks]
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise


async def settled(column: list[Any], places: list[int]) -> list[Any]:
    """The column with the results of what it had to wait for at these places, exceptions among them."""
    results = await together([_outcome(column[place]) for place in places])
    whole = list(column)
    for place, result in zip(places, results, strict=True):
        whole[place] = result
    return whole


async def _outcome(value: Awaitable[Any]) -> Any:
    try:
        return await value
    except Exception as error:
        return error
