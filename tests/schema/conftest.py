"""Every test of a rule runs on both databases."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
async def _open(database: str) -> None:
    """Opens the database before each test."""
