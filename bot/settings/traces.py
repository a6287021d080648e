"""Traces: how long requests, statements and calls to providers take, for the OpenTelemetry collector of `log.traces`.

A span holds what the code says and nothing that anybody gave it: an address may be an invitation, a value or the words
of an error may be what somebody wrote.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from opentelemetry.trace import Span, Tracer

Begun: TypeAlias = "Span | None"
"""What is being timed; None where nobody wants to know."""

PATIENCE = 2.0  # seconds with a collector that does not answer: the process may be about to end
_tracers: "list[Tracer]" = []


def setup(collector: str) -> None:
    """From now on spans go to this collector (OTLP by HTTP), by a thread of its own."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": "ticketero"}))
    provider.add_span_processor(
        BatchSpanProcessor(OTLPSpanExporter(f"{collector}/v1/traces", timeout=PATIENCE))
    )
    _tracers[:] = [provider.get_tracer("ticketero")]


def begin(name: str, **facts: str) -> Begun:
    """A span beside what its thread does; whoever begins it ends it."""
    return _tracers[0].start_span(name, attributes=facts) if _tracers else None


def end(span: Begun) -> None:
    if span is not None:
        span.end()


def begin_statement(statement: str) -> Begun:
    """`statement` has its values apart."""
    return begin(statement.split(maxsplit=1)[0], **{"db.query.text": statement})


@contextmanager
def span(name: str) -> Iterator[None]:
    """A span around what its thread does; what begins meanwhile stands below it."""
    if not _tracers:
        yield
        return
    from opentelemetry.trace import StatusCode

    with _tracers[0].start_as_current_span(
        name, record_exception=False, set_status_on_exception=False
    ) as current:
        try:
            yield
        except BaseException as error:
            current.set_status(StatusCode.ERROR, type(error).__name__)
            raise
