"""The application over HTTP, on a fresh database of each kind."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from api.app import app


class Client:
    """Speaks GraphQL over HTTP."""

    def __init__(self, http: httpx2.AsyncClient) -> None:
        self.http = http

    async def ask(
        self, query: str, headers: dict[str, str] | None = None, **variables: Any
    ) -> dict[str, Any]:
        """The whole answer to an operation."""
        response = await self.http.post(
            "/graphql", json={"query": query, "variables": variables}, headers=headers
        )
        return response.json()

    async def change(
        self, mutation: str, headers: dict[str, str] | None = None, /, **values: Any
    ) -> dict[str, Any]:
        """Run one mutation with its input and give its payload."""
        kind = f"{mutation[0].upper()}{mutation[1:]}Input"
        query = f"mutation ($input: {kind}!) {{ {mutation}(input: $input) {{ ...Payload }} }}"
        fields = PAYLOADS.get(mutation, "")
        query += (
            f" fragment Payload on {mutation[0].upper()}{mutation[1:]}Payload"
            f" {{ userErrors {{ __typename code message path }} {fields} }}"
        )
        answer = await self.ask(query, headers, input=values)
        assert "errors" not in answer, answer
        return answer["data"][mutation]

    async def refused(self, mutation: str, **values: Any) -> list[tuple[str, str]]:
        """The codes and paths of a mutation that is refused."""
        payload = await self.change(mutation, **values)
        return [(error["code"], ".".join(error["path"])) for error in payload["userErrors"]]


PAYLOADS = {
    "createCampaign": "campaign { id }",
    "createLetterContent": "letterContent { id } replayed",
    "createContact": "contact { id number revision } replayed",
    "createSegment": "segment { id number lines { nodes { id } } } replayed",
    "createInteraction": "interaction { id revision } interactions { id } replayed",
    "createSalesperson": "salesperson { id }",
    "createSalutation": "salutation { id }",
    "createSalutationFormula": "salutationFormula { id }",
    "createInteractionGroup": "interactionGroup { id }",
    "createInteractionTemplate": "interactionTemplate { id }",
    "mergeContacts": "replayed",
    "logSegment": "segment { id status } loggedCount skippedCount replayed",
}


@pytest.fixture
async def client(database: str) -> AsyncIterator[Client]:
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as http:
        yield Client(http)
