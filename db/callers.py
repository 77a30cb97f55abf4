"""Callers and their rights. A context variable holds the caller of the current task."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a caller is to the company."""

    READER = "READER"
    """Reads everything but callers and the audit log."""
    SALESPERSON = "SALESPERSON"
    """Reads, and works with contacts and interactions: all of them, or only their own."""
    MARKETER = "MARKETER"
    """A salesperson's work with all contacts, and segments, campaigns, letters and deliveries."""
    ADMIN = "ADMIN"
    """Everything: setup, salespeople and the audit log too."""


class Scope(StrEnum):
    """One right. A role is a set of them; a partner's key or token may be narrowed to some.

    Each is told with its wire form, `contacts:read`: so it stands in tokens, headers and messages.
    """

    CONTACTS_READ = "contacts:read"
    """`contacts:read`: see contacts, their addresses and the groups that they are in."""
    CONTACTS_WRITE = "contacts:write"
    """`contacts:write`: create, change, merge and delete contacts, and put them into groups."""
    INTERACTIONS_READ = "interactions:read"
    """
    `interactions:read`: see the interaction log, what is postponed and deliveries; with contacts:read letters and
    addresses too.
    """
    INTERACTIONS_WRITE = "interactions:write"
    """`interactions:write`: create, finish, correct and delete interactions."""
    SEGMENTS_READ = "segments:read"
    """`segments:read`: see segments, their lines and saved criteria."""
    SEGMENTS_WRITE = "segments:write"
    """`segments:write`: create and change segments, choose contacts for them, and personalise their lines."""
    SEGMENTS_LOG = "segments:log"
    """`segments:log`: log, cancel and restore segments, and send, try again or call off what they deliver."""
    CAMPAIGNS_READ = "campaigns:read"
    """`campaigns:read`: see campaigns, their entries and what came of them."""
    CAMPAIGNS_WRITE = "campaigns:write"
    """`campaigns:write`: create and change campaigns and their entries."""
    CONTENTS_READ = "contents:read"
    """`contents:read`: see letters and attachments as they were written."""
    CONTENTS_WRITE = "contents:write"
    """`contents:write`: write letters and upload attachments."""
    SETUP_READ = "setup:read"
    """`setup:read`: see templates, groups, salespeople, salutations, number series and marketing setup."""
    SETUP_WRITE = "setup:write"
    """`setup:write`: change the setup."""
    AUDIT_READ = "audit:read"
    """`audit:read`: see who did what, and who may call."""
    CALLERS_WRITE = "callers:write"
    """`callers:write`: make API keys and take them back."""
    METRICS_READ = "metrics:read"
    """`metrics:read`: read the measurements of a server at /metrics."""


READING = frozenset(
    {
        Scope.CONTACTS_READ,
        Scope.INTERACTIONS_READ,
        Scope.SEGMENTS_READ,
        Scope.CAMPAIGNS_READ,
        Scope.CONTENTS_READ,
        Scope.SETUP_READ,
    }
)
SELLING = READING | {Scope.CONTACTS_WRITE, Scope.INTERACTIONS_WRITE}
MARKETING = SELLING | {
    Scope.SEGMENTS_WRITE,
    Scope.SEGMENTS_LOG,
    Scope.CAMPAIGNS_WRITE,
    Scope.CONTENTS_WRITE,
}

SCOPES_OF: dict[Role, frozenset[Scope]] = {
    Role.READER: READING,
    Role.SALESPERSON: SELLING,
    Role.MARKETER: MARKETING,
    Role.ADMIN: frozenset(Scope),
}
"""The rights of each role."""


def narrowed(role: Role, named: Collection[str] | None) -> frozenset[Scope]:
    """The scopes of a role, or only the named ones among them."""
    own = SCOPES_OF[role]
    return own if named is None else frozenset(each for each in own if each in named)


class CallerKind(StrEnum):
    """How it is known who calls."""

    LOCAL = "LOCAL"
    """By nothing: a program on the machine of the server, while authentication is off."""
    API_KEY = "API_KEY"
    """By an API key."""
    TOKEN = "TOKEN"
    """By a bearer token of the OpenID Connect provider."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who calls, as authentication knows them."""

    kind: CallerKind
    identity: str
    """A name that never changes: `local`, `key:` and its prefix, or `token:` with issuer and subject."""
    name: str
    """The name shown to people."""
    role: Role
    scopes: frozenset[Scope]
    salesperson_id: int | None = None
    """The id of the salesperson who calls, if it is one."""
    sees_only_own: bool = False
    """Whether it sees only the contacts and interactions of its salesperson."""


LOCAL = Caller(CallerKind.LOCAL, "local", "local", Role.ADMIN, SCOPES_OF[Role.ADMIN])
"""Whoever calls from the same machine while authentication is off."""
UNKNOWN_CALLER = Caller(CallerKind.LOCAL, "unknown", "unknown", Role.READER, frozenset())
"""The caller of a request that is not authenticated yet: without any scope."""

_caller: ContextVar[Caller | None] = ContextVar("caller", default=None)


def call_as(caller: Caller | None) -> None:
    """From here on this task, and the tasks it starts, act for this caller; None: for no caller, without limits."""
    _caller.set(caller)


def current_caller() -> Caller | None:
    return _caller.get()


_whose: ContextVar[str | None] = ContextVar("whose", default=None)


def take_turns_of(whose: str | None) -> None:
    """From here on this task, and the tasks it starts, wait in the line of whoever a link was signed for."""
    _whose.set(whose)


def whose_turn() -> str | None:
    """In whose line this task waits: a name that tells nobody who it is. None: in that of the worker that delivers."""
    caller = current_caller()
    if caller is None:
        return _whose.get()
    return hashlib.sha256(caller.identity.encode()).hexdigest()[:16]
