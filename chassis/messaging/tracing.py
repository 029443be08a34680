"""Trace context on records: written from the current span, read as links of the span of a batch."""

from __future__ import annotations

import re
from collections.abc import Sequence

from opentelemetry import trace

from chassis.messaging.headers import TRACE, header
from chassis.messaging.ports import Delivery, Outgoing

LINKS = 16  # of a batch; more say nothing that the first ones do not
_TRACEPARENT = re.compile(rb"00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")

tracer = trace.get_tracer("muster.messaging")


def traceparent() -> bytes | None:
    """Return the W3C traceparent of the current span, None when there is none."""
    context = trace.get_current_span().get_span_context()
    if not context.is_valid:
        return None
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}".encode()


def links(batch: Sequence[Delivery]) -> list[trace.Link]:
    """Return a link to the span behind each of the first records of a batch."""
    span_links = []
    for delivery in batch[:LINKS]:
        match = _TRACEPARENT.fullmatch(header(delivery.record.headers, TRACE) or b"")
        if match:
            trace_id, span_id, flags = (int(part, 16) for part in match.groups())
            context = trace.SpanContext(trace_id, span_id, is_remote=True, trace_flags=trace.TraceFlags(flags))
            span_links.append(trace.Link(context))
    return span_links


def traced(records: Sequence[Outgoing]) -> Sequence[Outgoing]:
    """Return the records with the current span's context, where there is one and they do not carry one already."""
    context = traceparent()
    if context is None:
        return records
    pair = (TRACE, context)
    return [
        record if header(record.headers, TRACE) else record._replace(headers=(*record.headers, pair))
        for record in records
    ]
