"""A folder to import from."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.db.contact_files.files import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)
