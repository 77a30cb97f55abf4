"""Links to files are whole addresses: as the server is set, or as the request came."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.api.auth.calling import with_settings
from tests.api.conftest import Client
from tests.api.uploading import upload

LINK = "query ($id: ID!) { node(id: $id) { ... on Attachment { downloadLink { url expiresAt } } } }"


async def link(client: Client, **headers: str) -> dict[str, str]:
    uploaded = (await upload(client.http))["attachment"]
    body = {"query": LINK, "variables": {"id": uploaded["id"]}}
    answer = await client.http.post("/graphql", json=body, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]["node"]["downloadLink"]


async def test_a_link_begins_as_the_request_came_and_can_be_followed(client: Client) -> None:
    url = (await link(client, Host="localhost:8443"))["url"]
    assert url.startswith("http://localhost:8443/attachments/")
    assert (await client.http.get(url.removeprefix("http://localhost:8443"))).status_code == 200


async def test_a_link_begins_with_the_public_address_where_it_is_set(client: Client) -> None:
    with with_settings(PUBLIC_URL="https://example.com/crm/"):
        url = (await link(client, Host="localhost:8000"))["url"]
    assert url.startswith("https://example.com/crm/attachments/")


async def test_a_link_says_until_when_it_is_good(client: Client) -> None:
    until = datetime.fromisoformat((await link(client))["expiresAt"])
    assert timedelta(minutes=55) < until - datetime.now(until.tzinfo) <= timedelta(hours=1)
