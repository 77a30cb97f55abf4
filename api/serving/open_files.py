"""How many connections the operating system lets a process have."""

from __future__ import annotations

import logging

try:
    import resource
except ImportError:  # Windows sets no such limit
    resource = None

logger = logging.getLogger("touchbase")

OTHER_FILES = 256
"""Files that are no connections of clients: the database, attachments, refused clients, libraries."""


def connections_within(wanted: int) -> int:
    """So many, or as many as can be had; the limit of this process is raised as far as that needs.

    A server that runs out of files accepts nobody and cannot say so.
    """
    if resource is None:
        return wanted
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = wanted + OTHER_FILES
    if soft == resource.RLIM_INFINITY or soft >= needed:
        return wanted
    possible = needed if hard == resource.RLIM_INFINITY else min(hard, needed)
    resource.setrlimit(resource.RLIMIT_NOFILE, (possible, hard))
    if possible < needed:
        can_be = max(1, possible - OTHER_FILES)
        logger.warning("MAX_CONNECTIONS is %d and not %d: the system gives %d files", can_be, wanted, hard)
        return can_be
    return wanted
