"""The columns of every table whose rows clients may change."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from db.models.fields import Moment


class Row(Model):
    """A row with an id of 64 bits, a revision that grows with every change, and when it was created and changed."""

    id = fields.BigIntField(primary_key=True)
    revision = fields.IntField(default=1)
    created_at = Moment()
    updated_at = Moment()

    class Meta:
        abstract = True
