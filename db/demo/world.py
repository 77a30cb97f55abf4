"""What all parts of the demo share: the moment, the random numbers, and the rows created so far."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

from db.models import Contact, InteractionTemplate, Salesperson, Salutation

T = TypeVar("T")
Progress = Callable[[str, int, int], None]

SEED = 20_260_302


@dataclass
class World:
    """All moments are counted back from `now`. The same seed makes the same rows."""

    now: datetime
    progress: Progress | None = None
    dice: Random = field(default_factory=lambda: Random(SEED))
    salespeople: dict[str, Salesperson] = field(default_factory=dict)
    salutations: dict[str, Salutation] = field(default_factory=dict)
    templates: dict[str, InteractionTemplate] = field(default_factory=dict)
    companies: list[Contact] = field(default_factory=list)
    people: list[Contact] = field(default_factory=list)

    def pick(self, choices: Sequence[T]) -> T:
        return choices[self.below(len(choices))]

    def below(self, limit: int) -> int:
        """From 0 to limit - 1. Only `random()` gives the same numbers in every version of Python."""
        return int(self.dice.random() * limit)

    def ago(self, days: float, hour: int = 10, minute: int = 0) -> datetime:
        """An hour of a working day so many days ago; a weekend waits for its Monday, if that has come."""
        moment = self.now - timedelta(days=days)
        moment = moment.replace(hour=hour, minute=minute, second=0, microsecond=0)
        if moment.weekday() > 4:
            moment += timedelta(days=7 - moment.weekday())
        return min(moment, self.now - timedelta(minutes=30))

    def with_progress(self, chapter: str, items: Iterable[T], total: int) -> Iterator[T]:
        """The items one by one; `progress` is called after each."""
        for done, item in enumerate(items, 1):
            yield item
            if self.progress is not None:
                self.progress(chapter, done, total)
