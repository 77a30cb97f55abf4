"""A server that is to stop: what it has begun comes to its end, and nothing new is lost on the way."""

from __future__ import annotations

import asyncio
import signal
from typing import Any

import httpx2
import pytest

from db.models import Delivery, DeliveryStatus
from schema.graph.ids import encoded
from tests.api.delivering.post_office import post_office
from tests.api.servers import Server, running
from tests.builders import a_contact
from tests.databases import on_postgres
from tests.db.deliveries.outbox import an_outbox
from tests.db.interactions.racing import ROW, stranger, waiting

RENAME = "mutation ($input: UpdateContactInput!) { updateContact(input: $input) { contact { name } } }"
TYPE_NAME = {"query": "{ __typename }"}


async def unready(server: Server) -> str | None:
    """Waits until nothing more is to be sent there: the reason, or None if nobody listens any more."""
    async with asyncio.timeout(30):
        while True:
            try:
                answer = await server.http.get("/health/ready")
            except httpx2.TransportError:
                return None
            if answer.status_code == 503:
                return answer.json()["reason"]
            await asyncio.sleep(0.01)


async def answered(server: Server) -> int | None:
    """The status of a new operation; None if there is no connection to send it on."""
    try:
        return (await server.http.post("/graphql", json=TYPE_NAME)).status_code
    except httpx2.TransportError:
        return None


@on_postgres
async def test_an_operation_that_runs_comes_to_its_end_and_no_other_begins(database: str) -> None:
    contact = await a_contact()
    values = {"contactId": encoded("Contact", contact.id), "name": "Renamed"}
    async with running(database) as server:
        async with stranger(database, ROW.format("contact"), contact.id) as holder:
            answer = asyncio.create_task(server.ask(RENAME, input=values))
            await waiting(holder, 1)
            server.process.terminate()
            assert await unready(server) in ("STOPPING", None)
            assert await answered(server) in (503, None)
            assert not answer.done()
        assert (await answer)["updateContact"]["contact"]["name"] == "Renamed"
        assert await server.process.wait() == -signal.SIGTERM


async def test_with_a_delay_it_is_not_ready_and_still_answers(database_url: str) -> None:
    """Whoever asks a second time does not want to wait until it is over."""
    async with running(database_url, SHUTDOWN_DELAY="300") as server:
        server.process.terminate()
        assert await unready(server) == "STOPPING"
        assert await answered(server) == 200
        assert (await server.http.get("/health/live")).status_code == 200
        assert await server.stop() == -signal.SIGTERM


async def test_after_the_delay_it_ends_by_itself(database_url: str) -> None:
    async with running(database_url, SHUTDOWN_DELAY="0.2") as server:
        assert await server.stop() == -signal.SIGTERM


@pytest.mark.parametrize(("sent", "ended"), [(signal.SIGTERM, -signal.SIGTERM), (signal.SIGINT, 0)])
async def test_whoever_sits_at_the_terminal_does_not_wait(
    database_url: str, sent: signal.Signals, ended: int
) -> None:
    delay = "300" if sent is signal.SIGINT else "0"
    async with running(database_url, SHUTDOWN_DELAY=delay) as server:
        server.process.send_signal(sent)
        assert await server.process.wait() == ended


async def test_a_worker_beside_it_leaves_no_delivery_in_its_hands(database: str) -> None:
    await an_outbox(30)
    held = Delivery.filter(status=DeliveryStatus.SENDING)
    async with post_office() as office:
        settings: dict[str, Any] = {
            "DELIVER": "on",
            "SMTP_FROM": "crm@example.com",
            "SMTP_URL": f"smtp://127.0.0.1:{office.port}",
        }
        async with running(database, DELIVERY_RATE="1", **settings) as server:
            async with asyncio.timeout(30):
                while not await held.exists():  # noqa: ASYNC110  # no event says so
                    await asyncio.sleep(0.01)
            assert await server.stop() == -signal.SIGTERM
    assert await held.count() == 0
