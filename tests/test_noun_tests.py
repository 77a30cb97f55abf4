"""`make test-fast` finds the tests of a noun, and says what it does not find."""

from __future__ import annotations

import pytest

from tests.noun_tests import FOR_ALL_NOUNS, ROOMS, ROOT, TESTS, main, nouns, places_of


def test_every_test_of_a_rule_or_of_the_schema_belongs_to_a_noun() -> None:
    found = {place for noun in nouns() for place in places_of(noun)}
    every = [path for room in ROOMS for path in (TESTS / room).rglob("test_*.py")]
    assert len(every) > 100
    assert [path for path in every if found.isdisjoint({path, *path.parents})] == []


def test_the_places_of_a_noun_are_of_both_rooms_and_of_the_house(capsys: pytest.CaptureFixture[str]) -> None:
    main("segments", "salespeople")
    places = [ROOT / line for line in capsys.readouterr().out.splitlines()]
    shared = {TESTS / each for each in FOR_ALL_NOUNS}
    assert shared < set(places) and all(place.exists() for place in places)
    assert {place.relative_to(TESTS).parts[0] for place in set(places) - shared} == set(ROOMS)
    assert TESTS / "db" / "segments" in places


def test_a_noun_that_is_not_there_is_one_sentence() -> None:
    with pytest.raises(SystemExit, match=r"No tests are of companies\. Run: make test-fast NOUN=.*contacts"):
        main("companies")
