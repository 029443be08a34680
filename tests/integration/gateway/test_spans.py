"""The span of a request says its brand, also where a path looks at its credential itself."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Iterator

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from chassis.http import traced
from tests.integration.gateway.conftest import Client, House, a_message
from tests.integration.gateway.test_webhooks import post

SpanOf = Callable[[str], ReadableSpan]


@pytest.fixture
def span_of(monkeypatch: pytest.MonkeyPatch) -> Iterator[SpanOf]:
    """Give what finds the span of an answered request by its trace; it ends a moment after its answer."""
    provider, exporter = TracerProvider(), InMemorySpanExporter()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(traced, "tracer", provider.get_tracer("test"))

    def look(trace: str) -> ReadableSpan:
        while True:  # bounded by the time of a test
            for span in exporter.get_finished_spans():
                if f"{span.context.trace_id:032x}" == trace:
                    return span
            time.sleep(0.005)

    yield look
    provider.shutdown()


def a_trace() -> tuple[str, str]:
    """A trace's id, and the header `traceparent` that names it."""
    trace = secrets.token_hex(16)
    return trace, f"00-{trace}-{secrets.token_hex(8)}-01"


def brand_in(span: ReadableSpan) -> object:
    return (span.attributes or {}).get("muster.brand")


async def test_posted_events_say_the_brand_of_their_caller(house: House, span_of: SpanOf) -> None:
    trace, header = a_trace()
    assert (await house.poster("POST", "/v1/events", a_message(), traceparent=header)).status == 202
    span = span_of(trace)
    assert (span.name, brand_in(span)) == ("POST /v1/events", house.brand)


@pytest.mark.parametrize("path", ["/v1/events", "/v1/conversations"])
async def test_a_page_of_events_and_what_a_service_answers_say_it_too(house: House, span_of: SpanOf, path: str) -> None:
    trace, header = a_trace()
    assert (await house.admin("GET", path, traceparent=header)).status == 200
    assert brand_in(span_of(trace)) == house.brand


async def test_a_signed_webhook_says_the_brand_of_its_integration_and_a_forged_one_none(
    anybody: Client, house: House, span_of: SpanOf
) -> None:
    body = json.dumps(a_message()).encode()
    signed, header = a_trace()
    assert (await post(anybody, house, body, traceparent=header)).status == 202
    assert brand_in(span_of(signed)) == house.brand
    forged, header = a_trace()
    assert (await post(anybody, house, body, secret="whsec_" + "QUJD" * 8, traceparent=header)).status == 401
    assert brand_in(span_of(forged)) is None


async def test_events_of_nobody_have_a_span_without_a_brand(anybody: Client, span_of: SpanOf) -> None:
    trace, header = a_trace()
    assert (await anybody("POST", "/v1/events", a_message(), traceparent=header)).status == 401
    assert brand_in(span_of(trace)) is None
