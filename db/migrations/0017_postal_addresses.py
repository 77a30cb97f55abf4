"""Addresses are one value: a second line and a region, parts called as in the graph, and the country goes with them."""

from __future__ import annotations

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from db.dropped_columns import DropColumn
from db.renamed_columns import RenameColumn

WITH_ADDRESS = ("Contact", "AlternativeAddress")


class Migration(migrations.Migration):
    dependencies = [("touchbase", "0016_letter_contents")]

    operations = [
        *(
            RenameColumn(noun, old, new)
            for noun in WITH_ADDRESS
            for old, new in (("address", "line1"), ("post_code", "postal_code"), ("country", "country_code"))
        ),
        *(
            ops.AddField(noun, name=name, field=fields.CharField(null=True, max_length=length))
            for noun in WITH_ADDRESS
            for name, length in (("line2", 200), ("region", 100))
        ),
        RenameColumn("MarketingSetup", "default_country", "default_country_code"),
        DropColumn("MarketingSetup", "inherit_country"),
    ]
