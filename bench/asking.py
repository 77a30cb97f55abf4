"""The requests: the same pages and rows in the words of each server, and whether all answer the same."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import asyncpg
import orjson

from bench.load import SERIAL
from bench.operations import CREATE, TINY, Operation
from bench.serving import Server

PLACES = {"nested": 200, "flat": 10}
"""So many different pages are asked for: of contacts from everywhere in the list, of interactions the first ten.

PostGraphile finds a place in an order of two columns by reading all rows before it, so deep pages would compare
nothing but that. `bench/lists.py` measures ours.
"""

APART = {"nested": 500, "flat": 1000}
CHANGED_CONTACTS = 1000

WALKS = {
    "touchbase": {
        "nested": "query ($after: String) { it: contacts(first: 500, after: $after) { pageInfo { endCursor } } }",
        "flat": "query ($after: String) { it: interactions(first: 1000, after: $after) { pageInfo { endCursor } } }",
    },
    "postgraphile": {
        "nested": "query ($after: Cursor) { it: allContacts(first: 500, after: $after, orderBy: [NUMBER_ASC])"
        " { pageInfo { endCursor } } }",
        "flat": "query ($after: Cursor) { it: allInteractions(first: 1000, after: $after,"
        " orderBy: [OCCURRED_AT_DESC, PRIMARY_KEY_DESC]) { pageInfo { endCursor } } }",
    },
}
IDENTITIES = {
    "touchbase": "{ it: contacts(first: 1000) { nodes { id } } }",
    "postgraphile": "{ it: allContacts(first: 1000, orderBy: [NUMBER_ASC]) { nodes { id } } }",
}
PLACES_BY_HAND = {
    "nested": "SELECT number FROM contact WHERE id % $2::bigint = 0 ORDER BY number LIMIT $1::bigint",
    "flat": """
        SELECT place FROM (
            SELECT to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.USZ') || ' ' || id AS place,
                row_number() OVER (ORDER BY occurred_at DESC, id DESC) AS position
            FROM interaction ORDER BY occurred_at DESC, id DESC LIMIT $1::bigint * $2::bigint
        ) AS counted WHERE position % $2::bigint = 0 ORDER BY position
    """,
}


async def bodies(operation: Operation, server: Server, database: asyncpg.Connection) -> list[str]:
    """The requests for the same pages, or the same rows, in the words of this server."""
    if operation.name in PLACES_BY_HAND:
        places = await _places(operation, server, database)
        variables: list[dict[str, Any]] = [{"after": place} for place in places]
    elif operation.writes or operation is TINY:
        rows = await _identities(server)
        variables = [_about(operation, row, number) for number, row in enumerate(rows)]
    else:
        variables = [{}]
    return [operation.body(server, each) for each in variables]


def _about(operation: Operation, contact: str, number: int) -> dict[str, Any]:
    if operation is TINY:
        return {"contactId": contact}
    if operation is not CREATE:
        return {"contactId": contact, "jobTitle": f"Buyer {SERIAL.decode()}"}
    template = _global_id("InteractionTemplate", 1 + number % 50)
    return {"contactId": contact, "templateId": template, "description": f"Called {SERIAL.decode()}"}


async def _places(operation: Operation, server: Server, database: asyncpg.Connection) -> list[str | None]:
    places: list[str | None] = [None]
    if server.speaks == "sql":
        named = operation.name
        found = await database.fetch(PLACES_BY_HAND[named], PLACES[named] - 1, APART[named])
        return places + [record[0] for record in found]
    walk = WALKS[server.speaks][operation.name]
    while len(places) < PLACES[operation.name]:
        answer = await server.ask("/graphql", {"query": walk, "variables": {"after": places[-1]}})
        places.append(answer["data"]["it"]["pageInfo"]["endCursor"])
    return places


async def _identities(server: Server) -> list[str]:
    if server.speaks == "sql":
        return [_global_id("Contact", number) for number in range(1, CHANGED_CONTACTS + 1)]
    answer = await server.ask("/graphql", {"query": IDENTITIES[server.speaks]})
    return [node["id"] for node in answer["data"]["it"]["nodes"]]


def _global_id(noun: str, number: int) -> str:
    return b64encode(f"{noun}:{number}".encode()).decode()


async def check_agreement(operation: Operation, requests: dict[Server, list[str]]) -> None:
    """All servers give the same answer to some of the requests, or nothing is measured."""
    for place in (0, 1, 9, 100):
        answers = {
            server.name: operation.seen(
                await server.ask(operation.path(server), orjson.loads(bodies[place % len(bodies)]))
            )
            for server, bodies in requests.items()
        }
        first, *others = answers.items()
        for name, seen in others:
            if seen != first[1]:
                raise SystemExit(
                    f"{operation.name}, request {place}: {first[0]} and {name} disagree."
                    f"\n{first[0]}: {str(first[1])[:600]}\n{name}: {str(seen)[:600]}"
                )
