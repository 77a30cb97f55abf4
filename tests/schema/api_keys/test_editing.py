"""API keys as an administrator's page sees them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from db.api_keys.editing import create_api_key, digest_of
from db.callers import LOCAL, Caller, Role, Scope
from db.models import ApiKey, IdempotentAnswer
from schema import schema
from schema.graph.context import Context
from schema.graph.ids import global_id
from tests.builders import a_salesperson
from tests.conftest import NOW
from tests.schema.asking import ask

CREATE = """
mutation ($input: CreateApiKeyInput!) {
  createApiKey(input: $input) {
    apiKey { id name prefix role scopes salesperson { code } createdAt expiresAt revokedAt lastUsedAt }
    apiKeyEdge { cursor node { id } }
    key
    replayed
    userErrors { code message path }
  }
}
"""
REVOKE = """
mutation ($input: RevokeApiKeyInput!) {
  revokeApiKey(input: $input) { apiKey { id revokedAt } changed userErrors { code path } }
}
"""


async def created(caller: Caller = LOCAL, **values: Any) -> dict[str, Any]:
    result = await schema.execute(CREATE, {"input": values}, Context(now=NOW, caller=caller))
    assert not result.errors and result.data, result.errors
    return result.data["createApiKey"]


async def test_an_api_key_is_made_and_its_secret_told_once() -> None:
    ada = await a_salesperson(code="AH")
    values = {
        "name": "Ada",
        "role": "SALESPERSON",
        "scopes": ["SETUP_READ", "CONTACTS_READ"],
        "salespersonId": global_id(ada),
        "expiresAt": (NOW + timedelta(days=30)).isoformat(),
        "idempotencyKey": "once",
    }
    first = await created(**values)
    row = await ApiKey.get()
    assert first["userErrors"] == [] and first["replayed"] is False
    assert digest_of(first["key"]) == row.digest
    assert first["apiKey"] | {"id": "", "prefix": "", "createdAt": "", "expiresAt": ""} == {
        "id": "",
        "name": "Ada",
        "prefix": "",
        "role": "SALESPERSON",
        "scopes": ["CONTACTS_READ", "SETUP_READ"],
        "salesperson": {"code": "AH"},
        "createdAt": "",
        "expiresAt": "",
        "revokedAt": None,
        "lastUsedAt": None,
    }
    again = await created(**values)
    assert again["replayed"] is True and again["key"] is None
    assert again["apiKey"] == first["apiKey"]
    kept = await IdempotentAnswer.get()
    assert first["key"].rpartition("_")[2] not in kept.answer


async def test_api_keys_are_listed_the_latest_first_with_the_edge_of_a_new_one() -> None:
    await create_api_key("Older", Role.READER, now=NOW)
    new = await created(name="Newer", role="READER")
    answer = await ask("{ apiKeys { edges { cursor node { id name } } totalCount } }")
    edges = answer["apiKeys"]["edges"]
    assert [edge["node"]["name"] for edge in edges] == ["Newer", "Older"]
    assert edges[0]["cursor"] == new["apiKeyEdge"]["cursor"]
    assert answer["apiKeys"]["totalCount"] == 2


async def test_a_key_can_be_asked_for_by_its_id() -> None:
    new = await created(name="Shop", role="READER")
    document = "query ($id: ID!) { node(id: $id) { ... on ApiKey { name } } }"
    assert (await ask(document, id=new["apiKey"]["id"]))["node"] == {"name": "Shop"}


async def test_no_secret_is_in_the_schema() -> None:
    kind: Any = schema._schema.type_map["ApiKey"]
    assert not {"key", "digest", "secret"} & set(kind.fields)


async def test_a_key_has_no_more_rights_than_whoever_makes_it() -> None:
    narrow = replace(
        LOCAL,
        scopes=frozenset({Scope.CALLERS_WRITE, Scope.AUDIT_READ, Scope.CONTACTS_READ, Scope.SETUP_READ}),
    )
    payload = await created(narrow, name="Shop", role="ADMIN", scopes=["CONTACTS_READ", "CAMPAIGNS_WRITE"])
    assert payload["userErrors"] == [
        {
            "code": "INVALID",
            "message": "A key has no more rights than whoever makes it. You do not have: campaigns:write.",
            "path": ["input", "scopes"],
        }
    ]
    assert (await created(narrow, name="Shop", role="READER"))["userErrors"][0]["path"] == ["input", "scopes"]
    assert (await created(narrow, name="Shop", role="READER", scopes=["CONTACTS_READ"]))["userErrors"] == []


async def test_an_api_key_is_revoked() -> None:
    new = await created(name="Shop", role="READER")
    values = {"apiKeyId": new["apiKey"]["id"]}
    first, again = [(await ask(REVOKE, input=values))["revokeApiKey"] for _ in range(2)]
    assert first["changed"] is True and first["apiKey"]["revokedAt"] is not None
    assert again == {"apiKey": first["apiKey"], "changed": False, "userErrors": []}
