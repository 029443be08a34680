"""Builders of the inbox tests: a conversation, a decision, a reply, the rest filled in."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from services.inbox.domain.conversation import Conversation, Inbound
from services.inbox.domain.reply import Reply
from services.inbox.domain.sla import PolicyBook, SlaPolicy
from services.inbox.domain.triage import TriageResult

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # a Monday
BOOK = PolicyBook(SlaPolicy(), {})
RESPOND = TriageResult("respond", 60, "unhappy", 1, "An unhappy customer")
MONITOR = TriageResult("monitor", 10, "mention", 1, "Nothing asked")
ESCALATE = TriageResult("escalate", 95, "safety", 1, "Danger")


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def a_conversation(**fields: Any) -> Conversation:
    plain = Conversation(
        brand="klm",
        id="c1",
        thread="t1",
        contact="p1",
        integration="x1",
        channel="x",
        opened_by="m1",
        opened_at=NOON,
        visibility="public",
    )
    return replace(plain, **fields)


def an_inbound(message: str = "m1", at: datetime = NOON, **fields: Any) -> Inbound:
    return replace(Inbound(message, at, "en", (), automated=False), **fields)


def a_reply(**fields: Any) -> Reply:
    plain = Reply(
        brand="klm",
        id="r1",
        conversation="c1",
        contact="p1",
        integration="x1",
        author="anna",
        text="We are on it",
        state="queued",
        created_at=NOON,
        guideline_version=1,
    )
    return replace(plain, **fields)
