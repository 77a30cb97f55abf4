"""The table of contacts: companies and persons."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from db.models.fields import Moment, OrderedText, SearchText
from db.models.row import Row
from db.models.vocabulary import CorrespondenceType, one_of


class ContactKind(StrEnum):
    """What a contact is."""

    COMPANY = "COMPANY"
    """A company."""
    PERSON = "PERSON"
    """A person, who may belong to a company."""


class Contact(Row):
    number = OrderedText(max_length=20, unique=True)
    external_id = OrderedText(max_length=100, unique=True, null=True)
    kind = fields.CharEnumField(ContactKind, max_length=20)
    name = fields.CharField(max_length=100)
    name_folded = OrderedText(max_length=300)
    name_key = OrderedText(max_length=300, null=True)
    company = fields.ForeignKeyField(
        "touchbase.Contact", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    first_name = fields.CharField(max_length=50, null=True)
    middle_name = fields.CharField(max_length=50, null=True)
    surname = fields.CharField(max_length=50, null=True)
    initials = fields.CharField(max_length=10, null=True)
    salutation = fields.ForeignKeyField(
        "touchbase.Salutation", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    job_title = fields.CharField(max_length=100, null=True)
    email = fields.CharField(max_length=254, null=True)
    email_folded = OrderedText(max_length=520, null=True)
    phone = fields.CharField(max_length=30, null=True)
    mobile_phone = fields.CharField(max_length=30, null=True)
    language = fields.CharField(max_length=35, null=True)
    line1 = fields.CharField(max_length=200, null=True)
    line2 = fields.CharField(max_length=200, null=True)
    city = fields.CharField(max_length=100, null=True)
    region = fields.CharField(max_length=100, null=True)
    postal_code = fields.CharField(max_length=20, null=True)
    country_code = fields.CharField(max_length=2, null=True)
    salesperson = fields.ForeignKeyField(
        "touchbase.Salesperson", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    correspondence_type = fields.CharEnumField(CorrespondenceType, max_length=20)
    excluded_from_segments = fields.BooleanField(default=False)
    privacy_blocked = fields.BooleanField(default=False)
    is_minor = fields.BooleanField(default=False)
    has_parental_consent = fields.BooleanField(default=False)
    search_text = SearchText()
    company_id: int | None
    salesperson_id: int | None
    salutation_id: int | None

    class Meta:
        table = "contact"
        indexes = [
            Index(fields=("updated_at", "id"), name="contact_by_change"),
            Index(fields=("name_folded", "id"), name="contact_by_name"),
            Index(fields=("created_at", "id"), name="contact_by_creation"),
            Index(fields=("email_folded", "id"), name="contact_by_email"),
            Index(fields=("kind", "name_key", "id"), name="contact_by_name_key"),
            Index(fields=("kind", "email_folded", "id"), name="contact_by_kind_and_email"),
            Index(fields=("kind", "phone", "id"), name="contact_by_phone"),
            Index(fields=("kind", "mobile_phone", "id"), name="contact_by_mobile_phone"),
            Index(fields=("company_id", "number", "id"), name="contact_by_company"),
            Index(fields=("salesperson_id", "number", "id"), name="contact_by_salesperson"),
        ]
        constraints = [
            one_of("kind", ContactKind, "contact_kind_known"),
            one_of("correspondence_type", CorrespondenceType, "contact_correspondence_known"),
            CheckConstraint(
                check="kind = 'PERSON' OR company_id IS NULL", name="contact_company_has_no_company"
            ),
            CheckConstraint(
                check="privacy_blocked OR has_parental_consent OR NOT is_minor",
                name="contact_minor_needs_consent",
            ),
        ]


class MergedContact(Model):
    """A contact that was merged into another: its id and number answer with the one that was kept."""

    id = fields.BigIntField(primary_key=True, generated=False)
    number = OrderedText(max_length=20)
    external_id = OrderedText(max_length=100, null=True)
    kept_contact = fields.ForeignKeyField("touchbase.Contact", related_name=False, on_delete=fields.CASCADE)
    kept_contact_id: int
    merged_at = Moment()
    merged_by = fields.CharField(max_length=100, null=True)

    class Meta:
        table = "merged_contact"
        indexes = [
            Index(fields=("number",), name="merged_contact_by_number"),
            Index(fields=("external_id",), name="merged_contact_by_external_id"),
            Index(fields=("kept_contact_id",), name="merged_contact_by_kept_contact"),
        ]


class DistinctContact(Model):
    """Somebody said that two contacts are not one, however much they look alike: a row for each of the two ways."""

    id = fields.BigIntField(primary_key=True)
    contact = fields.ForeignKeyField("touchbase.Contact", related_name=False, on_delete=fields.CASCADE)
    contact_id: int
    other_contact = fields.ForeignKeyField("touchbase.Contact", related_name=False, on_delete=fields.CASCADE)
    other_contact_id: int
    created_at = Moment()

    class Meta:
        table = "distinct_contact"
        unique_together = (("contact_id", "other_contact_id"),)
        indexes = [Index(fields=("other_contact_id", "contact_id"), name="distinct_contact_by_other")]
