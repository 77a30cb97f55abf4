"""The one way of every operation, however it came in: who calls, whether it may run, its run, its answer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Container
from secrets import token_hex
from time import perf_counter
from typing import Any, NamedTuple

import orjson
from starlette.requests import ClientDisconnect
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.execution import ExecutionResult, PreExecutionError
from strawberry.types.graphql import OperationType

from api import observing
from api.auth.admission import admitted
from api.files import attachments, downloads
from api.graphql.content_negotiation import JSON, RESPONSE, answer_type
from api.graphql.request_body import NO_QUERY, Headers, Operation
from api.graphql.trusted_documents import text_of
from api.observing.requests import work_for
from api.refusals import Refusal, malformed, not_allowed
from api.settings import settings
from db.callers import NOBODY, call_as
from schema import schema
from schema.context import Context
from schema.errors import coded, our_fault
from schema.scalars import ForOrjson

logger = logging.getLogger("touchbase")

Read = Callable[[], Awaitable[Operation]]
"""Reads what a client wants; not before it is known who that is."""

QUERIES = frozenset({OperationType.QUERY})
ALL = QUERIES | {OperationType.MUTATION}

REQUEST_ID = b"x-request-id"
LONGEST_REQUEST_ID = 100
STATUSES = {"UNAUTHENTICATED": 401, "FORBIDDEN": 403, "INTERNAL_SERVER_ERROR": 500}
"""Of an operation that was not run, by the code of its first error. All others are faults of the document."""


class Answer(NamedTuple):
    """What leaves: as HTTP has it."""

    status: int
    body: bytes
    headers: list[tuple[bytes, bytes]]


async def answer_to(
    read: Read, headers: Headers, address: str | None, allowed: Container[OperationType] = ALL
) -> Answer:
    """The answer to a request, whatever becomes of it."""
    context = _context(headers, address)
    kind = answer_type(headers.get(b"accept", b"").decode("latin-1"))
    try:
        if kind is None:
            raise malformed(
                "The answer is application/graphql-response+json or application/json. Accept one of them.",
                406,
            )
        context.caller = await admitted(headers, address)
        call_as(context.caller)
        return await _run(await read(), context, kind, allowed)
    except Refusal as refusal:
        return _refused(refusal, context, kind or JSON)
    except ClientDisconnect:
        raise
    except Exception:
        logger.exception("request %s failed", context.request_id)
        failure = Refusal(500, "INTERNAL_SERVER_ERROR", our_fault(context.request_id))
        return _refused(failure, context, kind or JSON)
    finally:
        call_as(None)


async def _run(
    operation: Operation, context: Context, kind: str, allowed: Container[OperationType]
) -> Answer:
    context.operation_name = operation.name
    text = text_of(operation)
    began = perf_counter()
    try:
        result = await _result(operation, text, context, allowed)
    except Refusal as refusal:
        return _refused(refusal, context, kind, perf_counter() - began)
    except MissingQueryError:
        raise malformed(NO_QUERY) from None
    except CannotGetOperationTypeError as problem:
        raise malformed(_not_there(problem.operation_name)) from None
    except InvalidOperationTypeError:
        raise not_allowed("A mutation cannot be asked for, only posted.", "POST") from None
    answer, outcome = _answered(result, context, kind)
    observing.ended(context, context.operation_kind, outcome, perf_counter() - began)
    return answer


async def _result(
    operation: Operation, text: str | None, context: Context, allowed: Container[OperationType]
) -> ExecutionResult:
    """What an operation gives, within its time, and while it is not one too many."""
    global _running
    if _running >= settings().max_concurrent_operations:
        raise _too_many(_running)
    _running += 1
    seconds = settings().operation_timeout
    task: asyncio.Task[Any] = asyncio.current_task()  # type: ignore[assignment]
    rang: list[bool] = []
    clock = asyncio.get_running_loop().call_later(seconds, _ring, task, rang) if seconds else None
    try:
        return await schema.execute(
            text,
            operation.variables,
            context,
            None,
            operation.name,
            allowed,  # type: ignore[arg-type]
            operation.extensions,
            executor=ForOrjson,
        )
    except asyncio.CancelledError:
        if not rang or task.uncancel():
            raise
        raise _took_too_long(seconds) from None
    finally:
        if clock is not None:
            clock.cancel()
        _running -= 1


def _ring(task: asyncio.Task[Any], rang: list[bool]) -> None:
    """What `asyncio.timeout` does for twice the price, a fifth of the smallest operation."""
    rang.append(True)
    task.cancel()


_running = 0
"""How many operations this process runs."""


def _too_many(running: int) -> Refusal:
    return Refusal(
        503,
        "TOO_MANY_OPERATIONS",
        f"This server runs {running} operations already. Try again in a second.",
        ("retry-after", "1"),
        limit="concurrent operations",
        value=running + 1,
        maximum=settings().max_concurrent_operations,
        setting="MAX_CONCURRENT_OPERATIONS",
    )


def _took_too_long(seconds: float) -> Refusal:
    return Refusal(
        503,
        "OPERATION_TIMED_OUT",
        f"The operation took longer than {seconds:g} seconds and was called off. Ask for less at a time. A"
        " mutation that was done before stays done: send it with the same idempotency key.",
        limit="seconds",
        maximum=seconds,
        setting="OPERATION_TIMEOUT",
    )


def _answered(result: ExecutionResult, context: Context, kind: str) -> tuple[Answer, str]:
    """The answer, and what became of the operation in one word."""
    told: dict[str, Any] = {}
    errors = coded(result.errors, context.request_id) if result.errors else None
    if errors:
        told["errors"] = [error.formatted for error in errors]
        if isinstance(result, PreExecutionError):
            outcome: str = (errors[0].extensions or {})["code"]
            status = STATUSES.get(outcome, 200 if kind == JSON else 400)
            return _answer(status, told, context, kind), outcome
    told["data"] = result.data
    told["extensions"] = {"cost": {"requested": context.cost, "maximum": context.max_cost}}
    return _answer(200, told, context, kind), "errors" if errors else "ok"


def _refused(refusal: Refusal, context: Context, kind: str, seconds: float = 0.0) -> Answer:
    observing.ended(context, context.operation_kind, refusal.code, seconds)
    status = 200 if refusal.code == "OPERATION_TIMED_OUT" and kind == JSON else refusal.status
    answer = _answer(status, {"errors": [refusal.error.formatted]}, context, kind)
    answer.headers.extend((name.encode(), value.encode()) for name, value in refusal.headers.items())
    return answer


def _answer(status: int, told: dict[str, Any], context: Context, kind: str) -> Answer:
    body = orjson.dumps(told, option=orjson.OPT_UTC_Z)
    headers = [
        (b"content-type", TYPES[kind]),
        (b"content-length", str(len(body)).encode()),
        (REQUEST_ID, context.request_id.encode()),
    ]
    return Answer(status, body, headers)


TYPES = {kind: f"{kind}; charset=utf-8".encode() for kind in (JSON, RESPONSE)}


def _context(headers: Headers, address: str | None) -> Context:
    """What a resolver gets to know of a request. The caller's own id is kept if it is short and plain."""
    key = headers.get(b"idempotency-key")
    request_id = headers.get(REQUEST_ID, b"").decode("latin-1")
    plain = 0 < len(request_id) <= LONGEST_REQUEST_ID and request_id.isascii() and request_id.isprintable()
    request_id = request_id if plain else token_hex(16)
    work_for(request_id)
    return Context(
        idempotency_key=None if key is None else key.decode("latin-1"),
        request_id=request_id,
        caller=NOBODY,
        address=address,
        max_cost=settings().max_cost,
        max_page_size=settings().max_page_size,
        attachment_limits=attachments.limits(),
        links=downloads.links(),
    )


def _not_there(name: str | None) -> str:
    return (
        "The document holds no operation." if name is None else f'There is no operation named "{name[:100]}".'
    )
