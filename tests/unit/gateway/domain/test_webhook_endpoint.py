"""What an endpoint takes, who may have it posted, and how it is left alone while it fails."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from contracts.registry import EVENT_CLASSES
from gateway.domain.webhook_endpoint import (
    CAUTIOUS_AFTER,
    DISABLE_AFTER,
    IN_FLIGHT,
    LONGEST_PAUSE,
    WebhookEndpoint,
    WebhookHealth,
    scopes_for,
    types_for,
    unknown_types,
)

NOW = datetime(2026, 4, 15, 9, tzinfo=UTC)


def an_endpoint(
    types: tuple[str, ...], channels: tuple[str, ...] = (), topics: tuple[str, ...] = ()
) -> WebhookEndpoint:
    return WebhookEndpoint("north", "crm", "CRM", "https://x", types, channels, topics, False, None, "", 1, NOW)


def test_channels_and_topics_leave_only_what_carries_one_of_them() -> None:
    both = an_endpoint(("inbox.*",), ("x", "email"), ("baggage",))
    assert both.narrowed
    assert both.is_about("x", ["baggage", "refund"])
    assert not both.is_about("x", ["refund"])
    assert not both.is_about("whatsapp", ["baggage"])
    assert not both.is_about(None, ["baggage"])
    assert not an_endpoint(("inbox.*",)).narrowed


def test_whoever_has_events_posted_may_read_them() -> None:
    assert scopes_for(["inbox.message_stored.v1", "crisis.*", "gateway.*"]) == {"conversations:read", "incidents:read"}
    assert types_for({"tasks:read", "stream:read"}) == ("gateway.*", "routing.*")
    assert scopes_for(types_for({"tasks:read"})) == {"tasks:read"}


def test_a_type_that_no_event_has_is_found_by_its_place() -> None:
    types = ["inbox.*", "inbox.message_stored.v1", "inbox.message_stored.v2", "channel.*", "*", "gateway.*", "crisis"]
    assert unknown_types(types, EVENT_CLASSES) == {2: types[2], 3: "channel.*", 4: "*", 6: "crisis"}
    assert unknown_types(["channel.message_received.v1"], EVENT_CLASSES), "what comes in is not posted out"


def test_failures_in_a_row_leave_it_alone_for_longer_and_longer() -> None:
    health, pauses = WebhookHealth(), []
    for _ in range(CAUTIOUS_AFTER + 12):
        health = health.failed(NOW, "http_500")
        until = health.paused_until()
        pauses.append(0.0 if until is None else (until - NOW).total_seconds())
    assert pauses[: CAUTIOUS_AFTER + 3] == [0, 0, 0, 0, 1, 2, 4, 8]
    assert pauses[-1] == LONGEST_PAUSE
    assert health.in_flight == 1
    well = health.succeeded(NOW)
    assert (well.in_flight, well.paused_until(), well.failing_since) == (IN_FLIGHT, None, None)


def test_it_is_given_up_after_days_without_a_single_success() -> None:
    health = WebhookHealth()
    for _ in range(CAUTIOUS_AFTER):
        health = health.failed(NOW, "no_answer")
    assert not health.given_up(NOW + DISABLE_AFTER - timedelta(seconds=1))
    assert health.given_up(NOW + DISABLE_AFTER)
    once = WebhookHealth().failed(NOW, "no_answer")
    assert not once.given_up(NOW + DISABLE_AFTER), "a quiet endpoint failed once, five days ago"


def test_successes_alone_are_stored_once_a_minute() -> None:
    well = WebhookHealth().succeeded(NOW)
    assert WebhookHealth().differs(well)
    assert not well.differs(well.succeeded(NOW + timedelta(seconds=59)))
    assert well.differs(well.succeeded(NOW + timedelta(seconds=60)))
    assert well.differs(well.failed(NOW, "http_500"))
    assert well.failed(NOW, "http_500").differs(well)
