"""Uploading attachments: input, payload and mutation."""

from __future__ import annotations

import strawberry
from strawberry.types import Info

from db.attachments import uploading
from db.attachments.receiving import received
from schema.attachments.types import Attachment
from schema.graph.enums import Scope
from schema.graph.errors import Payload, mutation
from schema.graph.inputs import ActionInput, compare_replays_by, input_values
from schema.graph.uploads import SentFile


@strawberry.input
class UploadAttachmentInput(ActionInput):
    """A file to keep, for the letters that will be sent with it."""

    idempotency_key: str | None = strawberry.UNSET
    """A key of the client's own, at most 200 characters. For at least 24 hours the same key with the same name, type
    and bytes gives the first answer again; with others it is refused as `IDEMPOTENCY_MISMATCH`. Left out or null:
    the header `Idempotency-Key` counts if there is one, else every upload is one more attachment."""
    file: SentFile
    """The file, in a multipart request. What it may be and how large is set on the server."""
    name: str | None = strawberry.UNSET
    """What the file is called, without folders, at most 200 characters; left out or null: the name that was sent with
    the file."""


@strawberry.type
class UploadAttachmentPayload(Payload):
    """The new attachment."""

    attachment: Attachment | None = None
    """The attachment."""


@strawberry.type
class AttachmentsMutation:
    @mutation(needs=Scope.CONTENTS_WRITE)
    async def upload_attachment(info: Info, input: UploadAttachmentInput) -> UploadAttachmentPayload:
        """Upload a file. Each upload is an attachment of its own; the same bytes are kept once."""
        sent, limits = input.file, info.context.attachment_limits
        name = input_values(input).get("name") or sent.name
        async with received(sent.file, limits.largest) as file:
            compare_replays_by(info, input, name=name, file=[sent.media_type, file.sha256])
            uploaded = await uploading.upload_attachment(
                name, sent.media_type, file, limits=limits, now=info.context.now
            )
        return UploadAttachmentPayload(attachment=uploaded.attachment)
