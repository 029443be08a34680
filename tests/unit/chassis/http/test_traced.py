"""Every request has a span in its caller's trace, named by method and route template."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from starlette.testclient import TestClient

from chassis.auth import Principal
from chassis.http import traced
from tests.unit.chassis.http.test_observed import PENS, TOKENS, an_app

CALLER = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"


@pytest.fixture
def finished(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    """Give what takes the spans that end."""
    provider, exporter = TracerProvider(), InMemorySpanExporter()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(traced, "tracer", provider.get_tracer("test"))
    yield exporter
    provider.shutdown()


@pytest.fixture
def client() -> TestClient:
    bearer = f"Bearer {TOKENS.mint(Principal('north', 'anna', 'person'))}"
    return TestClient(an_app(), headers={"Authorization": bearer}, raise_server_exceptions=False)


def only(finished: InMemorySpanExporter) -> ReadableSpan:
    (span,) = finished.get_finished_spans()
    return span


def test_a_request_is_of_its_callers_trace(client: TestClient, finished: InMemorySpanExporter) -> None:
    client.get("/v1/pens/blue", headers={"traceparent": CALLER})
    span = only(finished)
    assert span.parent is not None
    assert (f"{span.context.trace_id:x}", f"{span.parent.span_id:x}") == ("a" * 32, "b" * 16)
    assert (span.name, span.kind) == (f"GET {PENS}", trace.SpanKind.SERVER)
    assert span.attributes == {
        "http.request.method": "GET",
        "http.route": PENS,
        "http.response.status_code": 200,
        "muster.brand": "north",
    }


@pytest.mark.parametrize("header", [None, "nonsense", CALLER.replace("a", "0")])
def test_without_a_trace_of_the_caller_one_begins(
    header: str | None, client: TestClient, finished: InMemorySpanExporter
) -> None:
    client.get("/v1/pens/blue", headers={"traceparent": header} if header else {})
    assert only(finished).parent is None


@pytest.mark.parametrize(
    ("pen", "status", "code"),
    [
        ("many", 429, trace.StatusCode.UNSET),
        ("away", 503, trace.StatusCode.ERROR),
        ("broken", 500, trace.StatusCode.ERROR),
    ],
)
def test_what_went_wrong_here_is_an_error_and_what_the_caller_did_is_none(
    pen: str, status: int, code: trace.StatusCode, client: TestClient, finished: InMemorySpanExporter
) -> None:
    client.get(f"/v1/pens/{pen}")
    span = only(finished)
    assert span.attributes is not None
    assert (span.attributes["http.response.status_code"], span.status.status_code) == (status, code)
    assert not span.events, "an exception's text is in no span"
    assert "broken" not in (span.status.description or "")


def test_who_is_refused_at_the_door_has_a_span_without_a_brand(finished: InMemorySpanExporter) -> None:
    TestClient(an_app()).get("/v1/pens/blue")
    span = only(finished)
    assert span.attributes is not None
    assert span.name == f"GET {PENS}"
    assert (span.attributes["http.response.status_code"], "muster.brand" in span.attributes) == (401, False)


@pytest.mark.parametrize("path", ["/health/live", "/metrics"])
def test_what_is_asked_all_the_time_has_no_span(path: str, client: TestClient, finished: InMemorySpanExporter) -> None:
    client.get(path)
    assert finished.get_finished_spans() == ()


def test_no_other_span_tells_paths_or_queries(monkeypatch: pytest.MonkeyPatch) -> None:
    provider, exporter = TracerProvider(), InMemorySpanExporter()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "_TRACER_PROVIDER", provider)
    bearer = f"Bearer {TOKENS.mint(Principal('north', 'anna', 'person'))}"
    TestClient(an_app(), headers={"Authorization": bearer}).get("/v1/pens/blue-ribbon")
    provider.shutdown()
    told = [
        text
        for span in exporter.get_finished_spans()
        for text in (span.name, *map(str, (span.attributes or {}).values()))
    ]
    assert told, "the span of the request"
    assert not any("blue-ribbon" in text for text in told)
