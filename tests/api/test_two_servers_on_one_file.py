"""Two servers on one file of SQLite work as well as two processes can: they take turns, and nothing is lost."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing

from db.models import Contact
from tests.api.servers import Server, many_running
from tests.databases import on_sqlite

CREATE = "mutation ($name: String!) { createContact(input: {kind: PERSON, name: $name}) { contact { number name } } }"
FIND = "{ contacts(first: 1) { nodes { name } totalCount } }"
WRITERS, EACH = 8, 15


@on_sqlite
async def test_what_either_of_them_acknowledged_is_there_once_and_both_see_it(database: str) -> None:
    async def writer(server: Server, name: str) -> list[tuple[str, str]]:
        answers = [await server.ask(CREATE, name=f"{name} {place}") for place in range(EACH)]
        contacts = [answer["createContact"]["contact"] for answer in answers]
        assert (await server.ask(FIND))["contacts"]["totalCount"] >= EACH
        return [(each["number"], each["name"]) for each in contacts]

    async with many_running(database, 2) as servers:
        written = await asyncio.gather(
            *(writer(servers[place % 2], f"Writer {place}") for place in range(WRITERS))
        )
        seen = [(await server.ask(FIND))["contacts"]["totalCount"] for server in servers]
    acknowledged = [each for one in written for each in one]
    assert len({number for number, _ in acknowledged}) == WRITERS * EACH
    assert sorted(acknowledged) == sorted(await Contact.all().values_list("number", "name"))
    assert seen == [WRITERS * EACH] * 2


@on_sqlite
async def test_while_a_third_has_the_lock_both_answer_and_are_ready_and_their_writes_wait(
    database: str,
) -> None:
    async with many_running(database, 2) as servers:
        with closing(sqlite3.connect(database.removeprefix("sqlite://"), isolation_level=None)) as third:
            third.execute("BEGIN IMMEDIATE")
            writing = [asyncio.create_task(server.ask(CREATE, name="Ann")) for server in servers]
            async with asyncio.timeout(8):
                for server in servers * 5:
                    assert (await server.ask(FIND))["contacts"]["totalCount"] == 0
                    assert (await server.http.get("/health/ready")).status_code == 200
            assert not any(each.done() for each in writing)
        await asyncio.gather(*writing)
        assert [(await server.ask(FIND))["contacts"]["totalCount"] for server in servers] == [2, 2]
