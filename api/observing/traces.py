"""Traces: a span for each operation, each call of a resolver and each statement. Loaded only if they are wanted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import (
    NoOpTracer,
    Span,
    SpanKind,
    Status,
    StatusCode,
    Tracer,
    get_current_span,
)
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from api.observing.operation_log import FAULT
from api.observing.requests import shown_name
from schema.execution.watching import watch_batches

if TYPE_CHECKING:
    from starlette.types import Scope

    from schema.graph.context import Context

LONGEST_STATEMENT = 4000
"""Characters of it that a span holds."""
PATH = "/v1/traces"
"""Where collectors take traces, unless the address says otherwise."""
PATIENCE = 5
"""Seconds that the collector has. A server that stops waits as long for one that is away."""
SYSTEMS = {"postgres": "postgresql", "sqlite": "sqlite"}

_before_us = TraceContextTextMapPropagator()
_provider: TracerProvider | None = None
_tracer: Tracer = NoOpTracer()


def begin(url: str) -> None:
    """From here on. The OTEL_* variables of the environment say the rest: headers, sampling, resource."""
    global _provider, _tracer
    address = url if urlsplit(url).path.strip("/") else url.rstrip("/") + PATH
    _provider = TracerProvider(
        resource=Resource.create({"service.name": "touchbase"}), shutdown_on_exit=False
    )
    _provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=address, timeout=PATIENCE)))
    _tracer = _provider.get_tracer("touchbase")
    watch_batches(_batch)


def end() -> None:
    """Sends what is left. It waits for the collector, so it is not for the event loop."""
    global _provider, _tracer
    watch_batches(None)
    if _provider is not None:
        _provider.shutdown()
    _provider, _tracer = None, NoOpTracer()


def traced(scope: Scope) -> AbstractContextManager[Span]:
    """A span around a request, part of the caller's trace."""
    sent = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    return _tracer.start_as_current_span(
        f"{scope['method']} {scope['path']}",
        _before_us.extract(sent),
        SpanKind.SERVER,
        {"http.request.method": scope["method"], "http.route": scope["path"]},
        record_exception=False,
        set_status_on_exception=False,
    )


def ended(context: Context, kind: str | None, outcome: str, seconds: float) -> None:
    """The span learns what it was: the name of an operation is known only when its document has been read."""
    span = get_current_span()
    if not span.is_recording():
        return
    name = shown_name(context.operation_name)
    if kind is not None:
        span.update_name(f"{kind} {name}".strip())
        span.set_attribute("graphql.operation.type", kind)
    span.set_attributes(
        {
            "graphql.operation.name": name,
            "touchbase.outcome": outcome,
            "touchbase.request_id": context.request_id,
            "touchbase.caller": context.caller.identity,
        }
    )
    if outcome == FAULT:
        span.set_status(Status(StatusCode.ERROR, outcome))


@contextmanager
def statement(dialect: str, text: str) -> Iterator[None]:
    """A statement of an operation. Those of workers and probes, which belong to nothing, are left out."""
    if not get_current_span().is_recording():
        yield
        return
    word = text.split(None, 1)[0].upper()
    attributes = {
        "db.system.name": SYSTEMS[dialect],
        "db.operation.name": word,
        "db.query.text": text[:LONGEST_STATEMENT],
    }
    with _span(word, SpanKind.CLIENT, attributes):
        yield


@contextmanager
def _batch(kind: str, field: str, parents: int) -> Iterator[None]:
    attributes: dict[str, str | int] = {"graphql.field": f"{kind}.{field}", "graphql.parents": parents}
    with _span(f"{kind}.{field}", SpanKind.INTERNAL, attributes):
        yield


@contextmanager
def _span(name: str, kind: SpanKind, attributes: dict[str, str] | dict[str, str | int]) -> Iterator[Span]:
    """Of an error it holds only the kind: the message of the database may repeat values."""
    with _tracer.start_as_current_span(
        name, kind=kind, attributes=attributes, record_exception=False, set_status_on_exception=False
    ) as span:
        try:
            yield span
        except Exception as error:
            span.set_status(Status(StatusCode.ERROR, type(error).__name__))
            raise
