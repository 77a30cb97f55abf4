"""Documents that are named by an id instead of being sent."""

from __future__ import annotations

import json
from pathlib import Path

import httpx2

from tests.api.refused import refusal_in
from tests.api.servers import running

COUNT = "query Count { contacts { totalCount } }"


async def test_trusted_documents_are_named_by_their_ids(database: str, tmp_path: Path) -> None:
    file = tmp_path / "documents.json"
    aliases = " ".join(f"a{n}: __typename" for n in range(150))
    documents = {"count": COUNT, "large": f"{{ contacts {{ totalCount {aliases} }} }}"}
    file.write_text(json.dumps(documents))
    named, by_get = {"documentId": "count"}, httpx2.QueryParams({"documentId": "count"})
    async with running(database, TRUSTED_DOCUMENTS="off", TRUSTED_DOCUMENTS_FILE=str(file)) as server:
        off = await server.http.post("/graphql", json=named)
        assert refusal_in(off) == (404, "DOCUMENT_NOT_TRUSTED")
        too_large = await server.http.post("/graphql", json={"query": documents["large"]})
        assert refusal_in(too_large)[1] == "LIMIT_EXCEEDED", "a document is trusted where none is"
    for mode in ("allow", "enforce"):
        async with running(database, TRUSTED_DOCUMENTS=mode, TRUSTED_DOCUMENTS_FILE=str(file)) as server:
            assert (await server.http.post("/graphql", json=named)).json()["data"]["contacts"] is not None
            assert (await server.http.get("/graphql", params=by_get)).status_code == 200
            large = await server.http.post("/graphql", json={"documentId": "large"})
            assert "errors" not in large.json()
            other = await server.http.post("/graphql", json={"documentId": "other"})
            assert refusal_in(other) == (404, "DOCUMENT_NOT_TRUSTED")
            both = await server.http.post("/graphql", json={**named, "query": COUNT})
            assert refusal_in(both)[0] == 400 or mode == "enforce"
            text = await server.http.post("/graphql", json={"query": COUNT})
            assert text.status_code == (200 if mode == "allow" else 403)
