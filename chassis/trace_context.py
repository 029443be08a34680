"""W3C trace context: the header `traceparent`, read from requests and records and written on what follows from them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.context import Context

TRACEPARENT = "traceparent"
_FORM = re.compile(rb"00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")


def read_traceparent(value: bytes | None) -> trace.SpanContext | None:
    """The context of a header's value; None when there is none, or it is not in the form of the standard."""
    match = _FORM.fullmatch(value or b"")
    if match is None:
        return None
    trace_id, span_id, flags = (int(part, 16) for part in match.groups())
    context = trace.SpanContext(trace_id, span_id, is_remote=True, trace_flags=trace.TraceFlags(flags))
    return context if context.is_valid else None


def written(context: trace.SpanContext) -> bytes:
    """The header's value for a context."""
    return b"00-%032x-%016x-%02x" % (context.trace_id, context.span_id, context.trace_flags)


def traceparent() -> bytes | None:
    """The header's value for the current span, None when there is none."""
    context = trace.get_current_span().get_span_context()
    return written(context) if context.is_valid else None


@contextmanager
def current_span(
    tracer: trace.Tracer,
    name: str,
    parent: Context | None = None,
    kind: trace.SpanKind = trace.SpanKind.INTERNAL,
    links: Sequence[trace.Link] = (),
) -> Iterator[trace.Span]:
    """Make a span the current one; it ends with the block, and has failed when the block raises."""
    with tracer.start_as_current_span(
        name, parent, kind, links=links, record_exception=False, set_status_on_exception=False
    ) as span:
        try:
            yield span
        except BaseException as failure:
            failed(span, failure)
            raise


def child_of(context: trace.SpanContext | None) -> Context | None:
    """What a span is begun in to belong to a trace that began elsewhere; None begins a new one."""
    return None if context is None else trace.set_span_in_context(trace.NonRecordingSpan(context))


def failed(span: trace.Span, failure: BaseException) -> None:
    """Mark a span as failed by the kind of error alone: its text may quote a customer."""
    span.set_status(trace.StatusCode.ERROR, type(failure).__name__)
