"""The recipients of a story answer: who told the story, who is left out and why, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from services.inbox.domain.conversation import Conversation
from services.inbox.domain.reply import OUT, Reply, ReplyState
from services.inbox.domain.story_answer import OVER, StoryAnswer
from services.inbox.domain.withdrawal import WithdrawalState

LeftOut = Literal[
    "gone",
    "resolved",
    "standby",
    "answered",
    "held",
    "being_answered",
    "cannot_be_answered",
    "language_unknown",
    "no_variant",
    "not_to_be_answered",
    "guideline",
]
"""Why a conversation gets no answer."""
LedgerState = Literal["planned", "excluded", "skipped", "queued"]
RecipientState = Literal[
    "planned",
    "excluded",
    "queued",
    "sent",
    "failed",
    "unknown",
    "skipped",
    "withdrawing",
    "withdrawn",
    "not_withdrawable",
    "withdrawal_failed",
    "withdrawal_unknown",
]
_WITHDRAWALS: dict[WithdrawalState, RecipientState] = {
    "queued": "withdrawing",
    "claimed": "withdrawing",
    "withdrawn": "withdrawn",
    "cannot_be_withdrawn": "not_withdrawable",
    "failed": "withdrawal_failed",
    "unknown": "withdrawal_unknown",
}
WITHDRAWN = "withdrawn"
WAITING: tuple[ReplyState, ...] = ("awaiting_approval", "queued")
"""States of a reply that nobody has begun to send."""
BEGUN: tuple[ReplyState, ...] = ("claimed", "unknown")
"""States of a reply that may be out."""


@dataclass(frozen=True, slots=True)
class StoryTeller:
    """A conversation that tells a story, with its first message of it; `number` counts those of a story from 1."""

    conversation: str
    message: str
    at: datetime
    number: int = 0


@dataclass(frozen=True, slots=True)
class StoryRecipient:
    """A row of the ledger. `excluded` is who was left out at first sight, `skipped` who was when their turn came."""

    brand: str
    answer: str
    number: int
    conversation: str
    channel: str
    since: datetime
    state: LedgerState = "planned"
    reason: LeftOut | None = None
    reply: str | None = None


def left_out(conversation: Conversation, since: datetime) -> LeftOut | None:
    """Why a conversation gets no answer of ours now, of which the contact told the story at `since`; None: it does."""
    if conversation.status == "resolved":
        return "resolved"
    if conversation.standby:
        return "standby"
    waits_since = conversation.unanswered_since
    if conversation.status != "open" or waits_since is None or waits_since > since:
        return "answered"
    return "held" if conversation.holder is not None else None


def outcome(row: StoryRecipient, reply: Reply | None, answer: StoryAnswer) -> tuple[RecipientState, str | None]:
    """What became of a recipient, with the reason where they got nothing; known from the reply once there is one."""
    if row.state == "planned" and answer.state in OVER:
        return "skipped", answer.state
    if row.state != "queued":
        return row.state, row.reason
    if reply is None:
        return "queued", None
    if reply.withdrawal is not None:
        return withdrawal_outcome(reply.withdrawal.state, reply.withdrawal.code)
    return reply_outcome(reply.state, reply.error_code)


def withdrawal_outcome(state: WithdrawalState, code: str | None) -> tuple[RecipientState, str | None]:
    """What the state of a reply's withdrawal means for its recipient."""
    return _WITHDRAWALS[state], code


def reply_outcome(state: str, error_code: str | None) -> tuple[RecipientState, str | None]:
    """What a reply's state means for its recipient."""
    if state in OUT:
        return "sent", None
    if state == "failed":
        return "failed", error_code
    if state == "unknown":
        return "unknown", error_code
    return ("skipped", error_code or "rejected") if state == "rejected" else ("queued", None)
