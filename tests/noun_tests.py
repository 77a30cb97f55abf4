"""Which tests a change of one noun needs: `python -m tests.noun_tests segments contacts` prints their places.

Without a noun it takes those whose files git says are changed. `make test-fast` runs what is printed.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

TESTS = Path(__file__).parent
ROOT = TESTS.parent
ROOMS = ("db", "schema")
FOR_ALL_NOUNS = (
    *("test_agreement.py", "test_docs.py", "test_house.py"),
    *("schema/test_payloads.py", "schema/test_repeating.py", "schema/guards", "db/writes/test_results.py"),
)
"""What walks all nouns and verbs, and so finds what a new one lacks."""


def nouns() -> set[str]:
    """All that have tests of their own: a folder or files in tests/db or tests/schema."""
    found = set()
    for room in ROOMS:
        for path in (TESTS / room).iterdir():
            if path.is_dir() and any(path.glob("test_*.py")):
                found.add(path.name)
            elif path.match("test_*.py"):
                found.add(path.stem.removeprefix("test_"))
    return found


def places_of(noun: str) -> list[Path]:
    """Its folders and files of both rooms; `test_segment_lines.py` is one of `segments`."""
    found = []
    for room in ROOMS:
        folder = TESTS / room / noun
        found += [folder] if any(folder.glob("test_*.py")) else []
        names = {f"test_{noun}.py", f"test_{noun}_*.py", f"test_{noun.removesuffix('s')}_*.py"}
        found += sorted({path for name in names for path in (TESTS / room).glob(name)})
    return found


def changed_nouns() -> set[str]:
    """Those of the files that differ from the last commit, new ones included."""
    known = nouns()
    return {noun for path in _changed_files() for noun in _named_by(path) if noun in known}


def _changed_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "status", "--porcelain", "--untracked-files=all", "--no-renames", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [Path(entry[3:]) for entry in listed.stdout.split("\0") if entry]


def _named_by(path: Path) -> Iterable[str]:
    """`db/segments/logging.py` names segments, and so does `tests/schema/segments/test_editing.py`."""
    return (part.removeprefix("test_").removesuffix(".py") for part in path.parts)


def main(*given: str) -> None:
    wanted = set(given) or changed_nouns()
    unknown = {noun for noun in wanted if not places_of(noun)}
    if unknown or not wanted:
        why = (
            f"No tests are of {', '.join(sorted(unknown))}."
            if unknown
            else "No noun is named, and none changed."
        )
        sys.exit(f"{why} Run: make test-fast NOUN=..., with some of: {', '.join(sorted(nouns()))}")
    own = {path for noun in wanted for path in places_of(noun)}
    for path in sorted(own | {TESTS / each for each in FOR_ALL_NOUNS}):
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    main(*sys.argv[1:])
