"""Uploading: a file becomes an attachment, and its bytes go to the storage."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase

from db.attachments.limits import UploadLimits
from db.attachments.receiving import Received
from db.attachments.storage import storage
from db.errors import Code, Problems
from db.models import Attachment, Blob
from db.sql import statements
from db.sql.rows import as_models
from db.writes.transactions import transactional
from db.writes.validation import Check, Unfit, checked, line, required

_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*")
LONGEST_TYPE = 100
# Parts of a path, and marks that reverse the direction of writing, by which a name can seem to end differently.
_NOT_IN_A_NAME = re.compile(r"[/\\\u2028\u2029\u202a-\u202e\u2066-\u2069]")

UNLESS_SET = UploadLimits()


@dataclass
class AttachmentUploaded:
    attachment: Attachment | None


@transactional
async def upload_attachment(
    name: str | None, media_type: str, received: Received, *, limits: UploadLimits = UNLESS_SET, now: datetime
) -> AttachmentUploaded:
    """Store a file and create its attachment. Attachments with the same bytes share one stored file."""
    problems = Problems()
    fit = checked({"name": name}, {"name": required(file_name)}, problems)
    fit |= checked({"file": media_type}, {"file": accepted_by(limits)}, problems)
    _check_size(received.size, limits, problems)
    problems.refuse_if_any()
    blob = await _held_blob(received, now)
    await storage().put(received.sha256, received.file)
    attachment = await Attachment.create(
        name=fit["name"], media_type=fit["file"], blob_id=blob.id, created_at=now
    )
    return AttachmentUploaded(attachment)


def file_name(value: str) -> str | None:
    """A check: the name of a file without its folders."""
    name = line(200)(value)
    if name is not None and (_NOT_IN_A_NAME.search(name) or not name.strip(". ")):
        raise Unfit(Code.INVALID, "This is not the name of a file alone. Give one without folders.")
    return name


def accepted_by(limits: UploadLimits) -> Check:
    """A check: an allowed media type, in lower case and without parameters."""

    def check(value: str) -> str:
        plain = value.partition(";")[0].strip().lower()
        known = len(plain) <= LONGEST_TYPE and _MEDIA_TYPE.fullmatch(plain) is not None
        if known and any(fnmatchcase(plain, each) for each in limits.types):
            return plain
        kind = f"of the type {plain}" if known else "without a proper media type"
        raise Unfit(
            Code.ATTACHMENT_TYPE_NOT_ALLOWED,
            f"Files {kind} are not accepted. Send one of these types: {', '.join(limits.types)}.",
        )

    return check


def _check_size(size: int, limits: UploadLimits, problems: Problems) -> None:
    if size > limits.largest:
        message = (
            f"The file is larger than {limits.largest} bytes, the most that is accepted. Make it smaller."
        )
        problems.add(Code.ATTACHMENT_TOO_LARGE, message, "file")
    if size == 0:
        problems.add(Code.INVALID, "The file is empty. Send one with something in it.", "file")


async def _held_blob(received: Received, now: datetime) -> Blob:
    """The row of the bytes, created if missing, and locked, so that no sweep deletes the file before the commit."""
    records = await statements.change_returning(
        """
        INSERT INTO blob (sha256, size, created_at) VALUES (:sha256, :size, :now)
        ON CONFLICT (sha256) DO UPDATE SET size = excluded.size
        RETURNING *
        """,
        sha256=received.sha256, size=received.size, now=now,
    )  # fmt: skip
    return as_models(Blob, records)[0]
