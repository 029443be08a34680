"""Conversations for `bench.lists`: documents as the inbox stores them, with a message and a contact, in any number.

A few models are made by the inbox's own code; each document is one of them with the fields of its own that lists and
searches read. What a number has follows from the number, so that filters and cursors can be made without reading.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from contracts.ids import derived_id
from deploy.local.seed import CHANNELS
from services.inbox.domain.contact import Contact, Profile
from services.inbox.domain.conversation import Conversation, Status
from services.inbox.domain.conversation_record import ConversationRecord, Summary
from services.inbox.domain.enrichment import MessageEnrichment
from services.inbox.domain.guideline_scope import Situation
from services.inbox.domain.message import Message
from services.inbox.domain.sentiment import SentimentScore
from services.inbox.domain.sla import SlaPolicy, start
from services.inbox.domain.triage import Triage, TriageResult
from services.inbox.persistence import contacts, conversations, messages

DAYS = 365  # over which conversations were opened, evenly
A_CONTACT = 3  # conversations of each contact
LANGUAGES = ("en", "nl", "fr", "de", "es")
RARE_LANGUAGE, RARE_EVERY = "fi", 20_000
TRIAGES: tuple[Triage, ...] = ("respond", "monitor", "escalate", "ignore")
OPEN_EVERY, WAITING_AT, HELD_EVERY = 32, 7, 2  # one in so many is open, one waits for the contact; half are held
SEATS = 3  # conversations an employee holds
FIRST_NAMES = 60
SENTENCES = (
    "My flight to Oslo is cancelled and nobody answers the phone, what can I do now?",
    "The crew was wonderful today, thank you so much! Booking reference below.",
    "Is there still a seat by the window on the flight tomorrow morning?",
    "My suitcase did not arrive with me, who can help me find it?",
    "How do I get my money back for this booking? I have been waiting for hours.",
)
TOGETHER, APART = "flight oslo", "window suitcase"  # words of one sentence, and of two
KINDS = 1_024  # models; a multiple of `OPEN_EVERY`, so that the model of a number says whether it is open

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Company:
    """A brand with so many conversations, the newest of which was opened at `now`."""

    brand: str
    now: datetime
    count: int

    def id(self, number: int) -> str:
        """The id of a conversation."""
        return derived_id(self.brand, "conversation", str(number))

    def opened_at(self, number: int) -> datetime:
        """When it was opened; the first ones are the newest, so that more of them reach further back."""
        at = self.now - timedelta(seconds=(number + 1) * DAYS * 86_400 / self.count)
        return at.replace(microsecond=at.microsecond // 1000 * 1000)

    def contact(self, number: int) -> str:
        """The id of a conversation's contact."""
        return derived_id(self.brand, "contact", str(number // A_CONTACT))

    def holder(self, number: int) -> str | None:
        """The employee who holds it, if it is open and somebody does."""
        held = number % OPEN_EVERY == 0 and number // OPEN_EVERY % HELD_EVERY == 0
        return f"bench-{number // (OPEN_EVERY * HELD_EVERY * SEATS)}" if held else None

    def documents(self, begin: int, end: int) -> Iterator[dict[str, Document]]:
        """The documents of these numbers, by collection."""
        models = [_model(self.brand, kind) for kind in range(KINDS)]
        for number in range(begin, end):
            yield self._document(number, models[number % KINDS])

    def _document(self, number: int, model: dict[str, Document]) -> dict[str, Document]:
        id_, contact, at = self.id(number), self.contact(number), self.opened_at(number)
        named = {"brand": self.brand, "contact": contact}
        said, message = model["messages"], derived_id(self.brand, "message", str(number))
        due = {"due_at": at + timedelta(hours=1)} if model["conversations"]["due_at"] else {}
        rare = {"language": RARE_LANGUAGE} if number % RARE_EVERY == 0 else {}
        found = {
            "conversations": model["conversations"]
            | {"_id": f"{self.brand}/{id_}", "thread": id_, "opened_at": at, "holder": self.holder(number)}
            | {"last_inbound_at": at, "last_inbound": message, "opened_by": message}
            | {"priority": number * 7_919 % 101}
            | named
            | due
            | rare,
            "messages": said
            | {"_id": f"{self.brand}/{message}", "id": message, "conversation": id_, "sent_at": at, "received_at": at}
            | {"text": f"{said['text']} {booking(number)}", "words": [*said["words"], booking(number)]}
            | named,
        }
        if number % A_CONTACT == 0:
            person = number // A_CONTACT
            known = model["contacts"]
            words = [*known["words"], handle(person)]
            own = {"_id": f"{self.brand}/{contact}", "brand": self.brand, "external_id": contact, "words": words}
            found["contacts"] = known | own | {"handle": handle(person), "first_seen_at": at}
        return found


def booking(number: int) -> str:
    """A word that only the message of this conversation has."""
    return f"mu{number}"


def handle(person: int) -> str:
    """A word that only this contact has."""
    return f"traveller{person}"


def first_name(kind: int) -> str:
    """A name that one contact in `FIRST_NAMES` has."""
    return f"Name{'abcdefghij'[kind % FIRST_NAMES // 10]}{'abcdefghij'[kind % 10]}"


def status_of(kind: int) -> Status:
    """One in `OPEN_EVERY` is open and one waits; the others are resolved."""
    place = kind % OPEN_EVERY
    return "open" if place == 0 else "waiting" if place == WAITING_AT else "resolved"


def _model(brand: str, kind: int) -> dict[str, Document]:
    """The documents of one kind of conversation, as the inbox makes them."""
    at, channel, status = datetime(2026, 1, 1, tzinfo=UTC), CHANNELS[kind % len(CHANNELS)], status_of(kind)
    language, triage, text = LANGUAGES[kind % 5], TRIAGES[kind // 3 % 4], SENTENCES[kind // 7 % len(SENTENCES)]
    integration, name = f"{brand}_{channel}", f"{first_name(kind)} Person"
    clock = start("first_response", at, "message", Situation("x", "public", "respond", 50), SlaPolicy())
    conversation = Conversation(
        brand, "", "", "", integration, channel, "", at, "public", version=1, status=status, triage=triage,
        priority=50, language=language, topics=("delay",), open_topics=("delay",), unanswered_since=at, inbound=1,
        clocks=(clock,) if status == "open" else (),
    )  # fmt: skip
    record = ConversationRecord(conversation, Summary(name, None, text))
    message = Message(
        brand, "", "", "", integration, channel, "inbound", None, derived_id(brand), derived_id(text), "0/0", text,
        at, at, 1, "public",
        enrichment=MessageEnrichment(language, 0.9, SentimentScore("neutral", 0.0, 0.5), (), ("delay",), 120),
        triage=TriageResult(triage, 50, "question", 1, "a question"),
    )  # fmt: skip
    contact = Contact(brand, "", integration, channel, "", at, Profile(name, None, 120, language))
    return {
        "conversations": conversations.document_of(record),
        "messages": messages.document_of(message),
        "contacts": contacts.document_of(contact),
    }
