"""Finding attachments, and the files behind them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from db.models import Attachment
from db.sql import statements
from db.sql.rows import as_models


@dataclass(frozen=True)
class AttachedFile:
    """What is needed to send an attachment: its name and type, and the key of its bytes in the storage."""

    name: str
    media_type: str
    sha256: str
    size: int


async def attachments_of_letter_contents(letter_content_ids: Sequence[int]) -> dict[int, list[Attachment]]:
    """The attachments of each content, in its order; one statement for all of them."""
    records = await statements.select(
        f"""
        SELECT attachment.*, letter_content_attachment.letter_content_id AS of_content
        FROM letter_content_attachment JOIN attachment ON attachment.id = letter_content_attachment.attachment_id
        WHERE letter_content_attachment.letter_content_id {statements.among("contents")}
        ORDER BY letter_content_attachment.letter_content_id, letter_content_attachment.position
        """,
        contents=sorted(set(letter_content_ids)),
    )
    found: dict[int, list[Attachment]] = {letter_content_id: [] for letter_content_id in letter_content_ids}
    for record, attachment in zip(records, as_models(Attachment, records), strict=True):
        found[record["of_content"]].append(attachment)
    return found


async def files_of_attachments(attachment_ids: Iterable[int]) -> dict[int, AttachedFile]:
    """The files behind attachments, in one statement. Ids without an attachment are left out."""
    records = await statements.select(
        f"""
        SELECT attachment.id, name, media_type, sha256, size
        FROM attachment JOIN blob ON blob.id = attachment.blob_id
        WHERE attachment.id {statements.among("attachments")}
        """,
        attachments=sorted(set(attachment_ids)),
    )
    return {record.pop("id"): AttachedFile(**record) for record in map(dict, records)}
