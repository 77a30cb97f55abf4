"""Python's garbage collector in a server: what is loaded at the start stays, and rows are no garbage."""

from __future__ import annotations

import gc

BETWEEN_COLLECTIONS = 10_000
"""So many more objects than were given back are made before the young ones are looked through; Python's own
700 are less than the rows of one page."""


def keep_what_is_loaded() -> None:
    """Take what is there by now, the schema above all, out of every later collection."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(BETWEEN_COLLECTIONS)
