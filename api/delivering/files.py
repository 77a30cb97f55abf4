"""The files that go with messages: read once for all who get them, as long as they fit into memory."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from cachetools import LRUCache

Read = Callable[[Any], Awaitable[bytes]]
"""From an attachment to its bytes."""

MOST_REMEMBERED = 64 * 1024 * 1024
"""Bytes."""


def remembering(read: Read) -> Read:
    """The same, without reading again what was read lately. An attachment never changes."""
    known: LRUCache[int, bytes] = LRUCache(MOST_REMEMBERED, getsizeof=len)

    async def remembered(attachment: Any) -> bytes:
        content = known.get(attachment.id)
        if content is None:
            content = await read(attachment)
            if len(content) <= MOST_REMEMBERED:
                known[attachment.id] = content
        return content

    return remembered
