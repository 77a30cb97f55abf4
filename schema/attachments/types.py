"""Attachments: the type."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry
from strawberry.types import Info

from db import models
from db.sql.loaders import rows_by_id
from schema.execution.batch import batch
from schema.graph.download_links import DownloadLink, link_to
from schema.graph.enums import Scope
from schema.graph.ids import Node, node
from schema.graph.signed_links import Place


async def blobs(parents: list[Any], info: Info) -> list[models.Blob]:
    """The blobs of attachments, for all fields that read them: one statement."""
    rows = await rows_by_id(models.Blob, [parent.blob_id for parent in parents])
    return [rows[parent.blob_id] for parent in parents]


@node(models.Attachment, needs=Scope.CONTENTS_READ)
class Attachment(Node):
    """A file as it was uploaded. It is never changed: another version is another attachment.

    One that no letter uses is deleted after a day, and one that was used when its last user is gone.
    """

    name: str
    """What the file is called, at most 200 characters."""
    media_type: str
    """What kind of file it is, as its sender said: `application/pdf`."""
    created_at: datetime
    """When it was uploaded."""

    @strawberry.field
    @batch(reads="blob_id", shared=blobs)
    def size_bytes(parents: list[Any], info: Info, shared: list[models.Blob]) -> list[int]:
        """How many bytes the file has, in whole."""
        return [blob.size for blob in shared]

    @strawberry.field
    @batch(reads="blob_id", shared=blobs)
    def sha256(parents: list[Any], info: Info, shared: list[models.Blob]) -> list[str]:
        """The SHA-256 of its bytes, in hexadecimal digits. Two files with one SHA-256 have one content."""
        return [blob.sha256 for blob in shared]

    @strawberry.field
    @batch(reads="id")
    def download_link(parents: list[Any], info: Info) -> list[DownloadLink]:
        """The file itself."""
        return [link_to(Place.ATTACHMENT, parent.id, info.context) for parent in parents]
