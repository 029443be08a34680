"""The numbers of the guides are those of the code."""

from __future__ import annotations

from datetime import timedelta

import annotated_types
import pytest

from channels.generic.channel import ITEMS_LIMIT
from channels.signing import TOLERANCE_SECONDS
from chassis.http.app import BODY_LIMIT
from chassis.http.idempotency import KEY_LIMIT, RETENTION
from chassis.http.paging import PageLimit
from chassis.http.patience import PatientProtocol
from contracts.http.inbox.import_items import MOST_IMPORT_ITEMS, MOST_IMPORT_MESSAGES
from contracts.http.ingest import MessageItem
from contracts.registry import CRISIS_EVENTS, INBOX_EVENTS, ROUTING_EVENTS
from gateway.application.webhook_commands import MOST_ENDPOINTS
from gateway.domain import edge_error, tickets, webhook_delivery
from gateway.domain.streams import MOST_PATTERNS
from gateway.domain.webhook_endpoint import DISABLE_AFTER
from gateway.http import app, items, pull, webhook_deliveries, webhooks
from gateway.settings import GatewaySettings
from gateway.wiring import WEBHOOK_SECONDS
from muster_client.imports.__main__ import REFUSED, STOPPED, TOLD_EVERY_SECONDS
from services.inbox.domain.leaving import MAX_ATTEMPTS
from tests.contract.documents import TOP, rows_of

GUIDES = TOP / "docs/guides"
PATIENCE = PatientProtocol.limits


def setting(name: str) -> float:
    """What a setting of the gateway is where nobody sets it."""
    value: float = GatewaySettings.model_fields[name].default
    return value


def most(annotation: object) -> int:
    """The largest value that an annotated parameter takes."""
    (bound,) = [
        each.le
        for metadata in getattr(annotation, "__metadata__", ())
        for each in metadata.metadata
        if isinstance(each, annotated_types.Le)
    ]
    return int(str(bound))


def days(kept: timedelta | None) -> int:
    """A time in whole days."""
    assert kept is not None
    return kept.days


def in_words(seconds: float) -> str:
    """A time in the largest unit that it is a whole number of."""
    for unit, length in (("h", 3600), ("min", 60)):
        if seconds >= length and seconds % length == 0:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} s"


LIMITS = {
    "items in one request": items.MOST_ITEMS,
    "bytes of a request to `POST /v1/events`": setting("body_limit_bytes"),
    "bytes of a signed webhook": setting("webhook_limit_bytes"),
    "characters of a message's text": next(
        each.max_length for each in MessageItem.model_fields["text"].metadata if hasattr(each, "max_length")
    ),
    "events a second of an integration": setting("integration_events_per_second"),
    "events at once of an integration": setting("integration_burst_events"),
    "events a second of a brand": setting("brand_events_per_second"),
    "events at once of a brand": setting("brand_burst_events"),
    "bytes of a command to the gateway's own resources": app.COMMAND_LIMIT,
    "bytes of a head": PATIENCE.head_bytes,
    "header fields": PATIENCE.head_fields,
    "seconds for a head": PATIENCE.head_seconds,
    "seconds for a body": PATIENCE.body_seconds,
    "bytes a second that a body has to come at": PATIENCE.body_bytes_per_second,
    "seconds an answer may wait to be read": PATIENCE.unread_seconds,
    "seconds until a service has answered": setting("upstream_seconds"),
    "requests under way at once, of all callers, per gateway": setting("highest_concurrency"),
    "items of a page of a list": most(PageLimit),
    "characters of an Idempotency-Key": KEY_LIMIT,
    "hours a first answer is given again": RETENTION / timedelta(hours=1),
    "streams of one caller": setting("streams_per_person"),
    "events that wait for a slow stream": setting("stream_queue_events"),
    "seconds between heartbeats of a stream": setting("stream_heartbeat_seconds"),
    "records of all brands a stream goes back": setting("stream_resume_records"),
    "seconds a stream ticket is good for": tickets.SECONDS,
    "patterns in a filter of types": MOST_PATTERNS,
    "events of a page of `GET /v1/events`": pull.MOST,
    "days `inbox.events` and `routing.events` are kept": days(INBOX_EVENTS.retention),
    "days `crisis.events` are kept": days(CRISIS_EVENTS.retention),
    "webhook endpoints of a brand": MOST_ENDPOINTS,
    "seconds an endpoint has to answer": WEBHOOK_SECONDS,
    "tries of a webhook delivery": len(webhook_delivery.PAUSES) + 1,
    "days of failing after which an endpoint is disabled": days(DISABLE_AFTER),
    "days a delivery is kept": days(webhook_delivery.KEPT),
    "deliveries of one redelivery": webhook_deliveries.REDELIVERED_AT_ONCE,
    "tries of a reply": MAX_ATTEMPTS,
}
ROWS = [row for row in rows_of((GUIDES / "limits-and-quotas.md").read_text()) if row[0] != "Limit"]
WORDS = {5: "five"}
WORDS_OF_SECONDS = {2.0: "two"}
PAUSES = [in_words(pause) for pause in webhook_delivery.PAUSES]
SAID_ELSEWHERE = {
    "quickstart/batch-and-cloudevents.md": [f"an array of up to {items.MOST_ITEMS:,}"],
    "quickstart/first-event.md": [f"more than {WORDS[TOLERANCE_SECONDS // 60]} minutes off"],
    "quickstart/told-by-webhook.md": [
        f"{WEBHOOK_SECONDS:.0f} seconds",
        f"kept for {days(webhook_delivery.KEPT)} days",
        f"{', '.join(PAUSES[:-1])} and {PAUSES[-1]}",
        f"After {WORDS[days(DISABLE_AFTER)]} days",
    ],
    "guides/idempotency.md": [f"1 to {KEY_LIMIT} printable", f"within {RETENTION // timedelta(hours=1)} hours"],
    "guides/moving-from-another-tool.md": [
        f"up to {MOST_IMPORT_ITEMS} items a call",
        f"at most {MOST_IMPORT_MESSAGES} messages in an item and {BODY_LIMIT:,} bytes in a call",
        f"every {WORDS_OF_SECONDS[TOLD_EVERY_SECONDS]} seconds",
        f"Ctrl-C ends with {STOPPED}, anything refused with {REFUSED}",
    ],
    "guides/errors-and-retries.md": [f"of the first {webhooks.PROBLEMS_LIMIT},", f"last {edge_error.KEPT} errors"],
}


def test_every_limit_has_the_number_of_the_code() -> None:
    assert {row[0]: row[1] for row in ROWS} == {name: f"{value:,.0f}" for name, value in LIMITS.items()}


def test_a_setting_that_changes_a_limit_is_there() -> None:
    named = [row[2].partition("MUSTER_GATEWAY_")[2].rstrip("`").lower() for row in ROWS if "MUSTER_GATEWAY_" in row[2]]
    assert len(named) > 8
    assert [name for name in named if name not in GatewaySettings.model_fields] == []


@pytest.mark.parametrize("page", sorted(SAID_ELSEWHERE))
def test_other_pages_say_the_same_numbers(page: str) -> None:
    text = " ".join((TOP / "docs" / page).read_text().split())
    assert [words for words in SAID_ELSEWHERE[page] if words not in text] == []


def test_what_one_number_stands_for_has_one_value() -> None:
    assert ROUTING_EVENTS.retention == INBOX_EVENTS.retention
    assert ITEMS_LIMIT == items.MOST_ITEMS
