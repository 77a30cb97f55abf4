"""The tables of letter contents: what letters are made of, with attachments, and that of segments by language."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from db.models.fields import Moment, OrderedText
from db.models.row import Row


class LetterContent(Model):
    """A letter with merge fields. It is never changed: whoever changes a letter points at a new one."""

    id = fields.BigIntField(primary_key=True)
    subject = fields.CharField(max_length=200)
    subject_folded = OrderedText(max_length=600, db_default="")
    body_html = fields.TextField(null=True)
    body_text = fields.TextField(null=True)
    created_at = Moment()

    class Meta:
        table = "letter_content"
        indexes = [
            Index(fields=("subject_folded", "id"), name="content_by_subject"),
            Index(fields=("created_at", "id"), name="content_by_creation"),
        ]


class LetterContentAttachment(Model):
    """A file that goes with a letter, in the order of the list."""

    id = fields.BigIntField(primary_key=True)
    letter_content = fields.ForeignKeyField(
        "touchbase.LetterContent", related_name=False, on_delete=fields.CASCADE
    )
    letter_content_id: int
    attachment = fields.ForeignKeyField("touchbase.Attachment", related_name=False, on_delete=fields.RESTRICT)
    attachment_id: int
    position = fields.IntField()

    class Meta:
        table = "letter_content_attachment"
        unique_together = (("letter_content_id", "position"),)
        indexes = [Index(fields=("attachment_id",), name="content_by_attachment")]


class SegmentLetterContent(Row):
    """What a segment sends in a language, in place of what its template would."""

    segment = fields.ForeignKeyField("touchbase.Segment", related_name=False, on_delete=fields.CASCADE)
    segment_id: int
    language = OrderedText(max_length=35)
    letter_content = fields.ForeignKeyField(
        "touchbase.LetterContent", related_name=False, on_delete=fields.RESTRICT
    )
    letter_content_id: int

    class Meta:
        table = "segment_letter_content"
        unique_together = (("segment_id", "language"),)
        indexes = [Index(fields=("letter_content_id",), name="segment_content_by_content")]
