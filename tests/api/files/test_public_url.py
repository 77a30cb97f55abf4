"""Links to files are whole addresses: as the server is set, or as the request came."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.api.auth.calling import with_settings
from tests.api.conftest import Client
from tests.api.uploading import upload

LINK = "query ($id: ID!) { node(id: $id) { ... on Attachment { downloadLink { url expiresAt } } } }"


async def link(client: Client, **headers: str) -> dict[str, str]:
    uploaded = (await upload(client.http))["attachment"]
    body = {"query": LINK, "variables": {"id": uploaded["id"]}}
    answer = await client.http.post("/graphql", json=body, headers=headers)
    return answer.json()["data"]["node"]["downloadLink"]


async def test_a_link_begins_as_the_request_came_and_can_be_followed(client: Client) -> None:
    url = (await link(client, Host="crm.example.com:8443"))["url"]
    assert url.startswith("http://crm.example.com:8443/attachments/")
    assert (await client.http.get(url.removeprefix("http://crm.example.com:8443"))).status_code == 200


async def test_a_link_begins_with_the_public_address_where_it_is_set(client: Client) -> None:
    with with_settings(PUBLIC_URL="https://example.com/crm/"):
        url = (await link(client, Host="inside:8000"))["url"]
    assert url.startswith("https://example.com/crm/attachments/")


async def test_a_link_says_until_when_it_is_good(client: Client) -> None:
    until = datetime.fromisoformat((await link(client))["expiresAt"])
    assert timedelta(minutes=55) < until - datetime.now(until.tzinfo) <= timedelta(hours=1)


@pytest.mark.parametrize(
    "url", ["crm.example.com", "ftp://example.com", "https://example.com/a?b", "https://"]
)
def test_what_is_no_address_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(ValueError, match="is not an address such as"), with_settings(PUBLIC_URL=url):
        pass
