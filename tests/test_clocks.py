"""What lasts some seconds is measured by a clock that does not jump: that of the wall is for moments alone."""

from __future__ import annotations

import re

from tests.forked import ROOT

READS_THE_WALL = re.compile(r"^from time import .*\btime\b|\btime\.time\(", re.MULTILINE)
ON_PURPOSE = {
    "api/auth/tokens.py": "a token names the moment in which it expires",
    "api/auth/shared_counts.py": "the library adds the seconds that Redis tells to the moment",
}


def test_seconds_are_not_measured_by_the_clock_on_the_wall() -> None:
    """Use `time.monotonic`, or say here why not."""
    files = [file for room in ("api", "schema", "db") for file in (ROOT / room).rglob("*.py")]
    found = {str(file.relative_to(ROOT)) for file in files if READS_THE_WALL.search(file.read_text("utf-8"))}
    assert found == set(ON_PURPOSE)


def test_both_ways_to_read_it_are_found() -> None:
    assert READS_THE_WALL.search("import os\nfrom time import monotonic, time\n")
    assert READS_THE_WALL.search("left = until - time.time()")
    assert not READS_THE_WALL.search("from time import monotonic\nfrom datetime import time\nloop.time()")
