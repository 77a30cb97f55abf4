"""One hand-written statement for each operation, which returns the whole answer as text; the least that is possible.

    DATABASE_URL=postgres://... POOL_SIZE=20 uvicorn bench.servers.sql_json:app

A bare ASGI application: the path says which statement, the variables of the body are its parameters.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import asyncpg
import orjson

IN_THE_LOG = "status IN ('LOGGED', 'CANCELED')"

NESTED = f"""
WITH read AS (
    SELECT id, number, name, email, company_id FROM contact WHERE number > $1 ORDER BY number LIMIT 51
), page AS (
    SELECT * FROM read ORDER BY number LIMIT 50
)
SELECT json_build_object('data', json_build_object('contacts', json_build_object(
    'nodes', coalesce((
        SELECT json_agg(json_build_object(
            'id', encode(convert_to('Contact:' || page.id, 'UTF8'), 'base64'),
            'number', page.number,
            'name', page.name,
            'email', page.email,
            'company', CASE WHEN company.id IS NOT NULL THEN json_build_object(
                'id', encode(convert_to('Contact:' || company.id, 'UTF8'), 'base64'), 'name', company.name) END,
            'interactions', json_build_object('nodes', coalesce(latest.nodes, '[]'))
        ) ORDER BY page.number)
        FROM page
        LEFT JOIN contact AS company ON company.id = page.company_id
        CROSS JOIN LATERAL (
            SELECT json_agg(json_build_object(
                'id', encode(convert_to('Interaction:' || entry.id, 'UTF8'), 'base64'),
                'description', entry.description,
                'occurredAt', entry.occurred_at,
                'durationMinutes', entry.duration_minutes,
                'template', json_build_object(
                    'id', encode(convert_to('InteractionTemplate:' || template.id, 'UTF8'), 'base64'),
                    'code', template.code,
                    'description', template.description)
            ) ORDER BY entry.occurred_at DESC, entry.id DESC) AS nodes
            FROM (
                SELECT id, description, occurred_at, duration_minutes, template_id FROM interaction
                WHERE contact_id = page.id AND {IN_THE_LOG}
                ORDER BY occurred_at DESC, id DESC LIMIT 5
            ) AS entry
            LEFT JOIN interaction_template AS template ON template.id = entry.template_id
        ) AS latest
    ), '[]'),
    'pageInfo', json_build_object(
        'hasNextPage', (SELECT count(*) > 50 FROM read),
        'endCursor', (SELECT max(number) FROM page))
)))::text
"""

FLAT = f"""
SELECT json_build_object('data', json_build_object('interactions', json_build_object('nodes', coalesce(json_agg(
    json_build_object(
        'id', encode(convert_to('Interaction:' || id, 'UTF8'), 'base64'),
        'description', description,
        'occurredAt', occurred_at,
        'durationMinutes', duration_minutes,
        'attemptFailed', attempt_failed,
        'status', status
    ) ORDER BY occurred_at DESC, id DESC), '[]'))))::text
FROM (
    SELECT id, description, occurred_at, duration_minutes, attempt_failed, status FROM interaction
    WHERE {IN_THE_LOG} AND (occurred_at, id) < (
        split_part($1, ' ', 1)::timestamptz, split_part($1, ' ', 2)::bigint)
    ORDER BY occurred_at DESC, id DESC LIMIT 1000
) AS page
"""

TINY = """
SELECT json_build_object('data', json_build_object('contact', json_build_object(
    'id', encode(convert_to('Contact:' || id, 'UTF8'), 'base64'), 'name', name, 'email', email)))::text
FROM contact WHERE id = substr(convert_from(decode($1, 'base64'), 'UTF8'), 9)::bigint
"""

UPDATE = """
UPDATE contact SET job_title = $2, revision = revision + 1, updated_at = now()
WHERE id = substr(convert_from(decode($1, 'base64'), 'UTF8'), 9)::bigint
RETURNING json_build_object('data', json_build_object('updateContact', json_build_object('contact', json_build_object(
    'id', encode(convert_to('Contact:' || id, 'UTF8'), 'base64'), 'jobTitle', job_title, 'revision', revision
), 'userErrors', json_build_array())))::text
"""

ENTRIES: dict[str, tuple[str, Callable[[dict[str, Any]], tuple[Any, ...]]]] = {
    "/nested": (NESTED, lambda given: (given["after"] or "",)),
    "/flat": (FLAT, lambda given: (given["after"] or "infinity 0",)),
    "/tiny": (TINY, lambda given: (given["contactId"],)),
    "/update": (UPDATE, lambda given: (given["contactId"], given["jobTitle"])),
    "/unawaited": (UPDATE, lambda given: (given["contactId"], given["jobTitle"])),
}
EMPTY = b'{"data":{"__typename":"Query"}}'

pool: asyncpg.Pool


async def app(scope: dict[str, Any], receive: Callable[..., Any], send: Callable[..., Any]) -> None:
    if scope["type"] == "lifespan":
        await live(receive, send)
        return
    body = b""
    more = True
    while more:
        part = await receive()
        body += part.get("body", b"")
        more = part.get("more_body", False)
    variables = orjson.loads(body).get("variables")
    answer = await answer_to(scope["path"], variables)
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(answer))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": answer})


async def answer_to(path: str, variables: dict[str, Any]) -> bytes:
    if path == "/empty":
        return EMPTY
    statement, parameters = ENTRIES[path]
    return (await pool.fetchval(statement, *parameters(variables))).encode()


async def live(receive: Callable[..., Any], send: Callable[..., Any]) -> None:
    global pool
    await receive()
    size = int(os.environ.get("POOL_SIZE", "20"))
    pool = await asyncpg.create_pool(
        os.environ["DATABASE_URL"], min_size=1, max_size=size, reset=_nothing_to_reset
    )
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await pool.close()
    await send({"type": "lifespan.shutdown.complete"})


async def _nothing_to_reset(connection: Any) -> None:
    """These statements leave nothing behind in a session, so the round trip that resets it is saved."""
