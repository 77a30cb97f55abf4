"""What a client wrote in place of a scalar: it is told with its place, and all else that is wrong together with it.

Our own scalars never refuse a text by themselves, which would take the whole document along. `schema/graph/inputs.py`
finds what is malformed in the input of a mutation or a preview, where it is a user error, and
`schema/guards/arguments.py` in any other argument, before anything is run.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from graphql import GraphQLError

from db.errors import echoed


class Malformed(NamedTuple):
    """In place of a value that is none of its kind."""

    message: str
    """What to do about it."""
    stand_in: Any
    """A value of the kind, with which a verb is tried to find what else is wrong."""


def malformed(value: Any, advice: str, stand_in: Any) -> Malformed:
    """It raises for a list or an object, which are another kind of JSON than a scalar."""
    if isinstance(value, list | dict):
        raise GraphQLError(f"This {advice}")
    return Malformed(f"{repr(echoed(value)) if isinstance(value, str) else 'This'} {advice}", stand_in)
