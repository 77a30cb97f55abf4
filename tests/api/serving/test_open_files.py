"""A server never runs out of files for its connections."""

from __future__ import annotations

import resource

import pytest

from api.serving.open_files import OTHER_FILES, connections_within

FILES = resource.RLIMIT_NOFILE


@pytest.mark.parametrize(
    ("soft", "hard", "wanted", "can_be", "then"),
    [
        (1024, 4096, 500, 500, 1024),
        (1024, 4096, 2000, 2000, 2000 + OTHER_FILES),
        (1024, 1024, 1000, 1024 - OTHER_FILES, 1024),
        (1024, resource.RLIM_INFINITY, 5000, 5000, 5000 + OTHER_FILES),
        (resource.RLIM_INFINITY, resource.RLIM_INFINITY, 5000, 5000, resource.RLIM_INFINITY),
    ],
)
def test_the_limit_of_the_process_is_raised_or_there_are_fewer_connections(
    monkeypatch: pytest.MonkeyPatch, soft: int, hard: int, wanted: int, can_be: int, then: int
) -> None:
    """The limits of the operating system are stood in for: a process cannot take back what it has lowered."""
    limits = {FILES: (soft, hard)}
    monkeypatch.setattr(resource, "getrlimit", limits.__getitem__)
    monkeypatch.setattr(resource, "setrlimit", limits.__setitem__)
    assert connections_within(wanted) == can_be
    assert limits[FILES] == (then, hard)
