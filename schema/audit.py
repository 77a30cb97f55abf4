"""The audit log: its entries, and the query that lists them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

import orjson
import strawberry
from strawberry.types import Info

from db import audit, models
from db.contacts.merged import rows_answering
from db.sql.filters import Where
from db.sql.found import Order
from db.sql.keyset_pages import Listing
from schema.callers import Caller, described_then
from schema.execution.batch import batch
from schema.graph.edges import list_of
from schema.graph.enums import Scope
from schema.graph.filters import DateTimeWhere
from schema.graph.ids import MODELS, GlobalId, Node, decoded, encoded, node
from schema.graph.listed import listed
from schema.graph.paging import Connection, Direction
from schema.graph.seen import may_read


@node(models.AuditEntry, needs=Scope.AUDIT_READ)
class AuditEntry(Node):
    """One write that did something: who did what to which node, when, and from where. It is never changed.

    What was given is not kept. An action that was refused, that changed nothing or whose answer was given again
    has no entry.
    """

    happened_at: datetime
    """When the request came."""
    action: str
    """The name of the mutation, such as `updateContact`; of the command line `importContacts`."""
    ip_address: str | None
    """The network address that the request came from; null for the command line."""
    request_id: str
    """The id of the request, which its answer and the log of the server name too."""
    operation_name: str | None
    """The name of the operation in the document that the client sent, its first 200 characters; null if the operation
    has none, and for the command line."""

    @strawberry.field
    @batch(reads=("caller", "caller_kind", "caller_name"))
    async def caller(parents: list[Any]) -> list[Caller]:
        """Who did it, with the name of then."""
        return await described_then(parents)  # type: ignore[return-value]

    @strawberry.field
    @batch(reads="subject")
    def subject_id(parents: list[Any], info: Info) -> list[strawberry.ID | None]:
        """The id of the node that the write was about; it stays when the node is gone. Null if the answer named no
        node, as for a command that changes many rows."""
        return [None if each.subject is None else _global(each.subject) for each in parents]

    @strawberry.field
    @batch(reads="subject")
    async def subject(parents: list[Any], info: Info) -> list[Node | None]:
        """The node that the write was about, as it is now; null when it is gone or not for the caller to see."""
        named = [None if each.subject is None else _parted(each.subject) for each in parents]
        found: dict[tuple[str, int], Any] = {}
        nouns = sorted({each[0] for each in named if each is not None})
        for noun in filter(partial(may_read, info.context.caller), nouns):
            numbers = [each[1] for each in named if each is not None and each[0] == noun]
            rows = await rows_answering(MODELS[noun], numbers)
            found |= {(noun, number): row for number, row in rows.items()}
        return [None if each is None else found.get(each) for each in named]

    @strawberry.field
    @batch(reads="subjects")
    def subject_ids(parents: list[Any], info: Info) -> list[list[strawberry.ID]]:
        """The ids of all nodes that the answer to the write named, at most 100; the subject is the first."""
        return [[_global(each) for each in orjson.loads(parent.subjects)] for parent in parents]


WORDS = {"HAPPENED_AT": "By the moment of the request."}


@listed(models.AuditEntry, audit.SORTS, default="the latest first", direction=Direction.DESC, words=WORDS)
class AuditEntryWhere:
    """Which entries of the audit log; every field that is given must match, and null asks nothing."""

    subject_id: GlobalId[Node] | None = strawberry.UNSET
    """Writes about the node with this id, which may be gone."""
    action: list[str] | None = strawberry.UNSET
    """Writes by one of these mutations, called as in the schema (`createContact`), at most 1,000; an empty list
    matches nothing."""
    caller_key: str | None = strawberry.UNSET
    """Writes of the caller with this `Caller.key`."""
    happened_at: DateTimeWhere | None = strawberry.UNSET
    """By the moment of the request."""


def _find(where: Where | None = None, order: Order = ()) -> Listing[models.AuditEntry]:
    return audit.find_audit_log(_stored(where or {}), order)


def _stored(wanted: Any) -> Any:
    """A filter in which the id of a subject has the stored form, such as `Contact:42`."""
    if isinstance(wanted, list):
        return [_stored(each) for each in wanted]
    if not isinstance(wanted, Mapping):
        return wanted
    stored = {name: _stored(each) for name, each in wanted.items() if name != "subject_id"}
    if wanted.get("subject_id") is not None:
        noun, number = decoded(wanted["subject_id"])
        stored["subject"] = f"{noun}:{number}"
    return stored


def _parted(subject: str) -> tuple[str, int]:
    noun, _, number = subject.partition(":")
    return noun, int(number)


def _global(subject: str) -> strawberry.ID:
    return encoded(*_parted(subject))


@strawberry.type
class AuditQuery:
    audit_log: Connection[AuditEntry] | None = list_of(_find, needs=Scope.AUDIT_READ)
    """Who did what, the latest first."""
