"""Messages: the value as a document and back; a changed one writes only what differs from what was read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from operator import attrgetter
from typing import Any

from chassis.errors import VersionConflict
from chassis.mongo import Mongo, Session, Write
from services.inbox.application.records import Named, SaidReaction, Versioned
from services.inbox.domain.enrichment import MessageEnrichment
from services.inbox.domain.message import Message, MessageAttachment
from services.inbox.domain.reaction import Reaction
from services.inbox.domain.sentiment import SentimentScore
from services.inbox.domain.triage import TriageResult
from services.inbox.domain.words import search_words
from services.inbox.persistence.ids import Document, id_of
from services.inbox.persistence.reactions import reaction_document, weighed

_SAME = (
    *("conversation", "contact", "integration", "channel", "direction", "external_id", "event", "body_hash", "origin"),
    *("text", "state", "sent_at", "place", "received_at", "visibility", "reply_to", "subject_line", "automated"),
    *("truncated", "revision", "edited_at"),
)
"""Fields with one name and one form in both; the platform's thread is stored as `thread_of`."""
_OF_OURS = ("author", "author_name", "reply", "withdrawn_by")
"""Fields of messages that were replies or imported; others leave them out."""
_SAME_VALUES = attrgetter(*_SAME)
_ATTACHMENT = ("kind", "url", "media_type", "name", "external_id")


class MongoMessages:
    """The collection `messages`; `words` is its search index."""

    def __init__(self, mongo: Mongo) -> None:
        """Use one service's database."""
        self._collection = mongo.brand_collection("messages")

    async def get(self, brand: str, id_: str) -> Message | None:
        """A message, or None."""
        document = await self._collection.get(brand, id_)
        return message_of(document) if document is not None else None

    async def get_many(self, names: Collection[Named]) -> dict[Named, Message]:
        """Messages in one read; missing ones are left out."""
        documents = await self._collection.get_many(names)
        return {name: message_of(document) for name, document in documents.items()}

    async def write(
        self, changes: Iterable[Versioned[Message]], reactions: Iterable[SaidReaction], session: Session
    ) -> None:
        """Insert new messages, update changed ones, and weigh reactions against those that are stored now.

        Raises:
            VersionConflict: A new one is there already.
        """
        inserts: list[Write] = []
        updates: list[Write] = []
        for change in changes:
            message = change.after
            if change.before is None:
                inserts.append(self._collection.insert(message.brand, message.id, document_of(message)))
            elif difference := _difference(change.before, message):
                updates.append(self._collection.update(message.brand, message.id, {"$set": difference}))
        updates += [
            self._collection.update(said.brand, said.message, [{"$set": {"reactions": weighed(said)}}])
            for said in reactions
        ]
        done = await self._collection.write([*inserts, *updates], ordered=True, session=session)
        if done.duplicates:
            raise VersionConflict


def document_of(message: Message) -> Document:
    """The fields of a message; a part that its kind of message lacks is left out."""
    document: Document = dict(zip(_SAME, _SAME_VALUES(message), strict=True))
    document["id"] = message.id
    document["thread_of"] = message.thread
    document["attachments"] = [_attachment_document(each) for each in message.attachments]
    document["words"] = search_words(message.text)
    if message.quoted:
        document["quoted"] = message.quoted
    if message.garbled:
        document["garbled"] = True
    if message.copied_to:
        document["copied_to"] = list(message.copied_to)
    if message.enrichment is not None:
        document["enrichment"] = _enrichment_document(message.enrichment)
    if message.triage is not None:
        document["triage"] = _decision_document(message.triage)
    document |= {name: value for name in _OF_OURS if (value := getattr(message, name)) is not None}
    if message.reactions:
        document["reactions"] = [reaction_document(each) for each in message.reactions]
    return document


def message_of(document: Mapping[str, Any]) -> Message:
    """A message as it was stored."""
    enrichment, triage = document.get("enrichment"), document.get("triage")
    return Message(
        brand=document["brand"],
        id=id_of(document),
        thread=document["thread_of"],
        attachments=tuple([MessageAttachment(**each) for each in document["attachments"]]),
        enrichment=_enrichment_of(enrichment) if enrichment is not None else None,
        triage=TriageResult(**triage) if triage is not None else None,
        quoted=document.get("quoted", ""),
        garbled=document.get("garbled", False),
        copied_to=tuple(document.get("copied_to", ())),
        author=document.get("author"),
        author_name=document.get("author_name"),
        reply=document.get("reply"),
        withdrawn_by=document.get("withdrawn_by"),
        reactions=tuple([Reaction(**each) for each in document.get("reactions", ())]),
        **{name: document[name] for name in _SAME},
    )


def _difference(before: Message, after: Message) -> Document:
    """What an edit or a deletion changed, so that two of them at once do not undo one another."""
    changed = {name: getattr(after, name) for name in _SAME if getattr(after, name) != getattr(before, name)}
    if "text" in changed:
        changed["words"] = search_words(after.text)
    if after.enrichment is not None and after.enrichment != before.enrichment:
        changed["enrichment"] = _enrichment_document(after.enrichment)
    if after.triage is not None and after.triage != before.triage:
        changed["triage"] = _decision_document(after.triage)
    if after.quoted != before.quoted:
        changed["quoted"] = after.quoted
    if after.withdrawn_by != before.withdrawn_by:
        changed["withdrawn_by"] = after.withdrawn_by
    if after.state == "erased" and before.state != "erased":
        changed |= {"thread_of": None, "attachments": [], "copied_to": [], "author_name": None}
    return changed


def _attachment_document(attachment: MessageAttachment) -> Document:
    values = {name: getattr(attachment, name) for name in _ATTACHMENT}
    return {name: value for name, value in values.items() if value is not None}


def _enrichment_document(enrichment: MessageEnrichment) -> Document:
    sentiment = enrichment.sentiment
    return {
        "language": enrichment.language,
        "language_confidence": enrichment.language_confidence,
        "sentiment": {"label": sentiment.label, "score": sentiment.score, "coverage": sentiment.coverage},
        "urgency": list(enrichment.urgency),
        "topics": list(enrichment.topics),
        "reach": enrichment.reach,
    }


def _enrichment_of(document: Mapping[str, Any]) -> MessageEnrichment:
    return MessageEnrichment(
        language=document["language"],
        language_confidence=document["language_confidence"],
        sentiment=SentimentScore(**document["sentiment"]),
        urgency=tuple(document["urgency"]),
        topics=tuple(document["topics"]),
        reach=document["reach"],
    )


def _decision_document(decision: TriageResult) -> Document:
    return {
        "decision": decision.decision,
        "priority": decision.priority,
        "rule": decision.rule,
        "rules_version": decision.rules_version,
        "reason": decision.reason,
        "by": decision.by,
    }
