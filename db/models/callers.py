"""The tables of who may call and of what was done: API keys and the audit log."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from db.callers import Role
from db.models.fields import Moment, OrderedText


class ApiKey(Model):
    """What a program calls with. The key itself is never kept: its digest is, and the part that people see."""

    id = fields.BigIntField(primary_key=True)
    name = OrderedText(max_length=100)
    role = fields.CharEnumField(Role, max_length=20)
    scopes = fields.TextField(null=True)
    """The scopes that the key is limited to, separated by spaces; null: all scopes of its role."""
    salesperson = fields.ForeignKeyField(
        "touchbase.Salesperson", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    salesperson_id: int | None
    prefix = OrderedText(max_length=16, unique=True)
    digest = fields.CharField(max_length=64)
    created_at = Moment()
    expires_at = Moment(null=True)
    revoked_at = Moment(null=True)
    last_used_at = Moment(null=True)

    class Meta:
        table = "api_key"
        indexes = [
            Index(fields=("name", "id"), name="api_key_by_name"),
            Index(fields=("created_at", "id"), name="api_key_by_creation"),
            Index(fields=("salesperson_id",), name="api_key_by_salesperson"),
        ]


class KnownCaller(Model):
    """Whoever made, logged or canceled something: a row for each identity, with what it was last called."""

    id = fields.BigIntField(primary_key=True)
    identity = OrderedText(max_length=300, unique=True)
    kind = fields.CharField(max_length=20)
    name = fields.CharField(max_length=200)
    salesperson = fields.ForeignKeyField(
        "touchbase.Salesperson", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    api_key = fields.ForeignKeyField(
        "touchbase.ApiKey", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    salesperson_id: int | None
    api_key_id: int | None

    class Meta:
        table = "caller"
        indexes = [Index(fields=("salesperson_id",), name="caller_by_salesperson")]


class AuditEntry(Model):
    """One write: who did what to which node, when, and from where. Written in the transaction of the write."""

    id = fields.BigIntField(primary_key=True)
    happened_at = Moment()
    action = OrderedText(max_length=60)
    subject = OrderedText(max_length=100, null=True)
    """The node that the write was about, by its noun and its id: `Contact:42`."""
    subjects = fields.TextField()
    """All nodes in the answer of the write, in the same form: a JSON list of at most 100."""
    caller_kind = fields.CharField(max_length=20)
    caller = OrderedText(max_length=300)
    """The identity of the caller; see `db.callers.Caller`."""
    caller_name = fields.CharField(max_length=200)
    ip_address = fields.CharField(max_length=64, null=True)
    request_id = fields.CharField(max_length=100)
    operation_name = fields.CharField(max_length=200, null=True)

    class Meta:
        table = "audit_entry"
        indexes = [
            Index(fields=("subject", "id"), name="audit_by_subject"),
            Index(fields=("caller", "id"), name="audit_by_caller"),
            Index(fields=("happened_at", "id"), name="audit_by_moment"),
        ]
