"""What readers of all tools share: the stream of what is found, times, texts and handles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from muster_client.imports.files import Refused
from muster_client.models import ImportContactItem, ImportConversationItem, ImportMessageItem

TEXT_CHARACTERS, NAME_CHARACTERS, SUBJECT_CHARACTERS, URL_CHARACTERS = 20_000, 256, 998, 2048
TAGS, TAG_CHARACTERS, HANDLES = 32, 64, 8
MOST_MESSAGES = 500
MILLISECONDS_FROM = 100_000_000_000  # as seconds that is the year 5138, as milliseconds 1973


@dataclass(frozen=True, slots=True)
class Found:
    """An item to post."""

    item: ImportContactItem | ImportConversationItem
    place: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that is no part of a history with a contact, such as a private note of an agent."""

    place: str
    why: str


Read = Found | Refused | Skipped


class Wrong(ValueError):
    """A record cannot be read; the text says why and quotes nothing."""


@dataclass(slots=True)
class Head:
    """What is known of a conversation before its messages come."""

    contact: str
    subject: str | None = None
    channel: str | None = None
    status: str | None = None
    tags: list[str] = field(default_factory=list)

    def item(self, external_id: str, messages: list[ImportMessageItem]) -> ImportConversationItem:
        """The conversation, or this part of it."""
        return {
            "kind": "conversation",
            "external_id": external_id,
            "contact": self.contact,
            "subject": self.subject,
            "channel": self.channel,
            "status": self.status,
            "tags": self.tags,
            "messages": messages,
        }


@dataclass(slots=True)
class Gathering:
    """Messages of one conversation after the other, made into items as the conversation changes or has too many."""

    heads: dict[str, Head]
    _id: str = ""
    _place: str = ""
    _messages: list[ImportMessageItem] = field(default_factory=list)

    def add(self, conversation: str, message: ImportMessageItem, place: str) -> Iterator[Read]:
        """Take a message in; gives what is complete by now."""
        if conversation != self._id or len(self._messages) == MOST_MESSAGES:
            yield from self.rest()
            self._id, self._place = conversation, place
        self._messages.append(message)

    def rest(self) -> Iterator[Read]:
        """What was gathered last."""
        if self._messages:
            yield Found(self.heads[self._id].item(self._id, self._messages), self._place)
        self._messages = []


def identity(value: object, otherwise: str = "has no id") -> str:
    """An id of the tool as text; raises Wrong with `otherwise` where there is none."""
    if isinstance(value, bool) or not isinstance(value, int | str) or value == "":
        raise Wrong(otherwise)
    return str(value)


def moment(value: object) -> str:
    """A time as RFC 3339 in UTC, from seconds or milliseconds since 1970 or from a text with an offset."""
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            seconds = value / 1000 if value >= MILLISECONDS_FROM else value
            return datetime.fromtimestamp(seconds, UTC).isoformat()
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
    except (ValueError, OverflowError, OSError):
        at = None
    if at is None:
        raise Wrong("has no time that can be read")
    if at.tzinfo is None:
        raise Wrong("has a time without an offset")
    return at.astimezone(UTC).isoformat()


def words(value: object, most: int) -> str | None:
    """A text, cut to what is taken; None where there is none."""
    return value[:most] if isinstance(value, str) and value.strip() else None


def tags_of(value: object) -> list[str]:
    """Tags, each once."""
    listed = value if isinstance(value, list) else []
    return list(dict.fromkeys(each[:TAG_CHARACTERS] for each in listed if isinstance(each, str) and each))[:TAGS]


def handles_for(channel: str | None, email: object, phone: object, ids: Iterable[object]) -> list[str]:
    """The handles by which an account of a channel knows a person; all of them where the channel is not known.

    WhatsApp names people by their number in digits, mail by the address in lower case.
    """
    addresses = [email.strip().lower()] if isinstance(email, str) and "@" in email else []
    numbers = ["".join(sign for sign in phone if sign.isdigit())] if isinstance(phone, str) else []
    others = [str(each) for each in ids if isinstance(each, int | str) and each]
    everything = [*others, *addresses, *numbers]
    named = {"email": addresses, "whatsapp": [*numbers, *others], "generic": everything}
    handles = everything if channel is None else named.get(channel, others)
    return [each for each in dict.fromkeys(handles) if 0 < len(each) <= NAME_CHARACTERS][:HANDLES]


def as_object(value: object) -> dict[str, Any]:
    """An object, empty where it is none."""
    return value if isinstance(value, dict) else {}
