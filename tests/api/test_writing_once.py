"""Writes with a key on two servers, on one that is killed, and by a client that lost the answer: one effect."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg
import httpx2
import pytest

from db.engine.database import is_postgres
from db.models import AuditEntry, IdempotentAnswer
from tests.api.servers import Server, many_running, running
from tests.databases import on_postgres
from tests.db.interactions.racing import waiting
from tests.schema.acting import INPUTS, selection_of

EVERYTHING = {"MAX_TOKENS": "5000"}
"""Whole payloads are selected, to compare them."""
MUTATIONS = ["createContact", "updateContact", "createInteraction", "logSegment", "deleteContact"]


async def act(server: Server, mutation: str, values: dict[str, Any]) -> dict[str, Any]:
    kind = f"{mutation[0].upper()}{mutation[1:]}"
    document = f"""mutation ($input: {kind}Input!) {{
        {mutation}(input: $input) {{ {selection_of(f"{kind}Payload")} }} }}"""
    return (await server.ask(document, input={**values, "idempotencyKey": f"key of {mutation}"}))[mutation]


async def test_of_six_twins_on_two_servers_one_does_the_work_and_all_get_its_answer(database: str) -> None:
    async with many_running(database, 2, **EVERYTHING) as servers:
        for place, mutation in enumerate(MUTATIONS, 1):
            values = await INPUTS[mutation]()
            answers = await asyncio.gather(*(act(servers[turn % 2], mutation, values) for turn in range(6)))
            codes = [error["code"] for answer in answers for error in answer["userErrors"]]
            [first] = [each for each in answers if not each["replayed"] and not each["userErrors"]]
            replayed = [each for each in answers if each["replayed"]]
            assert len(replayed) + codes.count("IDEMPOTENCY_IN_PROGRESS") == 5
            assert is_postgres() or codes == [], "on SQLite a twin waits"
            replayed.append(await act(servers[1], mutation, values))
            assert replayed == [first | {"replayed": True}] * len(replayed)
            assert await traces() == (place, place)


@on_postgres
@pytest.mark.parametrize("mutation", MUTATIONS)
async def test_a_server_killed_between_the_work_and_the_answer_leaves_nothing(
    mutation: str, database: str
) -> None:
    """A stranger keeps the last statement of the work from running; then the server is killed."""
    values = await INPUTS[mutation]()
    stranger = await asyncpg.connect(database)
    async with running(database, **EVERYTHING) as server:
        async with stranger.transaction():
            await stranger.execute("LOCK TABLE audit_entry IN SHARE MODE")
            lost = asyncio.create_task(act(server, mutation, values))
            await waiting(stranger, 1)
            await server.kill()
            with pytest.raises(httpx2.TransportError):
                await lost
            await stranger.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
        assert await traces() == (0, 0)
    await stranger.close()
    async with running(database, **EVERYTHING) as server:
        done = await act(server, mutation, values)
        again = await act(server, mutation, values)
    assert (done["userErrors"], done["replayed"]) == ([], False)
    assert again == done | {"replayed": True}
    assert await traces() == (1, 1)


async def traces() -> tuple[int, int]:
    """How many writes were recorded, and how many answers kept."""
    return await AuditEntry.all().count(), await IdempotentAnswer.all().count()
