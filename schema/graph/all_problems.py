"""All problems of an input together: what is malformed, what its verb refuses, and the ids that name nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable
from typing import TypeVar

from db.errors import Code, Path, Problem, Refused, not_found
from db.sql.loaders import rows_by_id
from db.sql.rows import noun_of
from db.writes.trials import perhaps_a_trial
from schema.graph.ids import MODELS
from schema.graph.inputs import Reading, reading_of

T = TypeVar("T")

OF_TWO_DAYS = (Code.ENDS_BEFORE_START, Code.PERIODS_OVERLAP)
"""What is found by comparing two days says nothing if one of them only stands in for what is none."""


async def with_all_problems(answer: Awaitable[T]) -> T:
    """What a resolver answers that reads its input by `input_values`; or it raises all that is wrong with the input.

    If anything is malformed the verb was only tried (`db/writes/trials.py`), and its answer is none.
    """
    reading = Reading()
    before = reading_of.set(reading)
    try:
        with perhaps_a_trial():
            answered = await answer
    except Refused as refused:
        problems = refused.problems
    else:
        if not reading.problems:
            return answered
        problems = []
    finally:
        reading_of.reset(before)
    raise Refused(await _together(reading, problems))


async def _together(reading: Reading, refused: list[Problem]) -> list[Problem]:
    """The malformed first; of each place what was said first, and of ids that name nothing what says most exactly."""
    malformed = {problem.path for problem in reading.problems}
    others = [
        problem
        for problem in refused
        if not (malformed and problem.code in OF_TWO_DAYS)
        and not any(_same_place(problem.path, path) for path in malformed)
    ]
    at = {problem.path for problem in others}
    told = [problem.path for problem in others if problem.code is Code.NOT_FOUND]
    missing = [
        not_found(noun_of(MODELS[noun]), number, *path)
        for path, noun, number in await _of_nothing(reading)
        if path not in at and not any(_same_place(path, each) for each in told)
    ]
    return [*reading.problems, *others, *missing]


def _same_place(one: Path, other: Path) -> bool:
    """Whether they are the same, or one leads to the other."""
    shorter = min(len(one), len(other))
    return shorter > 0 and one[:shorter] == other[:shorter]


async def _of_nothing(reading: Reading) -> list[tuple[Path, str, int]]:
    """The ids that name nothing which the caller sees: one statement for each noun."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for _, noun, number in reading.ids:
        wanted[noun].add(number)
    found = {
        noun: (await rows_by_id(MODELS[noun], numbers, frozenset({"id"}))).keys()
        for noun, numbers in wanted.items()
    }
    return [each for each in reading.ids if each[2] not in found[each[1]]]
