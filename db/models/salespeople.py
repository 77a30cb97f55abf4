"""The table of salespeople."""

from __future__ import annotations

from tortoise import fields

from db.models.fields import OrderedText
from db.models.row import Row


class Salesperson(Row):
    code = OrderedText(max_length=20, unique=True)
    name = OrderedText(max_length=100)
    email = fields.CharField(max_length=254, null=True)
    phone = fields.CharField(max_length=30, null=True)
    job_title = fields.CharField(max_length=100, null=True)
    is_blocked = fields.BooleanField(default=False)

    class Meta:
        table = "salesperson"
