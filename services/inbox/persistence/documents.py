"""Values of the rules as MongoDB documents and back; the one place that knows both forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from services.inbox.domain.conversation import Conversation
from services.inbox.domain.enrichment import Enrichment
from services.inbox.domain.reply import Reply, text_mark
from services.inbox.domain.sla import Clock, Segment
from services.inbox.domain.triage import Decision

Document = dict[str, Any]

PREVIEW_CHARACTERS = 140
PLACE_BITS = 20  # a million changes of one conversation; with 41 bits of milliseconds it fits 64

_PLAIN = tuple(each.name for each in fields(Conversation) if each.name not in ("brand", "id", "clocks", "topics"))
_REPLY: TypeAdapter[Reply] = TypeAdapter(Reply)


@dataclass(slots=True)
class Face:
    """What a list shows of a conversation beside its state: who writes, and how the last message begins."""

    name: str | None = None
    handle: str | None = None
    preview: str = ""


@dataclass(slots=True)
class Line:
    """A conversation under change: as it is now, and as it was read, which is the condition of its write."""

    conversation: Conversation
    face: Face = field(default_factory=Face)
    stored_version: int | None = None
    stored_task_version: int = 0


def line_of(document: Mapping[str, Any]) -> Line:
    """Read a conversation."""
    conversation = conversation_of(document)
    face = Face(document.get("contact_name"), document.get("contact_handle"), document.get("preview", ""))
    return Line(conversation, face, conversation.version, conversation.task_version)


def line_document(line: Line) -> Document:
    """Write a conversation; `latest`, `due_at` and `needs_reply` are there for the indexes."""
    conversation = line.conversation
    document = conversation_document(conversation)
    document["latest"] = not conversation.superseded
    document["due_at"] = conversation.due_at
    document["needs_reply"] = conversation.needs_reply
    document["contact_name"] = line.face.name
    document["contact_handle"] = line.face.handle
    document["preview"] = line.face.preview
    return document


def conversation_document(conversation: Conversation) -> Document:
    """The state of a conversation."""
    document: Document = {name: getattr(conversation, name) for name in _PLAIN}
    document["topics"] = list(conversation.topics)
    document["clocks"] = [_clock_document(clock) for clock in conversation.clocks]
    return document


def conversation_of(document: Mapping[str, Any]) -> Conversation:
    """The state of a conversation as it was kept."""
    plain = {name: document[name] for name in _PLAIN}
    return Conversation(
        brand=document["brand"],
        id=id_of(document),
        topics=tuple(document["topics"]),
        clocks=tuple([_clock_of(clock) for clock in document["clocks"]]),
        **plain,
    )


def place_of(sent_at: datetime, version: int) -> int:
    """Where a message stands in its conversation: its source's time, and where that is the same the order it came in.

    Platforms tell whole seconds and MongoDB keeps milliseconds; `version` is the conversation's with it in.
    """
    return int(sent_at.timestamp() * 1000) << PLACE_BITS | version % (1 << PLACE_BITS)


def id_of(document: Mapping[str, Any]) -> str:
    """The id without its brand."""
    return str(document["_id"]).partition("/")[2]


def _clock_document(clock: Clock) -> Document:
    return {
        "kind": clock.kind,
        "policy_version": clock.policy_version,
        "target_seconds": clock.target_seconds,
        "started_at": clock.started_at,
        "due_at": clock.due_at,
        "state": clock.state,
        "breached": clock.breached,
        "elapsed_seconds": clock.elapsed_seconds,
        "segments": [
            {"started_at": each.started_at, "cause": each.cause, "counts": each.counts, "ended_at": each.ended_at}
            for each in clock.segments
        ],
    }


def _clock_of(document: Mapping[str, Any]) -> Clock:
    segments = tuple([Segment(**segment) for segment in document["segments"]])
    return Clock(**{**document, "segments": segments})


def enrichment_document(enrichment: Enrichment) -> Document:
    """What was read from a message, in the form of the contract."""
    sentiment = enrichment.sentiment
    return {
        "language": enrichment.language,
        "language_confidence": enrichment.language_confidence,
        "sentiment": {"label": sentiment.label, "score": sentiment.score, "coverage": sentiment.coverage},
        "urgency": list(enrichment.urgency),
        "topics": list(enrichment.topics),
        "reach": enrichment.reach,
    }


def decision_document(decision: Decision) -> Document:
    """A triage decision, in the form of the contract."""
    return {
        "decision": decision.decision,
        "priority": decision.priority,
        "rule": decision.rule,
        "rules_version": decision.rules_version,
        "reason": decision.reason,
        "by": decision.by,
    }


def reply_document(reply: Reply) -> Document:
    """Write a reply; `mark` finds it again when the channel shows us our own words."""
    document = asdict(reply)
    del document["id"], document["brand"]
    return {**document, "mark": text_mark(reply.text)}


def reply_of(document: Mapping[str, Any]) -> Reply:
    """Read a reply."""
    kept = {name: value for name, value in document.items() if name not in ("_id", "mark")}
    return _REPLY.validate_python({**kept, "id": id_of(document)})
