"""What a server tells Python's garbage collector."""

from __future__ import annotations

import gc

from api.lifecycle.garbage_collector import BETWEEN_COLLECTIONS, keep_what_is_loaded

AS_PYTHON_COMES = (700, 10, 10)


def test_what_is_loaded_is_left_alone_and_young_objects_are_looked_at_less_often() -> None:
    gc.unfreeze()
    gc.set_threshold(*AS_PYTHON_COMES)
    keep_what_is_loaded()  # which the tests themselves do as well
    assert gc.get_freeze_count() > 100_000
    assert gc.get_threshold()[0] == BETWEEN_COLLECTIONS > AS_PYTHON_COMES[0]
