"""One event for one endpoint: tried until it is taken, with growing pauses over three days, under one id."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

State = Literal["pending", "delivered", "failed", "erased"]
STATES: tuple[State, ...] = ("pending", "delivered", "failed", "erased")

MINUTE, HOUR = 60.0, 3_600.0
PAUSES = (5.0, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR)
"""Seconds between two tries, as Standard Webhooks proposes: ten tries within 76 hours."""

SPREAD = 0.2  # of a pause, up or down, so that what failed together does not come back together
LONGEST_ASKED = 24 * HOUR  # a Retry-After beyond this is not believed
KEPT = timedelta(days=30)
ATTEMPTS_KEPT = 20  # the newest of a delivery; redelivered ones may have more
ANSWER_KEPT = 500  # characters of what the endpoint answered
GONE = 410
ERASURE = "inbox.conversation_erased.v1"
ERASED_WITH = "inbox."  # how the types begin of what may hold words of a conversation; all other types hold none of it
ASKS_FOR_PATIENCE = frozenset({429, 503})


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try: `status` is None where no answer came, and `code` then says why (`no_answer`, `not_connected` …)."""

    at: datetime
    status: int | None
    code: str
    milliseconds: int
    answer: str = ""

    @property
    def taken(self) -> bool:
        """Whether the endpoint has it."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def gone(self) -> bool:
        """Whether the endpoint asks for nothing more, ever."""
        return self.status == GONE


@dataclass(frozen=True, slots=True)
class WebhookDelivery:
    """A delivery as it is stored; `id` is the event's own, and the `webhook-id` of every try.

    `order` grows with the order in which events were read. `tries` counts those since it was last asked for.
    `body` is what is posted, empty from `erased_at` on: then the contact of its conversation was erased. What still
    waited then is in the state `erased`. `happened_at` is when its event was put into the log.
    """

    brand: str
    endpoint: str
    id: str
    type: str
    subject: str
    body: str
    order: int
    happened_at: datetime
    stored_at: datetime
    due_at: datetime
    state: State = "pending"
    tries: int = 0
    attempts: tuple[Attempt, ...] = ()
    erased_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ConversationErasure:
    """A conversation's words go out of what was logged until a time; what is logged later has none of its contact."""

    brand: str
    conversation: str
    until: datetime


def after(delivery: WebhookDelivery, attempt: Attempt, *, asked_seconds: float | None, luck: float) -> WebhookDelivery:
    """The delivery after a try. `asked_seconds` is the endpoint's Retry-After, `luck` lies between 0 and 1."""
    attempts = (*delivery.attempts, attempt)[-ATTEMPTS_KEPT:]
    tries = delivery.tries + 1
    if attempt.taken:
        return replace(delivery, state="delivered", tries=tries, attempts=attempts)
    if tries > len(PAUSES):
        return replace(delivery, state="failed", tries=tries, attempts=attempts)
    pause = PAUSES[tries - 1] * (1 - SPREAD + 2 * SPREAD * luck)
    if asked_seconds is not None and attempt.status in ASKS_FOR_PATIENCE:
        pause = max(pause, min(asked_seconds, LONGEST_ASKED))
    return replace(delivery, tries=tries, attempts=attempts, due_at=attempt.at + timedelta(seconds=pause))


def without_words(delivery: WebhookDelivery) -> WebhookDelivery:
    """A try of a delivery that was erased meanwhile: what was answered is not kept, and nothing is tried again."""
    attempts = tuple(replace(each, answer="") for each in delivery.attempts)
    state: State = "erased" if delivery.state == "pending" else delivery.state
    return replace(delivery, state=state, body="", attempts=attempts)
