"""What follows from a record stays in its trace; a batch has a span of its own, and one for each trace in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from chassis.messaging import tracing
from chassis.messaging.headers import header
from chassis.messaging.ports import Delivery, Outgoing
from chassis.messaging.testing import a_delivery
from chassis.messaging.tracing import SPANS, batch_span, in_traces, traced
from chassis.trace_context import read_traceparent
from contracts.event import Event
from tests.unit.chassis.messaging.rig import an_order


@pytest.fixture
def finished(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    """Give what takes the spans that end."""
    provider, exporter = TracerProvider(), InMemorySpanExporter()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(tracing, "tracer", provider.get_tracer("test"))
    yield exporter
    provider.shutdown()


def context(trace: int, *, sampled: bool = True) -> bytes:
    return b"00-%032x-%016x-%02x" % (trace, trace, sampled)


def parent_of(record: Outgoing) -> tuple[int, int]:
    """Trace and span that a record names."""
    found = read_traceparent(header(record.headers, "traceparent"))
    assert found is not None
    return found.trace_id, found.span_id


def of_trace(spans: tuple[ReadableSpan, ...], trace: int) -> ReadableSpan:
    (found,) = (span for span in spans if span.context.trace_id == trace)
    return found


def delivered(number: int, traceparent: bytes | None) -> Delivery:
    """The delivery of an order, in the trace of this header."""
    delivery = a_delivery(an_order(number), offset=number)
    if traceparent is None:
        return delivery
    record = delivery.record._replace(headers=(*delivery.record.headers, ("traceparent", traceparent)))
    return delivery._replace(record=record)


def after(delivery: Delivery | Event, number: int) -> Event:
    """An event that follows from a delivery, or from an event before it."""
    cause = delivery.event if isinstance(delivery, Delivery) else delivery
    return an_order(number).model_copy(update={"caused_by": cause.id})


def test_what_follows_from_a_record_stays_in_its_trace(finished: InMemorySpanExporter) -> None:
    first, second = delivered(1, context(0xA)), delivered(2, context(0xB))
    with batch_span("shop", [first, second]):
        of_second, of_first = in_traces([after(second, 3), after(first, 4)])
    spans = finished.get_finished_spans()
    assert parent_of(of_first) == (0xA, of_trace(spans, 0xA).context.span_id)
    assert parent_of(of_second) == (0xB, of_trace(spans, 0xB).context.span_id)
    whole = next(span for span in spans if span.name == "shop batch")
    assert {link.context.trace_id for link in whole.links} == {0xA, 0xB}
    part = of_trace(spans, 0xA)
    assert part.parent is not None
    assert (part.name, part.parent.span_id) == ("shop process", 0xA)
    assert [link.context.span_id for link in part.links] == [whole.context.span_id]


def test_what_follows_from_an_event_of_the_batch_is_of_the_same_trace(finished: InMemorySpanExporter) -> None:
    delivery = delivered(1, context(0xA))
    with batch_span("shop", [delivery]):
        stored = after(delivery, 2)
        in_traces([stored])
        (record,) = in_traces([after(stored, 3)])
    assert parent_of(record)[0] == 0xA


def test_records_of_one_request_share_a_span(finished: InMemorySpanExporter) -> None:
    with batch_span("shop", [delivered(number, context(0xA)) for number in range(500)]):
        pass
    part, _ = finished.get_finished_spans()
    assert part.attributes == {"messaging.batch.message_count": 500}


def test_what_is_not_sampled_has_no_span_and_goes_on_unsampled(finished: InMemorySpanExporter) -> None:
    delivery = delivered(1, context(0xA, sampled=False))
    with batch_span("shop", [delivery]):
        (record,) = in_traces([after(delivery, 2)])
    assert header(record.headers, "traceparent") == context(0xA, sampled=False)
    assert [span.name for span in finished.get_finished_spans()] == ["shop batch"]


def test_traces_beyond_the_limit_go_on_without_a_span_here(finished: InMemorySpanExporter) -> None:
    batch = [delivered(number, context(number)) for number in range(1, SPANS + 3)]
    with batch_span("shop", batch):
        records = in_traces([after(each, 100 + index) for index, each in enumerate(batch)])
    assert len(finished.get_finished_spans()) == SPANS + 1
    assert [parent_of(record)[0] for record in records] == list(range(1, SPANS + 3))
    assert header(records[-1].headers, "traceparent") == context(SPANS + 2)


def test_what_nothing_in_the_batch_caused_is_of_the_batch(finished: InMemorySpanExporter) -> None:
    with batch_span("shop", [delivered(1, context(0xA))]):
        (record,) = traced(in_traces([an_order(2)]))
    whole = next(span for span in finished.get_finished_spans() if span.name == "shop batch")
    assert parent_of(record) == (whole.context.trace_id, whole.context.span_id)


@pytest.mark.parametrize("value", [None, b"", b"00-zz", b"00-%032x-%016x-01" % (0, 1), b"01" + context(0xA)[2:]])
def test_a_header_that_names_no_trace_is_passed_over(value: bytes | None, finished: InMemorySpanExporter) -> None:
    delivery = delivered(1, value)
    with batch_span("shop", [delivery]):
        (record,) = in_traces([after(delivery, 2)])
    assert header(record.headers, "traceparent") is None


def test_a_failure_is_told_by_its_kind_alone(finished: InMemorySpanExporter) -> None:
    def fail() -> None:
        with batch_span("shop", [delivered(1, context(0xA))]):
            raise ValueError("what the customer said")

    with pytest.raises(ValueError, match="customer"):
        fail()
    spans = finished.get_finished_spans()
    assert [span.status.description for span in spans] == ["ValueError", "ValueError"]
    assert all(not span.events for span in spans)
