"""What the inbox's events mean to the numbers."""

from __future__ import annotations

from contracts.event import Event
from services.analytics.consumers.inbox_events import READERS
from tests.support.analytics.builders import a_message, a_reply


def counted(*events: Event) -> dict[str, list[int | None]]:
    """The response times in milliseconds by kind of fact."""
    found: dict[str, list[int | None]] = {}
    for fact in READERS.meaning_of(events).facts:
        found.setdefault(fact.kind, []).append(fact.amounts.get("response"))
    return found


def test_an_answer_from_elsewhere_is_a_first_response_like_a_reply() -> None:
    facts = counted(a_reply(1, seconds=60), a_message(2, answers_after=30, first=True))
    assert facts["first_response"] == [60_000, 30_000]
    assert facts["response"] == [60_000, 30_000]
    assert len(facts["message_out"]) == 2
    assert len(facts["reply_sent"]) == 1


def test_a_further_answer_from_elsewhere_is_no_first_response() -> None:
    assert "first_response" not in counted(a_message(2, answers_after=30))


def test_a_reply_that_is_stored_as_a_message_too_counts_once() -> None:
    stored = a_message(1, answers_after=60, first=True).model_copy(update={"reply": "r1"})
    facts = counted(stored, a_reply(1, seconds=60))
    assert (facts["first_response"], facts["response"], len(facts["message_out"])) == ([60_000], [60_000], 1)
