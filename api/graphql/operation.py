"""What happens to every operation, however it came in: who calls, whether it may run, its run, its answer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
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
from api.graphql.broken_off import cut_off
from api.graphql.content_negotiation import JSON, RESPONSE, answer_type
from api.graphql.execution_limits import within_limits
from api.graphql.outages import outage_refusal, refuse_outage
from api.graphql.request_body import NO_QUERY, Headers, Operation
from api.graphql.trusted_documents import text_of
from api.observing.requests import work_for
from api.refusals import Refusal, malformed, not_allowed
from api.settings import settings
from db.callers import UNKNOWN_CALLER, call_as
from db.writes.committing import commits_so_far, count_commits
from schema import schema
from schema.graph.context import Context
from schema.graph.errors import TRY_AGAIN, coded, our_fault
from schema.graph.scalars import ForOrjson

logger = logging.getLogger("touchbase")

Read = Callable[[], Awaitable[Operation]]
"""Reads what a client sends; called when it is known who calls."""

QUERIES = frozenset({OperationType.QUERY})
Kinds = frozenset[OperationType]
ALL = QUERIES | {OperationType.MUTATION}

REQUEST_ID = b"x-request-id"
LONGEST_REQUEST_ID = 100
STATUSES = {"UNAUTHENTICATED": 401, "FORBIDDEN": 403, "INTERNAL_SERVER_ERROR": 500}
"""Of an operation that was not run, by the code of its first error. All others are errors in the document."""


class Answer(NamedTuple):
    """An answer as HTTP has it."""

    status: int
    body: bytes
    headers: list[tuple[bytes, bytes]]


async def answer_to(
    read: Read, headers: Headers, address: str | None, public_url: str, allowed: Kinds = ALL
) -> Answer:
    """The answer to a request, whatever becomes of it."""
    context = _context(headers, address, public_url)
    count_commits()
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
    except asyncio.CancelledError:
        return _refused(cut_off(), context, kind or JSON)
    except ClientDisconnect:
        raise
    except Exception as error:
        return _refused(_failed(error, context.request_id), context, kind or JSON)
    finally:
        call_as(None)


async def _run(operation: Operation, context: Context, kind: str, allowed: Kinds) -> Answer:
    context.operation_name = operation.name
    text = text_of(operation)
    began = perf_counter()
    try:
        result = await _result(operation, text, context, allowed)
        refuse_outage(result.errors)
    except Refusal as refusal:
        if refusal.code == "OPERATION_TIMED_OUT" and context.operation_kind == "mutation":
            refusal.extensions["committed"] = commits_so_far().happened
        return _refused(refusal, context, kind, perf_counter() - began)
    except MissingQueryError:
        raise malformed(NO_QUERY) from None
    except CannotGetOperationTypeError as problem:
        raise malformed(_missing_operation(problem.operation_name)) from None
    except InvalidOperationTypeError as problem:
        raise _wrong_kind(problem.operation_type) from None
    answer, outcome = _answered(result, context, kind)
    observing.ended(context, context.operation_kind, outcome, perf_counter() - began)
    return answer


def _failed(error: Exception, request_id: str | None) -> Refusal:
    if (refusal := outage_refusal(error)) is not None:
        return refusal
    logger.exception("request %s failed", request_id)
    return Refusal(500, "INTERNAL_SERVER_ERROR", our_fault(request_id))


def _result(
    operation: Operation, text: str | None, context: Context, allowed: Kinds
) -> Awaitable[ExecutionResult]:
    return within_limits(
        schema.execute,
        text,
        operation.variables,
        context,
        None,
        operation.name,
        allowed,
        operation.extensions,
        executor=ForOrjson,
    )


def _answered(result: ExecutionResult, context: Context, kind: str) -> tuple[Answer, str]:
    """The answer, and what became of the operation in one word."""
    response: dict[str, Any] = {}
    errors = coded(result.errors, context.request_id) if result.errors else None
    if errors:
        response["errors"] = [error.formatted for error in errors]
        if isinstance(result, PreExecutionError):
            outcome: str = (errors[0].extensions or {})["code"]
            status = STATUSES.get(outcome, 200 if kind == JSON else 400)
            return _answer(status, response, context, kind), outcome
    response["data"] = result.data
    response["extensions"] = {"cost": {"requested": context.cost, "maximum": context.max_cost}}
    if errors and any((error.extensions or {}).get("code") == TRY_AGAIN for error in errors):
        return _overtaken(response, context, kind), TRY_AGAIN
    return _answer(200, response, context, kind), "errors" if errors else "ok"


def _overtaken(response: dict[str, Any], context: Context, kind: str) -> Answer:
    """A mutation that is to be sent again after a second; 503 where the answer holds nothing else."""
    answer = _answer(200 if response["data"] else 503, response, context, kind)
    answer.headers.append((b"retry-after", b"1"))
    return answer


def _refused(refusal: Refusal, context: Context, kind: str, seconds: float = 0.0) -> Answer:
    observing.ended(context, context.operation_kind, refusal.code, seconds)
    status = 200 if refusal.code == "OPERATION_TIMED_OUT" and kind == JSON else refusal.status
    answer = _answer(status, {"errors": [refusal.error.formatted]}, context, kind)
    answer.headers.extend((name.encode(), value.encode()) for name, value in refusal.headers.items())
    return answer


def _answer(status: int, response: dict[str, Any], context: Context, kind: str) -> Answer:
    body = orjson.dumps(response, option=orjson.OPT_UTC_Z)
    headers = [
        (b"content-type", TYPES[kind]),
        (b"content-length", str(len(body)).encode()),
        (REQUEST_ID, context.request_id.encode()),
    ]
    return Answer(status, body, headers)


TYPES = {kind: f"{kind}; charset=utf-8".encode() for kind in (JSON, RESPONSE)}


def _context(headers: Headers, address: str | None, public_url: str) -> Context:
    """All that a resolver knows of a request. The caller's own request id is kept if it is short and plain."""
    key = headers.get(b"idempotency-key")
    request_id = headers.get(REQUEST_ID, b"").decode("latin-1")
    plain = 0 < len(request_id) <= LONGEST_REQUEST_ID and request_id.isascii() and request_id.isprintable()
    request_id = request_id if plain else token_hex(16)
    work_for(request_id)
    return Context(
        idempotency_key=None if key is None else key.decode("latin-1"),
        request_id=request_id,
        caller=UNKNOWN_CALLER,
        address=address,
        public_url=public_url,
        max_cost=settings().max_cost,
        max_page_size=settings().max_page_size,
        attachment_limits=attachments.limits(),
        links=downloads.links(),
    )


def _wrong_kind(kind: OperationType) -> Refusal:
    if kind is OperationType.SUBSCRIPTION:
        return malformed("This server has no subscriptions. Send a query, again when you want to know more.")
    return not_allowed("A mutation cannot be asked for, only posted.", "POST")


def _missing_operation(name: str | None) -> str:
    return (
        "The document holds no operation." if name is None else f'There is no operation named "{name[:100]}".'
    )
