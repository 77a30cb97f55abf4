"""No database here: what is tested is how an operation is run, over types of its own."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _open() -> None:
    """Stands before the one that opens a database for each test: these tests touch none."""
