"""Whether two answers are the same, and what the first difference is."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from graphql import GraphQLError

Place = tuple[str | int, ...]


class Answer(NamedTuple):
    """What came of an operation: results, in order, and what happened meanwhile."""

    results: list[Any]
    log: list[str]


class Fault(NamedTuple):
    """An error, as far as it is compared: the place in a variable, in its extensions, is told by us alone."""

    path: Place | None
    message: str
    locations: str
    extensions: str
    cause: str


def faults(result: Any) -> list[Fault]:
    return [fault(error) for error in result.errors or ()]


def fault(error: GraphQLError) -> Fault:
    return Fault(
        tuple(error.path) if error.path is not None else None,
        error.message,
        str(error.locations),
        repr({name: value for name, value in (error.extensions or {}).items() if name != "path"}),
        repr(error.original_error),
    )


def difference(mine: Answer, core: Answer, every: list[list[Fault]] | None, waited: bool) -> str | None:
    """The first difference, or None. `every` lists, for each result, all errors that there are in its world.

    The order of errors counts, unless something was waited for.
    """
    if mine.log != core.log:
        return f"side effects:\n  mine {mine.log}\n  core {core.log}"
    if len(mine.results) != len(core.results):
        return f"{len(mine.results)} results, not {len(core.results)}"
    for place, (one, other) in enumerate(zip(mine.results, core.results, strict=True)):
        known = None if every is None else [*every, []][min(place, len(every))]
        found = _of_results(one, other, known, waited)
        if found:
            return found
    return None


def _of_results(mine: Any, core: Any, every: list[Fault] | None, waited: bool) -> str | None:
    # repr tells 1 from True and from 1.0, keeps the order of keys, and finds nan equal to itself
    if repr(mine.data) != repr(core.data):
        return f"data {first_difference(mine.data, core.data)}"
    if not waited:
        return _of_lists(faults(mine), faults(core))
    return _of_sets(mine.data, faults(mine), faults(core), every)


def first_difference(mine: Any, core: Any, place: Place = ()) -> str:
    if isinstance(mine, dict) and isinstance(core, dict) and list(mine) == list(core):
        pairs = [(key, mine[key], core[key]) for key in mine]
    elif isinstance(mine, list) and isinstance(core, list) and len(mine) == len(core):
        pairs = [(key, mine[key], core[key]) for key in range(len(mine))]
    else:
        pairs = []
    for key, one, other in pairs:
        if repr(one) != repr(other):
            return first_difference(one, other, (*place, key))
    return f"at {list(place)}:\n  mine {mine!r}\n  core {core!r}"


def _of_lists(mine: list[Fault], core: list[Fault]) -> str | None:
    if mine == core:
        return None
    for place in range(max(len(mine), len(core))):
        one, other = [each[place] if place < len(each) else None for each in (mine, core)]
        if one != other:
            return f"error {place}:\n  mine {one}\n  core {other}"
    return None


UNDECIDED = "not to be decided without knowing all errors"
ALLOWED: Counter[str] = Counter()
"""How often errors under a nulled position were allowed to differ."""


def _of_sets(data: Any, mine: list[Fault], core: list[Fault], every: list[Fault] | None) -> str | None:
    """Errors are the same, in any order; under a position that became null it may be others.

    Where several things go wrong under one position that cannot hold them, which of them is met first is a
    question of time. Both must report at least one there, and only errors that belong to this world.
    """
    for null in {nulled(data, fault.path) for fault in mine + core}:
        ours = [fault for fault in mine if nulled(data, fault.path) == null]
        theirs = [fault for fault in core if nulled(data, fault.path) == null]
        if Counter(ours) == Counter(theirs):
            continue
        below = any(len(fault.path or ()) > len(null or ()) for fault in ours + theirs)
        if null is None or not below or not ours or not theirs:
            return _unequal(ours, theirs)
        ALLOWED["compared as sets"] += 1
        if every is None:
            return UNDECIDED
        if any(fault.path == null for fault in theirs):
            continue  # a list that broke off: what its items were waiting for was abandoned, and is not known
        for who, found in (("mine", ours), ("core", theirs)):
            invented = Counter(found) - Counter(every)
            if invented:
                return f"under {list(null)}, errors that are none:\n  {who} {list(invented)}\n  of {every}"
    return None


def _unequal(ours: list[Fault], theirs: list[Fault]) -> str:
    more, less = Counter(ours) - Counter(theirs), Counter(theirs) - Counter(ours)
    return f"errors:\n  only mine {list(more)}\n  only core {list(less)}"


def nulled(data: Any, path: Place | None) -> Place | None:
    """The highest position on a path that is null; None for an error that has none."""
    if path is None:
        return None
    for length, key in enumerate(path):
        if data is None:
            return path[:length]
        try:
            data = data[key]
        except (KeyError, IndexError, TypeError):
            return None
    return path if data is None else None
