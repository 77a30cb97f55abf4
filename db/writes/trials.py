"""Verbs that are only tried: something is wrong with their input already, and they are run to find what else is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from db.engine.statement_kinds import Kind, WrongStatement, kind_of
from db.errors import Refused

_is_trial: ContextVar[bool] = ContextVar("is_trial", default=False)


@contextmanager
def perhaps_a_trial() -> Iterator[None]:
    """Around whatever may begin one: it ends here at the latest."""
    before = _is_trial.set(False)
    try:
        yield
    finally:
        _is_trial.reset(before)


def begin_trial() -> None:
    """From here on nothing is changed: a verb is refused where its checks are done and its work would begin."""
    _is_trial.set(True)


def is_trial() -> bool:
    return _is_trial.get()


def end_trial_before(text: str) -> None:
    """Stands in front of every statement."""
    if _is_trial.get() and _changes(text):
        end_trial()


def end_trial() -> None:
    """The end of what a trial is for: all problems that the verb has found have been told."""
    raise Refused([])


@lru_cache(maxsize=512)
def _changes(text: str) -> bool:
    try:
        return kind_of(text) is Kind.CHANGING
    except WrongStatement:
        return True
