"""Chatwoot: contacts, conversations and messages as its API answers them, in one folder or one NDJSON file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from muster_client.imports.files import Record, Refused, records_of
from muster_client.imports.reading import (
    NAME_CHARACTERS,
    SUBJECT_CHARACTERS,
    TEXT_CHARACTERS,
    URL_CHARACTERS,
    Found,
    Gathering,
    Head,
    Read,
    Skipped,
    Wrong,
    as_object,
    handles_for,
    identity,
    moment,
    tags_of,
    words,
)
from muster_client.models import ImportAttachment, ImportContactItem, ImportMessageItem

INBOUND, OUTBOUND, ACTIVITY, TEMPLATE = 0, 1, 2, 3
TYPES = {"incoming": INBOUND, "outgoing": OUTBOUND, "activity": ACTIVITY, "template": TEMPLATE}
KINDS = frozenset({"image", "video", "audio", "file", "location", "contact"})
OWN_IDS = {"Channel::FacebookPage": "messenger", "Channel::Instagram": "instagram", "Channel::TwitterProfile": "x"}
OWN_IDS |= {"Channel::Whatsapp": "whatsapp", "Channel::Api": "generic"}


class Chatwoot:
    """One export. It is read three times, so that little of it is held: people, conversations, messages."""

    def __init__(self, path: Path, channel: str | None) -> None:
        """`channel` is that of the integration, None where there is none."""
        self._path = path
        self._channel = channel
        self._heads: dict[str, Head] = {}
        self._apart: set[str] = set()  # conversations whose messages stand in records of their own
        self._people: set[str] = set()

    def read(self) -> Iterator[Read]:
        """People first, then conversations; in the same order each time."""
        for record in records_of(self._path):
            yield from [record] if isinstance(record, Refused) else self._told_of_people(record)
        gathering = Gathering(self._heads)
        for record in records_of(self._path):
            if isinstance(record, Record) and not _is_contact(record.value):
                yield from self._messages(record, gathering)
        yield from gathering.rest()

    def _told_of_people(self, record: Record) -> Iterator[Read]:
        """The contact a record is, or the one it names; what is known of a conversation is kept for its messages."""
        value = record.value
        try:
            if _is_message(value):
                self._apart.add(identity(value.get("conversation_id")))
            elif _is_contact(value):
                yield from self._person(value, record.place)
            else:
                sender = as_object(as_object(value.get("meta")).get("sender"))
                self._heads[identity(value.get("id"))] = _head(value, sender)
                yield from self._person(sender, record.place)
        except Wrong as wrong:
            yield Refused(record.place, str(wrong))

    def _person(self, value: dict[str, Any], place: str) -> Iterator[Read]:
        id_ = identity(value.get("id"))
        if id_ not in self._people:
            self._people.add(id_)
            yield Found(_contact(id_, value, self._channel), place)

    def _messages(self, record: Record, gathering: Gathering) -> Iterator[Read]:
        value = record.value
        if _is_message(value):
            yield from self._message(str(value.get("conversation_id")), value, record.place, gathering)
            return
        id_ = str(value.get("id"))
        embedded = value.get("messages")
        if id_ not in self._heads or id_ in self._apart or not isinstance(embedded, list):
            return
        for number, each in enumerate(embedded):
            yield from self._message(id_, as_object(each), f"{record.place}/messages/{number}", gathering)

    def _message(self, conversation: str, value: dict[str, Any], place: str, gathering: Gathering) -> Iterator[Read]:
        kind = TYPES.get(str(value.get("message_type")), value.get("message_type"))
        if value.get("private") is True:
            yield Skipped(place, "private note")
        elif kind == ACTIVITY:
            yield Skipped(place, "activity")
        elif conversation not in self._heads:
            yield Refused(place, "names a conversation that is not in the export", "/conversation_id")
        else:
            try:
                message = _message(value, kind)
            except Wrong as wrong:
                yield Refused(place, str(wrong))
            else:
                yield from gathering.add(conversation, message, place)


def _is_message(value: dict[str, Any]) -> bool:
    return "message_type" in value and "conversation_id" in value


def _is_contact(value: dict[str, Any]) -> bool:
    return "inbox_id" not in value and "status" not in value and ("email" in value or "phone_number" in value)


def _head(value: dict[str, Any], sender: dict[str, Any]) -> Head:
    channel = as_object(value.get("meta")).get("channel")
    return Head(
        contact=identity(sender.get("id"), "names no contact"),
        subject=words(as_object(value.get("additional_attributes")).get("mail_subject"), SUBJECT_CHARACTERS),
        channel=channel.removeprefix("Channel::").lower()[:32] if isinstance(channel, str) and channel else None,
        status=words(value.get("status"), 32),
        tags=tags_of(value.get("labels")),
    )


def _contact(id_: str, value: dict[str, Any], channel: str | None) -> ImportContactItem:
    inboxes = value.get("contact_inboxes")
    known_in = [as_object(each) for each in (inboxes if isinstance(inboxes, list) else [])]
    ids = [each.get("source_id") for each in known_in if channel in (None, _channel_of(each))]
    ids += [value.get("identifier")] if channel in (None, "generic") else []
    name = words(value.get("name"), NAME_CHARACTERS)
    handles = handles_for(channel, value.get("email"), value.get("phone_number"), ids)
    return {"kind": "contact", "external_id": id_, "name": name, "handles": handles}


def _channel_of(contact_inbox: dict[str, Any]) -> str | None:
    return OWN_IDS.get(str(as_object(contact_inbox.get("inbox")).get("channel_type")))


def _message(value: dict[str, Any], kind: object) -> ImportMessageItem:
    if kind not in (INBOUND, OUTBOUND, TEMPLATE):
        raise Wrong("is of a kind that is not known")
    attached = value.get("attachments")
    return {
        "external_id": identity(value.get("id")),
        "direction": "inbound" if kind == INBOUND else "outbound",
        "author": words(as_object(value.get("sender")).get("name"), NAME_CHARACTERS),
        "text": words(value.get("content"), TEXT_CHARACTERS) or "",
        "sent_at": moment(value.get("created_at")),
        "attachments": [_attachment(as_object(each)) for each in (attached if isinstance(attached, list) else [])],
    }


def _attachment(value: dict[str, Any]) -> ImportAttachment:
    kind, url = value.get("file_type"), value.get("data_url")
    is_kept = isinstance(url, str) and 0 < len(url) <= URL_CHARACTERS
    return {"kind": kind if kind in KINDS else "other", "url": url if is_kept else None}
