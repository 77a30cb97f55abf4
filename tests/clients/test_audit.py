"""GraphQL over HTTP to the letter, as the GraphQL Foundation's own audit judges it."""

from __future__ import annotations

import json

from tests.api.servers import running
from tests.clients.tools import needs_node, node
from tests.databases import on_sqlite

AUDITS = 61


@needs_node
@on_sqlite  # nothing of it depends on the database
async def test_every_audit_of_graphql_over_http_passes(database_url: str) -> None:
    async with running(database_url) as server:
        results = json.loads(await node("audit.mjs", str(server.http.base_url.join("/graphql"))))
    failed = [
        f"{each['id']} {each['name']}: {each.get('reason')}" for each in results if each["status"] != "ok"
    ]
    assert failed == []
    assert len({each["id"] for each in results}) == AUDITS
