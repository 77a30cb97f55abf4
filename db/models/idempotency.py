"""The table of answers by idempotency key; a repeated call gets the stored answer."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from db.models.fields import Moment, OrderedText


class IdempotentAnswer(Model):
    """What a verb answered to a key, written in the same transaction as the work."""

    id = fields.BigIntField(primary_key=True)
    key = OrderedText(max_length=255, unique=True)
    input_digest = fields.CharField(max_length=64)
    answer = fields.TextField()
    created_at = Moment()

    class Meta:
        table = "idempotent_answer"
        indexes = [Index(fields=("created_at",), name="answer_by_age")]
