"""Traces through the log: a record carries the context it was written in, and what follows from it stays in its trace.

A batch has records of many traces, so it has a span of its own that is linked to theirs. Beside it, each sampled trace
in it gets a span for its part of the batch, and an event that follows from a record carries the context of that span:
one message is one trace, from the request that brought it to the last service that counts it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from opentelemetry import trace

from chassis.messaging.headers import TRACE, header
from chassis.messaging.ports import Delivery, Outgoing
from chassis.trace_context import child_of, current_span, failed, read_traceparent, traceparent, written
from contracts.event import Event

SPANS = 16  # of traces in one batch; those beyond go on without a span here

tracer = trace.get_tracer("muster.messaging")
_contexts: ContextVar[dict[str, bytes] | None] = ContextVar("contexts", default=None)


@contextmanager
def batch_span(group: str, batch: Sequence[Delivery]) -> Iterator[None]:
    """The spans of one batch; inside, `in_traces` knows which trace each event belongs to."""
    traces = _traces(batch)
    parents = {value: context for value in traces if (context := read_traceparent(value)) is not None}
    sampled = [(value, context) for value, context in parents.items() if context.trace_flags.sampled][:SPANS]
    with current_span(tracer, f"{group} batch", links=[trace.Link(context) for _, context in sampled]) as whole:
        link = trace.Link(whole.get_span_context())
        spans = {
            value: tracer.start_span(
                f"{group} process",
                child_of(context),
                trace.SpanKind.CONSUMER,
                {"messaging.batch.message_count": len(traces[value])},
                [link],
            )
            for value, context in sampled
        }
        carried = {value: written(spans[value].get_span_context()) if value in spans else value for value in parents}
        token = _contexts.set({id_: carried[value] for value in parents for id_ in traces[value]})
        try:
            yield
        except BaseException as failure:
            for span in spans.values():
                failed(span, failure)
            raise
        finally:
            _contexts.reset(token)
            for span in spans.values():
                span.end()


def in_traces(events: Sequence[Event]) -> list[Outgoing]:
    """The records of events, each in the trace of what it was caused by, as far as this batch knows it."""
    contexts = _contexts.get()
    if not contexts:
        return [Outgoing.of(event) for event in events]
    return [_in_trace(event, contexts) for event in events]


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


def _in_trace(event: Event, contexts: dict[str, bytes]) -> Outgoing:
    record, context = Outgoing.of(event), contexts.get(event.caused_by or "")
    if context is None:
        return record
    contexts[event.id] = context  # what this event causes in the same batch is of the same trace
    return record._replace(headers=(*record.headers, (TRACE, context)))


def _traces(batch: Sequence[Delivery]) -> Mapping[bytes, list[str]]:
    """The events of a batch by the context they carry."""
    found: dict[bytes, list[str]] = {}
    for delivery in batch:
        value = header(delivery.record.headers, TRACE)
        if value is not None:
            found.setdefault(value, []).append(delivery.event.id)
    return found
