"""The table of salespeople."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index

from db.models.fields import OrderedText
from db.models.row import Row


class Salesperson(Row):
    code = OrderedText(max_length=20, unique=True)
    name = OrderedText(max_length=100)
    name_folded = OrderedText(max_length=300, db_default="")
    email = fields.CharField(max_length=254, null=True)
    phone = fields.CharField(max_length=30, null=True)
    job_title = fields.CharField(max_length=100, null=True)
    is_blocked = fields.BooleanField(default=False)

    class Meta:
        table = "salesperson"
        indexes = [
            Index(fields=("name_folded", "id"), name="salesperson_by_name"),
            Index(fields=("created_at", "id"), name="salesperson_by_creation"),
            Index(fields=("updated_at", "id"), name="salesperson_by_change"),
        ]
