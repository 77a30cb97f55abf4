"""The files that go with messages: read once for all who get them, as long as they fit into memory."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from cachetools import LRUCache

from api.delivering.message import MessageInvalid
from db.attachments.finding import files_of_attachments
from db.attachments.storage import storage

Read = Callable[[Any], Awaitable[bytes]]
"""From an attachment to its bytes."""

MOST_REMEMBERED = 64 * 1024 * 1024
"""Bytes."""


async def from_storage(attachment: Any) -> bytes:
    """The bytes of an attachment; a message whose file is lost cannot be made."""
    file = (await files_of_attachments([attachment.id])).get(attachment.id)
    try:
        if file is None:
            raise FileNotFoundError
        return b"".join([bytes(chunk) async for chunk in await storage().chunks_of(file.sha256)])
    except FileNotFoundError:
        raise MessageInvalid(f"The file {attachment.name} is not in the storage.") from None


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
