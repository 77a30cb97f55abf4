"""/metrics: what Prometheus reads, and who may."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette

from api.observing import metrics, scraping
from db.api_keys.editing import create_api_key
from db.callers import Role
from db.engine.database import is_postgres
from db.models import Delivery, DeliveryStatus
from schema.graph.context import Context
from tests.api.conftest import Client
from tests.api.servers import Server, running
from tests.db.deliveries.outbox import an_outbox


def measured(text: str) -> dict[tuple[str, ...], float]:
    """Each value by the name of its series and its labels."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def scraped(server: Server) -> dict[tuple[str, ...], float]:
    response = await server.http.get("/metrics")
    assert response.status_code == 200
    return measured(response.text)


async def test_operations_are_counted_by_kind_and_outcome(database_url: str) -> None:
    async with running(database_url, METRICS="on") as server:
        before = await scraped(server)
        await server.ask("query Mine { contacts { totalCount } }")
        await server.http.post("/graphql", json={"query": "{ contacts(first: -1) { totalCount } }"})
        after = await scraped(server)
    assert (
        after["touchbase_operations_total", "query", "ok"]
        == before["touchbase_operations_total", "query", "ok"] + 1
    )
    assert after["touchbase_operations_total", "query", "BAD_USER_INPUT"] == 1
    assert (
        after["touchbase_operation_seconds_count", "query"]
        == before["touchbase_operation_seconds_count", "query"] + 2
    )
    assert after["touchbase_statement_seconds_count",] > before["touchbase_statement_seconds_count",]
    assert after["touchbase_operations_running",] == 0
    assert after["process_resident_memory_bytes",] > 0
    assert not [series for series in after if "Mine" in series]
    if database_url.startswith("postgres"):
        assert after["touchbase_database_connections", "open"] >= 1
        assert after["touchbase_database_connections_waiting",] == 0


async def test_there_are_none_unless_they_are_wanted(client: Client) -> None:
    assert (await client.http.get("/metrics")).status_code == 404


@pytest.fixture
async def page(database: str) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=Starlette(routes=[scraping.route()]))
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as http:
        yield http


async def test_the_outbox_is_told(page: httpx2.AsyncClient) -> None:
    now = datetime.now(UTC)
    due = await an_outbox(3, status=DeliveryStatus.QUEUED)
    later = await an_outbox(2, status=DeliveryStatus.QUEUED)
    await an_outbox(4, status=DeliveryStatus.SENDING)
    await Delivery.filter(id__in=[each.id for each in due]).update(due_at=now - timedelta(hours=1))
    await Delivery.filter(id__in=[each.id for each in later]).update(due_at=now + timedelta(hours=1))
    measurements = measured((await page.get("/metrics")).text)
    assert measurements["touchbase_deliveries_queued", "due"] == 3
    assert measurements["touchbase_deliveries_queued", "later"] == 2
    assert measurements["touchbase_deliveries_queued", "sending"] == 4
    assert measurements["touchbase_deliveries_overdue_seconds",] >= 3600
    assert (("touchbase_database_connections", "open") in measurements) or not is_postgres()


async def test_only_callers_with_the_scope_may_read(page: httpx2.AsyncClient) -> None:
    async def scraped(key: str) -> httpx2.Response:
        return await page.get("/metrics", headers={"Authorization": f"Bearer {key}"})

    keys = {role: (await create_api_key("Prometheus", role, now=datetime.now(UTC))).key for role in Role}
    assert (await scraped(str(keys[Role.READER]))).status_code == 403
    assert (await scraped(str(keys[Role.ADMIN]))).status_code == 200
    stranger = await scraped("tb_nobody")
    assert (stranger.status_code, stranger.headers["WWW-Authenticate"]) == (401, "Bearer")


async def test_a_stranger_guesses_keys_here_no_more_often_than_elsewhere(database_url: str) -> None:
    guesses = [{"Authorization": f"Bearer tb_nobody{number}"} for number in range(5)]
    async with running(database_url, METRICS="on", FAILED_AUTHENTICATIONS="2/hour") as server:
        statuses = [(await server.http.get("/metrics", headers=guess)).status_code for guess in guesses[:4]]
        operation = await server.http.post("/graphql", json={"query": "{ __typename }"}, headers=guesses[4])
    assert statuses == [401, 401, 401, 429]
    assert operation.status_code == 429, "what is counted there counts here"


async def test_without_authentication_it_is_read_by_a_name_of_this_machine_alone(
    page: httpx2.AsyncClient,
) -> None:
    assert (await page.get("/metrics", headers={"Host": "evil.example"})).status_code == 403


def test_outcomes_do_not_become_series_without_end() -> None:
    for number in range(100):
        metrics.ended(Context(), None, f"OUTCOME_{number}", 0)
    measurements = measured(metrics_text())
    assert (
        len([series for series in measurements if series[0] == "touchbase_operations_total"])
        <= metrics.MOST_OUTCOMES + 1
    )
    assert measurements["touchbase_operations_total", "none", "other"] > 0


def metrics_text() -> str:
    from prometheus_client import generate_latest

    return generate_latest().decode()
