"""Attachments: the type, its input and payload, and the mutation that uploads one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry
from strawberry.types import Info

from db import models
from db.attachments import uploading
from db.attachments.receiving import received
from db.loaders import rows_by_id
from schema.errors import Payload, mutation
from schema.execution.batch import batch
from schema.ids import Node, node
from schema.inputs import ActionInput, given, means
from schema.links import Place
from schema.uploads import SentFile


async def blobs(parents: list[Any], info: Info) -> list[models.Blob]:
    """The bytes behind attachments, for all fields that tell of them: one statement."""
    rows = await rows_by_id(models.Blob, [parent.blob_id for parent in parents])
    return [rows[parent.blob_id] for parent in parents]


@node(models.Attachment)
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
    def size(parents: list[Any], info: Info, shared: list[models.Blob]) -> list[int]:
        """How many bytes it has."""
        return [blob.size for blob in shared]

    @strawberry.field
    @batch(reads="blob_id", shared=blobs)
    def sha256(parents: list[Any], info: Info, shared: list[models.Blob]) -> list[str]:
        """The SHA-256 of its bytes, in hexadecimal digits. Two files with the same one are the same."""
        return [blob.sha256 for blob in shared]

    @strawberry.field
    @batch(reads="id")
    def download_url(parents: list[Any], info: Info) -> list[str]:
        """Where it can be downloaded from for an hour, unless set otherwise: a path at the address of this API.

        Whoever has the link needs nothing else. Ask again when it has expired.
        """
        links = info.context.links
        return [links.path_to(Place.ATTACHMENT, parent.id) for parent in parents]


@strawberry.input
class UploadAttachmentInput(ActionInput):
    """A file to keep, for the letters that will be sent with it."""

    idempotency_key: str | None = strawberry.UNSET
    """The same key, name, type and bytes give the first answer again, for at least 24 hours."""
    file: SentFile
    """The file, in a multipart request. What it may be and how large is set on the server."""
    name: str | None = strawberry.UNSET
    """What the file is called, without folders, at most 200 characters; the name that was sent with it if left out."""


@strawberry.type
class UploadAttachmentPayload(Payload):
    """The new attachment."""

    attachment: Attachment | None = None
    """The attachment; null in a replay if it was deleted since."""


@strawberry.type
class AttachmentsMutation:
    @mutation
    async def upload_attachment(info: Info, input: UploadAttachmentInput) -> UploadAttachmentPayload:
        """Upload a file. Each upload is an attachment of its own; the same bytes are kept once."""
        sent, limits = input.file, info.context.attachment_limits
        name = given(input).get("name") or sent.name
        async with received(sent.file, limits.largest) as file:
            means(info, input, name=name, file=[sent.media_type, file.sha256])
            uploaded = await uploading.upload_attachment(
                name, sent.media_type, file, limits=limits, now=info.context.now
            )
        return UploadAttachmentPayload(attachment=uploaded.attachment)
