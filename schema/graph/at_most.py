"""How much a client may send at one place: the most characters of a text, the most values of a list.

Whoever declares an input or an argument says it in the annotation, where the default is too much or too little:

    contains: Annotated[str, AtMost(250)] | None = strawberry.UNSET
    in_: Annotated[list[Annotated[str, AtMost(250)]], AtMost(1_000)] | None = strawberry.UNSET

schema/guards/input_sizes.py holds clients to it before anything is done with what they sent.
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple, get_args, get_origin

from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

MOST_CHARACTERS = 10_000
"""Of a text of which nothing is said. Most texts have a shorter limit in db/, which their user error names."""
MOST_CHARACTERS_OF_OTHERS = 100
"""Of an id, an enum, a day, a moment or a number that is written as text."""
MOST_VALUES = 1_000
"""Of a list of which nothing is said."""


class AtMost(NamedTuple):
    """Marks a list in an annotation with the most values, or else a text with the most characters."""

    most: int


class Declared(NamedTuple):
    """What an annotation says; None where it says nothing."""

    values: int | None = None
    characters: int | None = None


def declared_at(place: StrawberryField | StrawberryArgument) -> Declared:
    """What is said where a field of an input or an argument is declared."""
    return _declared_in(place.type_annotation and place.type_annotation.annotation)


def _declared_in(annotation: Any) -> Declared:
    values = characters = None
    inner = get_args(annotation)
    if get_origin(annotation) is Annotated:
        inner, *marks = inner
        of_list = get_origin(inner) is list
        for mark in marks:
            if isinstance(mark, AtMost):
                values, characters = (mark.most, None) if of_list else (None, mark.most)
        inner = (inner,)
    for each in inner:
        below = _declared_in(each)
        values = below.values if values is None else values
        characters = below.characters if characters is None else characters
    return Declared(values, characters)
