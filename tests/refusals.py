"""What a verb refuses, said in one line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from db.errors import Code, Refused


@contextmanager
def refused(*expected: tuple[Code, str]) -> Iterator[pytest.ExceptionInfo[Refused]]:
    """The verb inside is refused with exactly these problems: each a code, and an input path with points."""
    with pytest.raises(Refused) as caught:
        yield caught
    assert [(problem.code, ".".join(problem.path)) for problem in caught.value.problems] == list(expected)
