"""Events for tests of analytics, with everything a test does not speak of filled in."""

from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from contracts.channel import ConversionReported
from contracts.ids import derived_id
from contracts.inbox import (
    ClockSnapshot,
    ConversationErased,
    ConversationResolved,
    ConversationSnapshot,
    Enrichment,
    EventAccounted,
    MessageStored,
    ReplyDelivered,
    Sentiment,
    SlaBreached,
    SlaClockStopped,
    Triage,
    TriageDecision,
    TriageOverridden,
)

NOON = datetime(2026, 4, 15, 12, 0, tzinfo=UTC)
Label = Literal["positive", "neutral", "negative", "unknown"]


def later(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


A_CLOCK = ClockSnapshot(kind="first_response", started_at=NOON, due_at=later(3600), policy_version=1)


def a_conversation(id_: str = "c1", *, contact: str = "p1", channel: str = "x", **more: Any) -> ConversationSnapshot:
    return ConversationSnapshot(
        id=id_,
        contact=contact,
        integration=f"{channel}-main",
        channel=channel,
        status="open",
        triage="respond",
        priority=50,
        opened_at=NOON,
        **more,
    )


def a_message(
    number: int = 1,
    *,
    brand: str = "klm",
    at: datetime = NOON,
    sentiment: Label = "neutral",
    triage: Triage = "respond",
    language: str | None = "en",
    opened: bool = False,
    answers_after: float | None = None,
    first: bool = False,
    version: int = 0,
    **conversation: Any,
) -> MessageStored:
    """A message in; one out that was written elsewhere where it says how long after it answers."""
    here = a_conversation(**conversation)
    return MessageStored(
        id=derived_id(brand, "message", str(number)),
        brand=brand,
        subject=here.id,
        version=version,
        at=at,
        conversation=here,
        message=f"m{number}",
        enrichment=Enrichment(language=language, sentiment=Sentiment(label=sentiment, score=0, coverage=0)),
        triage=TriageDecision(decision=triage, priority=50, rule="r", rules_version=1, reason="because"),
        sent_at=at,
        opened=opened,
        direction="inbound" if answers_after is None else "outbound",
        response_seconds=answers_after,
        first=first,
    )


def asked(number: int) -> dict[str, Any]:
    """A conversation of its own for each of many messages; those of the first five wait for an answer."""
    return {"id_": f"c{number}", "version": 1, "needs_reply": number < 5}


def a_reply(number: int = 1, *, at: datetime = NOON, seconds: float = 60, first: bool = True, **more: Any) -> Any:
    brand, state, version = more.pop("brand", "klm"), more.pop("state", "sent"), more.pop("version", 0)
    here = a_conversation(**more)
    return ReplyDelivered(
        id=derived_id(brand, "reply", str(number), state),
        brand=brand,
        subject=here.id,
        version=version,
        at=at,
        conversation=here,
        reply=f"r{number}",
        author="anna",
        state=state,
        first=first,
        response_seconds=seconds,
    )


def a_stopped_clock(number: int = 1, *, at: datetime = NOON, met: bool = True) -> SlaClockStopped:
    here = a_conversation(f"clocked{number}")
    return SlaClockStopped(
        id=derived_id("clock", str(number)),
        brand="klm",
        subject=here.id,
        at=at,
        conversation=here,
        clock=A_CLOCK,
        met=met,
        elapsed_seconds=60,
        cause="reply",
    )


def a_breach(number: int = 1, *, at: datetime = NOON) -> SlaBreached:
    """The breach of the clock that `a_stopped_clock` of this number ends."""
    here = a_conversation(f"clocked{number}")
    return SlaBreached(
        id=derived_id("breach", str(number)), brand="klm", subject=here.id, at=at, conversation=here, clock=A_CLOCK
    )


def an_override(number: int = 1, *, at: datetime = NOON, version: int = 0, **conversation: Any) -> TriageOverridden:
    """A person's word, by which a conversation is reopened too."""
    here = a_conversation(**conversation)
    return TriageOverridden(
        id=derived_id("override", str(number)),
        brand="klm",
        subject=here.id,
        version=version,
        at=at,
        conversation=here,
        message="m1",
        triage=TriageDecision(decision="respond", priority=50, rule="reopened", rules_version=1, reason="because"),
        before="respond",
    )


def a_resolution(
    number: int = 1, *, at: datetime = NOON, seconds: float = 600, version: int = 0, **conversation: Any
) -> ConversationResolved:
    here = a_conversation(**conversation)
    return ConversationResolved(
        id=derived_id("resolved", str(number)),
        brand="klm",
        subject=here.id,
        version=version,
        at=at,
        conversation=here,
        by="anna",
        resolution_seconds=seconds,
    )


def an_erasure(number: int = 1, *, brand: str = "klm", at: datetime = NOON, **conversation: Any) -> ConversationErased:
    here = a_conversation(**conversation)
    return ConversationErased(
        id=derived_id(brand, "erased", str(number)),
        brand=brand,
        subject=here.id,
        at=at,
        conversation=here,
        by="kamal",
        asked_at=at,
    )


def an_accounting(number: int = 1, *, outcome: Literal["duplicate", "conflict", "unreadable"]) -> EventAccounted:
    return EventAccounted(
        id=derived_id("accounted", str(number)),
        brand="klm",
        subject=f"e{number}",
        at=NOON,
        outcome=outcome,
        integration="x-main",
        channel="x",
    )


def a_sale(
    number: int = 1,
    *,
    at: datetime = NOON,
    amount: int = 10_000,
    currency: str = "EUR",
    contact: str | None = "ext1",
    corrects: str | None = None,
) -> ConversionReported:
    return ConversionReported(
        id=derived_id("klm", "shop", f"order{number}", "conversion"),
        brand="klm",
        subject=f"sale{number}",
        at=at,
        integration="shop",
        external_id=f"order{number}",
        body_hash="h",
        contact=contact,
        contact_integration="x-main",
        amount_minor=amount,
        currency=currency,
        corrects=corrects,
        converted_at=at,
    )


def contact_of(external_id: str, *, brand: str = "klm", integration: str = "x-main") -> str:
    return derived_id("contact", brand, integration, external_id)
