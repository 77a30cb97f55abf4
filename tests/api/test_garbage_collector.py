"""What a server tells Python's garbage collector."""

from __future__ import annotations

import gc

from api.garbage_collector import BETWEEN_COLLECTIONS, keep_what_is_loaded


def test_what_is_loaded_is_left_alone_and_young_objects_are_looked_at_less_often() -> None:
    before = gc.get_threshold()
    try:
        keep_what_is_loaded()
        assert gc.get_freeze_count() > 100_000
        assert gc.get_threshold()[0] == BETWEEN_COLLECTIONS > before[0]
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
