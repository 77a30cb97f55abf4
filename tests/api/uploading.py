"""Files over HTTP, as the GraphQL multipart request has them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import httpx2

Part = tuple[str, Any, str]

UPLOAD = """mutation ($input: UploadAttachmentInput!) { uploadAttachment(input: $input) {
    attachment { id name mediaType sizeBytes sha256 createdAt downloadLink { url } } replayed clientMutationId
    userErrors { code message path } } }"""
PREFLIGHT = {"GraphQL-Preflight": "1"}
PDF: Part = ("Offer.pdf", b"%PDF-1.7", "application/pdf")


async def post(
    http: httpx2.AsyncClient,
    operations: object,
    places: object,
    files: Mapping[str, Part] | list[tuple[str, Part]],
    headers: dict[str, str] | None = None,
) -> httpx2.Response:
    """What is no text is written as JSON."""
    parts = {"operations": operations, "map": places}
    fields = {name: part if isinstance(part, str) else json.dumps(part) for name, part in parts.items()}
    return await http.post(
        "/graphql", data=fields, files=files, headers=PREFLIGHT if headers is None else headers
    )


async def sent(
    http: httpx2.AsyncClient, part: Part = PDF, headers: dict[str, str] | None = None, **values: Any
) -> httpx2.Response:
    """The answer to an upload, whatever becomes of it."""
    operations = {"query": UPLOAD, "variables": {"input": {**values, "file": None}}}
    return await post(http, operations, {"0": ["variables.input.file"]}, {"0": part}, headers)


async def upload(
    http: httpx2.AsyncClient, part: Part = PDF, headers: dict[str, str] | None = None, **values: Any
) -> dict[str, Any]:
    """The payload of an upload that can be run."""
    response = await sent(http, part, headers, **values)
    answer = response.json()
    assert response.status_code == 200 and "errors" not in answer, answer
    return answer["data"]["uploadAttachment"]


def refusals(payload: dict[str, Any]) -> list[tuple[str, str]]:
    assert payload["attachment"] is None
    return [(error["code"], ".".join(error["path"])) for error in payload["userErrors"]]
