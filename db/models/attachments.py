"""The tables of attachments: files, and the bytes that they stand for."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from db.models.fields import Moment, OrderedText


class Blob(Model):
    """Bytes in the storage, under the SHA-256 of what they are. Files of the same bytes share them."""

    id = fields.BigIntField(primary_key=True)
    sha256 = OrderedText(max_length=64, unique=True)
    size = fields.BigIntField()
    created_at = Moment()

    class Meta:
        table = "blob"
        constraints = [CheckConstraint(check="size >= 0", name="blob_not_negative")]


class Attachment(Model):
    """A file as it was uploaded. It is never changed: another version is another attachment."""

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=200)
    media_type = fields.CharField(max_length=100)
    blob = fields.ForeignKeyField("touchbase.Blob", related_name=False, on_delete=fields.RESTRICT)
    blob_id: int
    created_at = Moment()

    class Meta:
        table = "attachment"
        indexes = [
            Index(fields=("blob_id",), name="attachment_by_blob"),
            Index(fields=("created_at", "id"), name="attachment_by_creation"),
        ]
