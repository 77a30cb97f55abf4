"""Which names are the same name."""

from __future__ import annotations

import pytest

from db.contacts.likeness import LONGEST, name_key
from db.models import ContactKind


@pytest.mark.parametrize(
    ("names", "key"),
    [
        (("Acme Ltd.", "ACME", "Acme, Limited", "acme  Inc", "Acmé"), "acme"),
        (("Müller & Söhne GmbH & Co. KG", "Muller + Sohne", "MÜLLER-SÖHNE G.m.b.H."), "muller sohne"),
        (("ООО «Ромашка»", "Ромашка, ооо", "РОМАШКА"), "ромашка"),
        (("AS Roma",), "as roma"),
        (("Ltd.", "LTD"), "ltd"),
        (("O'Neil Bros.", "O’NEIL BROS", "ONeil Bros"), "oneil bros"),
    ],
)
def test_companies_are_compared_without_their_legal_form(names: tuple[str, ...], key: str) -> None:
    assert {name_key(name, ContactKind.COMPANY) for name in names} == {key}


@pytest.mark.parametrize(
    ("names", "key"),
    [
        (("Ann Bell", "Bell, Ann", "BELL ann"), "ann bell"),
        (("Пётр Ковалёв", "Ковалев Петр"), "ковалев петр"),
        (("José María", "maria jose"), "jose maria"),
        (("Mary-Ann Co",), "ann co mary"),
    ],
)
def test_persons_are_compared_whatever_the_order_of_their_names(names: tuple[str, ...], key: str) -> None:
    assert {name_key(name, ContactKind.PERSON) for name in names} == {key}


def test_a_name_of_signs_alone_is_like_no_other() -> None:
    assert name_key("?!", ContactKind.PERSON) is None


def test_a_name_that_grows_is_cut() -> None:
    key = name_key("\ufdfa" * 100, ContactKind.COMPANY)
    assert key is not None and len(key) == LONGEST
