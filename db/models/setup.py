"""The tables of marketing setup (one row) and of the number series that it names."""

from __future__ import annotations

from tortoise import fields
from tortoise.fields.db_defaults import SqlDefault
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint

from db.models.fields import OrderedText
from db.models.row import Row
from db.models.vocabulary import CorrespondenceType


class NumberSeries(Row):
    """Numbers that people read: a prefix and a count, such as SM00012."""

    code = OrderedText(max_length=20, unique=True)
    description = fields.CharField(max_length=100)
    description_folded = OrderedText(max_length=300, db_default="")
    prefix = fields.CharField(max_length=10)
    digits = fields.IntField()
    last_value = fields.BigIntField(default=0)
    allows_manual_numbers = fields.BooleanField(default=True)

    class Meta:
        table = "number_series"
        indexes = [
            Index(fields=("description_folded", "id"), name="number_series_by_description"),
            Index(fields=("created_at", "id"), name="number_series_by_creation"),
            Index(fields=("updated_at", "id"), name="number_series_by_change"),
        ]
        constraints = [
            CheckConstraint(check="digits BETWEEN 1 AND 15 AND last_value >= 0", name="series_in_range"),
        ]

    def number_at(self, value: int) -> str:
        return f"{self.prefix}{value:0{self.digits}d}"


class MarketingSetup(Row):
    contact_number_series = fields.ForeignKeyField(
        "touchbase.NumberSeries", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    segment_number_series = fields.ForeignKeyField(
        "touchbase.NumberSeries", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    campaign_number_series = fields.ForeignKeyField(
        "touchbase.NumberSeries", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    default_salesperson = fields.ForeignKeyField(
        "touchbase.Salesperson", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    default_company_salutation = fields.ForeignKeyField(
        "touchbase.Salutation", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    default_person_salutation = fields.ForeignKeyField(
        "touchbase.Salutation", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    contact_number_series_id: int | None
    segment_number_series_id: int | None
    campaign_number_series_id: int | None
    default_salesperson_id: int | None
    default_company_salutation_id: int | None
    default_person_salutation_id: int | None
    default_language = fields.CharField(max_length=35, null=True)
    default_country_code = fields.CharField(max_length=2, null=True)
    default_correspondence_type = fields.CharEnumField(CorrespondenceType, max_length=20)
    currency = fields.CharField(max_length=3)
    inherit_salesperson = fields.BooleanField(db_default=SqlDefault("TRUE"))
    inherit_language = fields.BooleanField(db_default=SqlDefault("TRUE"))
    inherit_address = fields.BooleanField(db_default=SqlDefault("TRUE"))
    inherit_communication = fields.BooleanField(db_default=SqlDefault("TRUE"))

    class Meta:
        table = "marketing_setup"
        constraints = [CheckConstraint(check="id = 1", name="setup_is_one_row")]
