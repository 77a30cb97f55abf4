"""The tables of salutations: how contacts are greeted, by language and formality."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index

from db.models.fields import OrderedText
from db.models.row import Row
from db.models.vocabulary import one_of


class Formality(StrEnum):
    """How formal a greeting is."""

    FORMAL = "FORMAL"
    """Dear Mr Öström,"""
    INFORMAL = "INFORMAL"
    """Hi Tove,"""


class NamePart(StrEnum):
    """A part of what a contact is called, as greetings use it."""

    JOB_TITLE = "JOB_TITLE"
    """The job title."""
    FIRST_NAME = "FIRST_NAME"
    """The first name."""
    MIDDLE_NAME = "MIDDLE_NAME"
    """The middle name."""
    SURNAME = "SURNAME"
    """The surname."""
    INITIALS = "INITIALS"
    """The initials."""
    COMPANY_NAME = "COMPANY_NAME"
    """The name of the company, or of the person's company."""


class Salutation(Row):
    code = OrderedText(max_length=10, unique=True)
    description = fields.CharField(max_length=100)
    description_folded = OrderedText(max_length=300, db_default="")

    class Meta:
        table = "salutation"
        indexes = [
            Index(fields=("description_folded", "id"), name="salutation_by_description"),
            Index(fields=("created_at", "id"), name="salutation_by_creation"),
            Index(fields=("updated_at", "id"), name="salutation_by_change"),
        ]


class SalutationFormula(Row):
    """A greeting with slots %1 to %5. `parts` names the part of the name for each, as a JSON list."""

    salutation = fields.ForeignKeyField("touchbase.Salutation", related_name=False, on_delete=fields.CASCADE)
    salutation_id: int
    language = OrderedText(max_length=35)
    formality = fields.CharEnumField(Formality, max_length=20)
    text = fields.CharField(max_length=100)
    parts = fields.CharField(max_length=200)

    class Meta:
        table = "salutation_formula"
        constraints = [one_of("formality", Formality, "formula_formality_known")]
