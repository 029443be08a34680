"""One message is one trace, from the request that brought it to the numbers that count it."""

from __future__ import annotations

import secrets

from tests.e2e.rig import Brand, eventually, words
from tests.support.span_collector import Span, SpanCollector

EVERYBODY = {f"muster-{name}" for name in ("gateway", "inbox", "routing", "crisis", "analytics")}


def a_trace() -> tuple[str, str]:
    """A trace id, and the header that a caller who samples it sends."""
    trace = secrets.token_hex(16)
    return trace, f"00-{trace}-{secrets.token_hex(8)}-01"


def told_by_all(spans: SpanCollector, trace: str) -> list[Span]:
    def look() -> list[Span]:
        found = spans.of(trace)
        return found if {span.service for span in found} == EVERYBODY else []

    return eventually(look, "a span of every application")


def test_a_message_is_one_trace_from_the_request_to_the_numbers(brand: Brand, spans: SpanCollector) -> None:
    trace, header = a_trace()
    secret_text = "The suitcase with the blue ribbon"
    assert brand.post([words(1, text=secret_text)], headers={"traceparent": header}).status == 202

    found = told_by_all(spans, trace)
    (first,) = (span for span in found if span.service == "muster-gateway" and span.name == "POST /v1/events")
    assert first.parent == header.split("-")[2]
    assert first.attributes["http.response.status_code"] == "202"
    assert first.attributes["muster.brand"] == brand.id
    known = {span.id for span in found}
    assert all(span.parent in known for span in found if span is not first), "a span hangs in the air"
    assert all("ribbon" not in text for span in found for text in (span.name, *span.attributes.values()))


def test_a_command_is_one_trace_through_the_gateway_the_service_and_those_who_hear_of_it(
    brand: Brand, spans: SpanCollector
) -> None:
    brand.post([words(1)])
    conversation = eventually(lambda: next(brand.every("/v1/conversations"), None), "the conversation")
    trace, header = a_trace()
    answer = brand.ask("POST", f"/v1/conversations/{conversation['id']}/resolve", headers={"traceparent": header})
    assert answer.status == 200, answer.body

    def look() -> list[Span]:
        found = spans.of(trace)
        return found if any(span.name == "analytics process" for span in found) else []

    found = eventually(look, "the end of the conversation in the numbers")
    by_id = {span.id: span for span in found}
    service = next(span for span in found if span.service == "muster-inbox" and span.name.startswith("POST "))
    assert by_id[service.parent].service == "muster-gateway"
    assert service.attributes["muster.brand"] == brand.id


def test_a_caller_who_samples_nothing_leaves_no_span(brand: Brand, spans: SpanCollector) -> None:
    trace, header = a_trace()
    brand.post([words(1)], headers={"traceparent": header.removesuffix("01") + "00"})
    later, sampled = a_trace()
    brand.post([words(2)], headers={"traceparent": sampled})
    told_by_all(spans, later)
    assert spans.of(trace) == []
