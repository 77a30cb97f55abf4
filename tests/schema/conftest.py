"""Every test of a rule runs on both databases, with documents of any size."""

from __future__ import annotations

import pytest

from schema import schema


@pytest.fixture(autouse=True)
async def _open(database: str) -> None:
    """Opens the database before each test."""


@pytest.fixture(autouse=True)
def _of_any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests ask for everything at once. The application limits the schema of its process when it is loaded."""
    monkeypatch.setattr(schema, "limits", None)
