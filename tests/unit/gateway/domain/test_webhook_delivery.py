"""A delivery is tried with growing pauses, as long as the endpoint asks for, and given up after the last."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from contracts.inbox import ConversationErased, InboxEvent
from contracts.registry import EVENT_CLASSES
from gateway.domain.webhook_delivery import (
    ATTEMPTS_KEPT,
    ERASED_WITH,
    ERASURE,
    PAUSES,
    Attempt,
    WebhookDelivery,
    after,
    without_words,
)

NOW = datetime(2026, 4, 15, 9, tzinfo=UTC)
NEW = WebhookDelivery("north", "crm", "e1", "inbox.x.v1", "c1", "{}", 1, NOW, NOW, NOW)


def tried(
    delivery: WebhookDelivery, status: int | None, *, asked: float | None = None, luck: float = 0.5
) -> WebhookDelivery:
    return after(delivery, Attempt(NOW, status, "code", 5), asked_seconds=asked, luck=luck)


def test_it_is_delivered_by_any_success_and_by_nothing_else() -> None:
    assert {status: tried(NEW, status).state for status in (200, 202, 204, 299)} == dict.fromkeys(
        (200, 202, 204, 299), "delivered"
    )
    for status in (None, 101, 301, 400, 404, 410, 429, 500, 503):
        assert tried(NEW, status).state == "pending"


def test_the_pauses_grow_and_end() -> None:
    delivery, pauses = NEW, []
    while delivery.state == "pending":
        delivery = tried(delivery, 500)
        pauses.append((delivery.due_at - NOW).total_seconds())
    assert pauses[:-1] == pytest.approx(PAUSES)
    assert (delivery.state, delivery.tries) == ("failed", len(PAUSES) + 1)
    assert 75 < sum(PAUSES) / 3600 < 77


def test_luck_spreads_a_pause_by_a_fifth() -> None:
    assert [(tried(NEW, 500, luck=luck).due_at - NOW).total_seconds() for luck in (0.0, 1.0)] == pytest.approx([4, 6])


def test_a_retry_after_is_waited_for_where_it_asks_for_patience_up_to_a_day() -> None:
    assert tried(NEW, 429, asked=60).due_at == NOW + timedelta(seconds=60)
    assert tried(NEW, 503, asked=1).due_at == NOW + timedelta(seconds=5), "never sooner than by itself"
    assert tried(NEW, 503, asked=1e9).due_at == NOW + timedelta(days=1)
    assert tried(NEW, 500, asked=60).due_at == NOW + timedelta(seconds=5)


def test_the_newest_attempts_are_kept() -> None:
    delivery = NEW
    for number in range(ATTEMPTS_KEPT + 5):
        delivery = after(delivery, Attempt(NOW, 500, f"n{number}", 5), asked_seconds=None, luck=0.5)
    assert [each.code for each in delivery.attempts] == [f"n{number}" for number in range(5, ATTEMPTS_KEPT + 5)]


def test_a_try_of_what_was_erased_meanwhile_keeps_no_word_and_is_the_last() -> None:
    for status, state in ((500, "erased"), (200, "delivered")):
        over = without_words(after(NEW, Attempt(NOW, status, "code", 5, "my booking"), asked_seconds=None, luck=0.5))
        assert (over.state, over.body, over.tries) == (state, "", 1)
        assert over.attempts == (Attempt(NOW, status, "code", 5),)


def test_an_erasure_takes_the_words_out_of_every_event_of_a_conversation_and_is_known_by_its_type() -> None:
    assert ConversationErased.type == ERASURE
    of_conversations = [type_ for type_, each in EVENT_CLASSES.items() if issubclass(each, InboxEvent)]
    assert of_conversations
    assert all(each.startswith(ERASED_WITH) for each in of_conversations)
