"""What is asked of every server: documents, variables, and how their answers are compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson

from bench.serving import Server

Answer = dict[str, Any]


@dataclass(frozen=True)
class Operation:
    """One operation in the words of each kind of server. One without words is not asked of that kind."""

    name: str
    title: str
    touchbase: str
    postgraphile: str | None = None
    by_hand: bool = True
    writes: bool = False
    durable: bool = False
    """Whether PostgreSQL's answer to a commit waits for the disk."""
    is_small: bool = False
    """Whether it shows what a request costs before it is run, and what it costs to know who calls."""
    expected: str = ""
    seen: Callable[[Answer], Any] = lambda answer: answer["data"]
    """What must be equal on all servers; global ids, cursors and extensions differ."""

    def document(self, server: Server) -> str | None:
        return {"touchbase": self.touchbase, "postgraphile": self.postgraphile}.get(server.speaks)

    def is_for(self, server: Server) -> bool:
        if server.asks_who and not self.is_small:
            return False
        return self.by_hand if server.speaks == "sql" else self.document(server) is not None

    def path(self, server: Server) -> str:
        return f"/{self.name}" if server.speaks == "sql" else "/graphql"

    def body(self, server: Server, variables: dict[str, Any]) -> str:
        document = self.document(server)
        whole = {"variables": variables} | ({"query": document} if document else {})
        return orjson.dumps(whole).decode()


def _seen_nested(answer: Answer) -> Any:
    page = answer["data"]["contacts"]
    return page["pageInfo"]["hasNextPage"], [
        (
            contact["number"],
            contact["name"],
            contact["email"],
            contact["company"] and contact["company"]["name"],
            [
                (_seen_entry(entry), entry["template"]["code"], entry["template"]["description"])
                for entry in contact["interactions"]["nodes"]
            ],
        )
        for contact in page["nodes"]
    ]


def _seen_flat(answer: Answer) -> Any:
    entries = answer["data"]["interactions"]["nodes"]
    return [(_seen_entry(entry), entry["attemptFailed"], entry["status"]) for entry in entries]


def _seen_entry(entry: Answer) -> Any:
    return entry["description"], datetime.fromisoformat(entry["occurredAt"]), entry["durationMinutes"]


NESTED = Operation(
    "nested",
    "nested page: 50 contacts, company, 5 interactions each, template",
    """
    query ($after: String) {
      contacts(first: 50, after: $after) {
        nodes {
          id number name email
          company { id name }
          interactions(first: 5) {
            nodes { id description occurredAt durationMinutes template { id code description } }
          }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
    """,
    """
    query ($after: Cursor) {
      contacts: allContacts(first: 50, after: $after, orderBy: [NUMBER_ASC]) {
        nodes {
          id number name email
          company: contactByCompanyId { id name }
          interactions: interactionsByContactId(first: 5, orderBy: [OCCURRED_AT_DESC, PRIMARY_KEY_DESC]) {
            nodes {
              id description occurredAt durationMinutes
              template: interactionTemplateByTemplateId { id code description }
            }
          }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
    """,
    expected='"pageInfo"',
    seen=_seen_nested,
)
FLAT = Operation(
    "flat",
    "flat page: 1,000 interactions of six fields",
    """
    query ($after: String) {
      interactions(first: 1000, after: $after) {
        nodes { id description occurredAt durationMinutes attemptFailed status }
      }
    }
    """,
    """
    query ($after: Cursor) {
      interactions: allInteractions(first: 1000, after: $after, orderBy: [OCCURRED_AT_DESC, PRIMARY_KEY_DESC]) {
        nodes { id description occurredAt durationMinutes attemptFailed status }
      }
    }
    """,
    expected='"attemptFailed"',
    seen=_seen_flat,
)
TINY = Operation(
    "tiny",
    "tiny query: one row by its id",
    "query ($contactId: ID!) { contact(by: { id: $contactId }) { id name email } }",
    "query ($contactId: ID!) { contact(id: $contactId) { id name email } }",
    expected='"email"',
    seen=lambda answer: answer["data"]["contact"]["name"],
    is_small=True,
)
EMPTY = Operation(
    "empty",
    "nothing but the way there and back: `{ __typename }`",
    "{ __typename }",
    "{ __typename }",
    is_small=True,
)
UPDATE = Operation(
    "update",
    "one row updated, its node returned",
    """
    mutation ($contactId: ID!, $jobTitle: String) {
      updateContact(input: { contactId: $contactId, jobTitle: $jobTitle }) {
        contact { id jobTitle revision }
        userErrors { message }
      }
    }
    """,
    """
    mutation ($contactId: ID!, $jobTitle: String) {
      updateContact(input: { id: $contactId, contactPatch: { jobTitle: $jobTitle } }) {
        contact { id jobTitle revision }
      }
    }
    """,
    writes=True,
    durable=True,
    expected="Buyer ",
    seen=lambda answer: answer["data"]["updateContact"]["contact"]["jobTitle"],
)
UNAWAITED = replace(
    UPDATE, name="unawaited", title="the same, commits not waiting for the disk", durable=False
)
CREATE = Operation(
    "create",
    "`createInteraction` with one contact",
    """
    mutation ($contactId: ID!, $templateId: ID!, $description: String) {
      createInteraction(input: {
        source: { contactIds: [$contactId] }, values: { templateId: $templateId, description: $description }
      }) {
        interaction { id status description }
        userErrors { message }
      }
    }
    """,
    by_hand=False,
    writes=True,
    expected="Called ",
    seen=lambda answer: answer["data"]["createInteraction"]["interaction"]["description"],
)
OPERATIONS = {each.name: each for each in (NESTED, FLAT, TINY, EMPTY, UPDATE, UNAWAITED, CREATE)}
