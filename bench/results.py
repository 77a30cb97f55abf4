"""What was measured, as tables for the terminal and for results.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

MEASURES = {"processor": "less processor time than", "requests": "the requests/s of"}


@dataclass(frozen=True)
class Target:
    """What is asked of ours, compared with one other server in one operation."""

    operation: str
    server: str
    measure: str
    """`processor`: how many times less processor time; `requests`: how many times the requests a second."""
    at_least: float | None = None
    """Nothing is asked where this is missing; the ratio is shown all the same."""


@dataclass
class Table:
    title: str
    columns: list[str]
    rows: list[list[str]]

    def markdown(self) -> str:
        rule = ["---"] * len(self.columns)
        lines = [f"| {' | '.join(cells)} |" for cells in (self.columns, rule, *self.rows)]
        return "\n".join([f"## {self.title}", "", *lines])

    def text(self) -> str:
        """The same with columns of equal width, for a terminal."""
        widths = [max(map(len, column)) for column in zip(self.columns, *self.rows, strict=True)]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()
            for cells in (self.columns, *self.rows)
        ]
        return "\n".join(["", self.title, "", *lines])


def comparison_with_targets(
    targets: Sequence[Target], memory: float, measured: dict[str, Any], titles: dict[str, str]
) -> Table:
    """The ratios of ours to the others: of each round, their median, and the least and most of them."""
    rows = []
    for target in targets:
        rounds = measured.get(target.operation, {})
        if "ours" in rounds and target.server in rounds:
            pairs = list(zip(rounds["ours"], rounds[target.server], strict=True))
            if target.measure == "processor":
                ratios = [other.server_ms / ours.server_ms for ours, other in pairs]
            else:
                ratios = [ours.requests_per_second / other.requests_per_second for ours, other in pairs]
            words = f"times {MEASURES[target.measure]} {titles[target.server]}"
            rows.append([target.operation, words, *_judged(target.at_least, ratios)])
    peaks = {name: _peak(measured, name) for name in ("ours", "postgraphile")}
    if all(peaks.values()):
        ratio = peaks["ours"] / peaks["postgraphile"]
        words = f"of the memory of {titles['postgraphile']} under load, at most"
        rows.append(["all", words, f"{memory:g}", f"{ratio:.2f}", _met(ratio <= memory)])
    return Table("Asked for", ["operation", "ours has", "asked", "measured, min / median / max", ""], rows)


def spread(values: Sequence[float]) -> str:
    """Minimum, median and maximum, with as many digits as they deserve."""
    digits = 0 if median(values) >= 100 else 1 if median(values) >= 20 else 2
    return " / ".join(f"{value:,.{digits}f}" for value in (min(values), median(values), max(values)))


def _peak(measured: dict[str, Any], server: str) -> float:
    return max(
        (each.megabytes_of_memory for rounds in measured.values() for each in rounds.get(server, ())),
        default=0.0,
    )


def _judged(at_least: float | None, ratios: list[float]) -> tuple[str, str, str]:
    if at_least is None:
        return "", spread(ratios), ""
    return f"{at_least:g}", spread(ratios), _met(median(ratios) >= at_least)


def _met(holds: bool) -> str:
    return "met" if holds else "MISSED"
