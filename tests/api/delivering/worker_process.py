"""A worker as a process of its own, with small letters: `python -m tests.api.delivering.worker_process [--once]`."""

from __future__ import annotations

import sys

import typer

from api.commands.delivering import deliver
from tests.api.delivering.letters import all_alike

if __name__ == "__main__":
    try:
        deliver("--once" in sys.argv, letters=all_alike())
    except typer.Exit as end:
        sys.exit(end.exit_code)
