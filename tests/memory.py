"""Where the files of tests lie: in memory, if the machine has room there."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

SHARED_MEMORY = Path("/dev/shm")
ROOM = 2 * 1024**3
"""So many bytes must be free there: containers often have 64 MB, of which PostgreSQL itself wants a part."""


def keep_temporary_files_in_memory() -> None:
    """For this process and all that it starts. Whoever sets TMPDIR has chosen otherwise."""
    if "TMPDIR" in os.environ or not _has_room(SHARED_MEMORY):
        return
    folder = SHARED_MEMORY / f"touchbase-tests-{os.getuid()}"
    folder.mkdir(exist_ok=True)
    os.environ["TMPDIR"] = str(folder)
    tempfile.tempdir = None


def _has_room(folder: Path) -> bool:
    return folder.is_dir() and os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > ROOM
