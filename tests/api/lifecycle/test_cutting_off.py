"""What the end of a server breaks off: each is told whether its work was committed, and none costs the others time."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import httpx2

from db.models import Contact
from schema.graph.ids import encoded
from tests.api.refused import refusal_in
from tests.api.servers import Server, running
from tests.api.serving.raw import LENGTH, POST, TINY, socket_to
from tests.builders import a_contact
from tests.databases import on_postgres
from tests.db.interactions.racing import ROW, stranger, waiting

RENAMING = "mutation ($input: UpdateContactInput!) { updateContact(input: $input) { contact { name } } }"
TWICE = """mutation ($first: UpdateContactInput!, $second: UpdateContactInput!) {
    first: updateContact(input: $first) { contact { name } }
    second: updateContact(input: $second) { contact { name } }
}"""


def renamed(contact: Contact, **more: str) -> dict[str, str]:
    return {"contactId": encoded("Contact", contact.id), "name": "Renamed", **more}


async def sent(server: Server, query: str, **variables: object) -> httpx2.Response:
    return await server.http.post("/graphql", json={"query": query, "variables": variables})


@on_postgres
async def test_an_operation_that_waits_is_told_that_nothing_was_committed(
    database: str, tmp_path: Path
) -> None:
    contact, log = await a_contact(), tmp_path / "log"
    async with running(database, log, SHUTDOWN_SECONDS="1") as server:
        async with stranger(database, ROW.format("contact"), contact.id) as holder:
            answer = asyncio.create_task(sent(server, RENAMING, input=renamed(contact)))
            await waiting(holder, 1)
            server.process.terminate()
            refused = await answer
            assert await server.process.wait() == -signal.SIGTERM
        assert refusal_in(refused) == (503, "OPERATION_CUT_OFF")
        assert refused.json()["errors"][0]["extensions"]["committed"] is False
        assert refused.headers["Connection"] == "close"
    await contact.refresh_from_db()
    assert contact.name != "Renamed"
    assert "Traceback" not in log.read_text()


@on_postgres
async def test_an_operation_that_has_done_a_part_is_told_so(database: str) -> None:
    done, locked = await a_contact(), await a_contact()
    async with running(database, SHUTDOWN_SECONDS="1") as server:
        async with stranger(database, ROW.format("contact"), locked.id) as holder:
            values = {"first": renamed(done), "second": renamed(locked, idempotencyKey="two")}
            answer = asyncio.create_task(sent(server, TWICE, **values))
            await waiting(holder, 1)
            server.process.terminate()
            refused = await answer
        assert refused.json()["errors"][0]["extensions"] == {"code": "OPERATION_CUT_OFF", "committed": True}
    await done.refresh_from_db()
    await locked.refresh_from_db()
    assert (done.name, locked.name == "Renamed") == ("Renamed", False)


async def test_requests_that_have_not_come_whole_cost_no_time(database_url: str, tmp_path: Path) -> None:
    """Were one of them waited for, the server would go on for an hour, and the test run into its limit."""
    log = tmp_path / "log"
    async with (
        running(database_url, log, SHUTDOWN_SECONDS="3600") as server,
        socket_to(server) as idle,
        socket_to(server) as head,
        socket_to(server) as body,
        socket_to(server) as upload,
    ):
        await head.send(POST)
        await body.send(POST + LENGTH + b"\r\n", TINY[:5])
        parts = POST.replace(b"application/json", b"multipart/form-data; boundary=b")
        await upload.send(parts + b"GraphQL-Preflight: 1\r\nContent-Length: 1000\r\n\r\n", b"--b\r\n")
        await asyncio.sleep(0.2)
        server.process.terminate()
        for each in (head, body, upload):
            response = await each.response()
            assert (response.status, response.code) == (503, "SERVER_STOPPING")
            assert response.headers[b"retry-after"] == b"1"
            assert await each.rest() == b""
        assert await idle.rest() == b""
        async with asyncio.timeout(60):
            assert await server.process.wait() == -signal.SIGTERM
    assert "Traceback" not in log.read_text()
    assert "Exception" not in log.read_text()
