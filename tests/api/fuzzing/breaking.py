"""Documents that were valid until somebody cut, doubled, nested, retyped or poisoned them."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

Breaks = Callable[[Random, str], str]

POISON = (
    *(
        "\0",
        "\ufeff",
        "\u2028",
        "💥",
        "\\u0000",
        "\\uD800",
        '"',
        '"""',
        "#",
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "!",
        "$",
    ),
    *(
        "@skip(if: 1)",
        "@include",
        "@nobody",
        "...",
        "... on Nobody { id }",
        "... F",
        "fragment F on Contact { ...F }",
    ),
    *("subscription { a }", "query", "mutation { a }", "{ __schema { types { name } } }", "@", "&", "|", ":"),
)
WORDS = (
    "null",
    "true",
    "-0",
    "1e400",
    "9" * 400,
    "1.5",
    '""',
    "{}",
    "[]",
    "ON",
    "$nobody",
    '"\\uDFFF"',
    "[[[[1]]]]",
)


def broken(chance: Random, document: str) -> str:
    """The document, broken in one to three ways."""
    for _ in range(chance.randint(1, 3)):
        document = chance.choice(WAYS)(chance, document)
    return document


def _cut(chance: Random, document: str) -> str:
    return document[: chance.randrange(len(document) + 1)]


def _without_a_piece(chance: Random, document: str) -> str:
    begin = chance.randrange(len(document) + 1)
    return document[:begin] + document[begin + chance.randint(1, 12) :]


def _doubled(chance: Random, document: str) -> str:
    begin = chance.randrange(len(document) + 1)
    piece = document[begin : begin + chance.randint(1, 200)]
    return document[:begin] + piece * chance.choice((2, 2, 3, 50)) + document[begin + len(piece) :]


def _poisoned(chance: Random, document: str) -> str:
    place = chance.randrange(len(document) + 1)
    return document[:place] + chance.choice(POISON) + document[place:]


def _reworded(chance: Random, document: str) -> str:
    """Another word, often one of another type, for one that is there."""
    words = list(re.finditer(r"\$?\w+", document))
    if not words:
        return document
    word = chance.choice(words)
    other = chance.choice((*WORDS, chance.choice(words).group()))
    return document[: word.start()] + other + document[word.end() :]


def _nested(chance: Random, document: str) -> str:
    place = document.find("{") + 1
    times = chance.choice((5, 60, 900))
    return document[:place] + "a { " * times + document[place:] + " }" * times


def _deep_value(chance: Random, document: str) -> str:
    times = chance.choice((30, 900))
    return re.sub(r"\$\w+(?=\))", lambda _: "[" * times + "1" + "]" * times, document, count=1)


def _many_aliases(chance: Random, document: str) -> str:
    selections = " ".join(f"a{each}: __typename" for each in range(chance.choice((3, 300))))
    place = document.find("{") + 1
    return document[:place] + selections + document[place:]


def _exponential(chance: Random, document: str) -> str:
    """Fragments that spread the next one twice."""
    steps = chance.choice((3, 25))
    below = "".join(
        f" fragment F{each} on Query {{ ...F{each + 1} a: __typename ...F{each + 1} }}"
        for each in range(steps)
    )
    return f"query {{ ...F0 }}{below} fragment F{steps} on Query {{ __typename }} {document}"


WAYS: tuple[Breaks, ...] = (
    *(_cut, _without_a_piece, _doubled, _poisoned, _poisoned, _reworded, _reworded, _reworded, _reworded),
    *(_nested, _deep_value, _many_aliases, _exponential),
)
