"""The tables of alternative addresses of contacts, and of the periods in which they are in force."""

from __future__ import annotations

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from db.models.fields import OrderedText
from db.models.row import Row


class AlternativeAddress(Row):
    contact = fields.ForeignKeyField("touchbase.Contact", related_name=False, on_delete=fields.CASCADE)
    contact_id: int
    code = OrderedText(max_length=20)
    name = fields.CharField(max_length=100, null=True)
    line1 = fields.CharField(max_length=200, null=True)
    line2 = fields.CharField(max_length=200, null=True)
    city = fields.CharField(max_length=100, null=True)
    region = fields.CharField(max_length=100, null=True)
    postal_code = fields.CharField(max_length=20, null=True)
    country_code = fields.CharField(max_length=2, null=True)
    phone = fields.CharField(max_length=30, null=True)
    email = fields.CharField(max_length=254, null=True)

    class Meta:
        table = "alternative_address"
        unique_together = (("contact_id", "code"),)


class AlternativeAddressPeriod(Model):
    id = fields.BigIntField(primary_key=True)
    alternative_address = fields.ForeignKeyField(
        "touchbase.AlternativeAddress", related_name=False, on_delete=fields.CASCADE
    )
    alternative_address_id: int
    starts_on = fields.DateField()
    ends_on = fields.DateField(null=True)

    class Meta:
        table = "alternative_address_period"
        unique_together = (("alternative_address_id", "starts_on"),)
        constraints = [CheckConstraint(check="ends_on >= starts_on", name="period_ends_after_its_start")]
