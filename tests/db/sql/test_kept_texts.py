"""Texts that are kept take a bounded number of bytes; and text is measured before it is normalised."""

from __future__ import annotations

import ast
import unicodedata
from pathlib import Path

import pytest

from db.errors import Code, InvalidArgument
from db.sql.case_folding import MOST_MARKS, folded, has_stacked_marks
from db.sql.kept_texts import LONGEST_KEPT, kept
from db.writes.validation import Unfit, language, line, paragraph

ROOT = Path(__file__).parents[3]
NORMALISING = {
    "db/sql/case_folding.py", "db/demo/people.py", "api/files/downloads.py", "db/letter_contents/hard_copies.py"
}  # fmt: skip
"""Where `unicodedata.normalize` is called: by all others through the first, in the demo, and on stored names."""
CACHES_OF_TEXTS = {"db/sql/page_statements.py", "db/sql/statements.py", "db/sql/row_security.py"}


def test_short_texts_are_kept_and_long_ones_are_not() -> None:
    made: list[str] = []

    @kept(2)
    def shouted(text: str) -> str:
        made.append(text)
        return text.upper()

    for text in ("a", "a", "x" * LONGEST_KEPT, "x" * LONGEST_KEPT):
        shouted(text)
    assert len(made) == 2
    for _ in range(2):
        assert shouted("y" * (LONGEST_KEPT + 1)) == "Y" * (LONGEST_KEPT + 1)
    assert len(made) == 4


@pytest.mark.parametrize("path", sorted(CACHES_OF_TEXTS))
def test_what_is_made_of_statements_is_kept_in_bounded_bytes_alone(path: str) -> None:
    names = {
        each.id
        for each in ast.walk(ast.parse((ROOT / path).read_text("utf-8")))
        if isinstance(each, ast.Name)
    }
    assert "kept" in names
    assert names.isdisjoint({"lru_cache", "cache"})


def test_text_is_normalised_in_one_place() -> None:
    calling = {
        path.relative_to(ROOT).as_posix()
        for room in ("api", "schema", "db")
        for path in (ROOT / room).rglob("*.py")
        for each in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(each, ast.Attribute)
        and each.attr == "normalize"
        and ast.unparse(each.value) == "unicodedata"
    }
    assert calling == NORMALISING


def test_what_comes_apart_into_marks_alone_is_known() -> None:
    """A letter that is no mark itself, and of which normalising makes nothing but marks."""
    letters = (chr(each) for each in range(0x110000) if not unicodedata.combining(chr(each)))
    falling_apart = [
        letter for letter in letters if all(map(unicodedata.combining, unicodedata.normalize("NFKD", letter)))
    ]
    assert falling_apart
    for letter in falling_apart:
        assert has_stacked_marks(letter * (MOST_MARKS + 1))


STACKED = "a" + "\u0301\u0316" * 20_000


def test_stacked_marks_are_refused_wherever_text_is_read() -> None:
    with pytest.raises(InvalidArgument):
        folded(STACKED)
    for check, code in (
        (line(100), Code.TOO_LONG),
        (paragraph(200_000), Code.INVALID),
        (language, Code.TOO_LONG),
    ):
        with pytest.raises(Unfit) as unfit:
            check(STACKED)
        assert unfit.value.code is code
        assert len(unfit.value.message) < 200


def test_accents_and_spaces_do_not_make_a_text_too_long() -> None:
    assert line(3)("  e\u0301e\u0301e\u0301  ") == "\u00e9\u00e9\u00e9"
    with pytest.raises(Unfit, match="This is 4 characters long; at most 3 are kept"):
        line(3)("e\u0301" * 4)
