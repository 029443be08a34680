"""Builders for tests of routing: each gives something complete, of which a test says only what matters to it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from contracts.crisis import PlaceGranted
from contracts.event import Event
from contracts.inbox import ClockSnapshot, ConversationSnapshot, Enrichment, MessageStored, Sentiment, TriageDecision
from services.routing.domain import defaults
from services.routing.domain.employee import Employee
from services.routing.domain.intake import take_in
from services.routing.domain.rules import RoutingRules
from services.routing.domain.task import Task
from services.routing.domain.workflow import ConversationFacts

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
BRAND = "klm"


def at(seconds: float) -> datetime:
    """Give noon and some seconds."""
    return NOON + timedelta(seconds=seconds)


def facts(conversation: str = "c1", version: int = 1, **fields: Any) -> ConversationFacts:
    """Give an English question that wants an answer."""
    usual: dict[str, Any] = {
        "channel": "x",
        "integration": "int1",
        "status": "open",
        "triage": "respond",
        "priority": 50,
        "language": "en",
        "topics": (),
        "visibility": "public",
        "needs_reply": True,
        "due_at": at(3600),
        "at": NOON,
    }
    return ConversationFacts(conversation=conversation, version=version, **{**usual, **fields})


def rules(**fields: Any) -> RoutingRules:
    """Give the default rules."""
    usual: dict[str, Any] = {"workflow": defaults.WORKFLOW, "queues": defaults.QUEUES, "incident": None}
    return RoutingRules(**{**usual, **fields})


def a_task(conversation: str = "c1", now: datetime = NOON, **fields: Any) -> Task:
    """Give a task that has just been queued under the default rules."""
    task = take_in(None, facts(conversation, **fields), None, rules(), now).after
    assert task is not None
    return task


def an_employee(id_: str = "anna", **fields: Any) -> Employee:
    """Give somebody who is online, speaks English, and has one seat."""
    usual: dict[str, Any] = {"languages": ("en",), "presence": "online"}
    return Employee(id_, **{**usual, **fields})


def stored(conversation: str = "c1", version: int = 1, brand: str = BRAND, **fields: Any) -> MessageStored:
    """Give the inbox's event of a message that wants an answer; `fields` are of the conversation's snapshot."""
    sentiment = Sentiment(label="neutral", score=0, coverage=1)
    usual: dict[str, Any] = {
        "contact": "contact1",
        "integration": "int1",
        "channel": "x",
        "status": "open",
        "triage": "respond",
        "priority": 50,
        "language": "en",
        "opened_at": NOON,
        "needs_reply": True,
        "clocks": (ClockSnapshot(kind="first_response", started_at=NOON, due_at=at(3600), policy_version=1),),
    }
    snapshot = ConversationSnapshot(id=conversation, **{**usual, **fields})
    decision = TriageDecision(decision=snapshot.triage, priority=50, rule="r", rules_version=1, reason="because")
    return MessageStored(
        id=f"{brand}-{conversation}-{version}",
        brand=brand,
        subject=conversation,
        version=version,
        at=NOON,
        conversation=snapshot,
        message=f"m{version}",
        enrichment=Enrichment(language="en", sentiment=sentiment),
        triage=decision,
        sent_at=NOON,
    )


def granted(employee: str, until: datetime, incident: str = "inc1", **fields: Any) -> PlaceGranted:
    """Give the event that gives a volunteer a place."""
    usual: dict[str, Any] = {"seats": 2, "skills": {}, "queues": (), "callout": "call1"}
    return PlaceGranted(
        id=f"grant-{incident}-{employee}",
        brand=BRAND,
        subject=incident,
        at=NOON,
        incident=incident,
        employee=employee,
        until=until,
        **{**usual, **fields},
    )


def named(events: list[Event]) -> list[str]:
    """Give the types of events without service and version."""
    return [event.type.split(".")[1] for event in events]
