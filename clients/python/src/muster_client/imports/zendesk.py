"""Zendesk: users, tickets and comments as its exports and its API have them, in one folder or one NDJSON file."""

from __future__ import annotations

import re
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

STAFF = frozenset({"agent", "admin"})
_NUMBER = re.compile(r"\d++")


class Zendesk:
    """One export. It is read twice, so that little of it is held: who people are, then what was said."""

    def __init__(self, path: Path, channel: str | None) -> None:
        """`channel` is that of the integration, None where there is none."""
        self._path = path
        self._channel = channel
        self._heads: dict[str, Head] = {}
        self._apart: set[str] = set()  # tickets whose comments stand in records of their own
        self._names: dict[str, str | None] = {}
        self._staff: set[str] = set()

    def read(self) -> Iterator[Read]:
        """People first, then tickets; in the same order each time."""
        for record in records_of(self._path):
            yield from [record] if isinstance(record, Refused) else self._told_of_people(record)
        gathering = Gathering(self._heads)
        for record in records_of(self._path):
            if isinstance(record, Record):
                yield from self._messages(record, gathering)
        yield from gathering.rest()

    def _told_of_people(self, record: Record) -> Iterator[Read]:
        value = record.value
        try:
            if _is_ticket(value):
                requester = as_object(value.get("requester"))
                contact = identity(value.get("requester_id") or requester.get("id"), "names no requester")
                self._heads[identity(value.get("id"))] = _head(value, contact)
                if requester:
                    yield from self._person({**requester, "id": contact}, record.place)
            elif _is_comment(value):
                self._apart.add(_ticket_of(record))
            elif "email" in value or "role" in value:
                yield from self._person(value, record.place)
            else:
                yield Refused(record.place, "is no user, ticket or comment")
        except Wrong as wrong:
            yield Refused(record.place, str(wrong))

    def _person(self, value: dict[str, Any], place: str) -> Iterator[Read]:
        id_ = identity(value.get("id"))
        if id_ in self._names:
            return
        self._names[id_] = words(value.get("name"), NAME_CHARACTERS)
        if value.get("role") in STAFF:
            self._staff.add(id_)
            yield Skipped(place, "agent")
        else:
            yield Found(_contact(id_, value, self._channel), place)

    def _messages(self, record: Record, gathering: Gathering) -> Iterator[Read]:
        value = record.value
        if _is_comment(value):
            try:
                ticket = _ticket_of(record)
            except Wrong:
                return  # refused when people were looked for
            yield from self._comment(ticket, value, record.place, gathering)
        elif _is_ticket(value) and (id_ := str(value.get("id"))) in self._heads and id_ not in self._apart:
            for number, each in enumerate(_comments(value)):
                yield from self._comment(id_, as_object(each), f"{record.place}/comments/{number}", gathering)

    def _comment(self, ticket: str, value: dict[str, Any], place: str, gathering: Gathering) -> Iterator[Read]:
        head = self._heads.get(ticket)
        if value.get("public") is False:
            yield Skipped(place, "private note")
        elif head is None:
            yield Refused(place, "names a ticket that is not in the export", "/ticket_id")
        elif head.contact not in self._names:
            yield Refused(place, "is of a requester who is not in the export", "/requester_id")
        else:
            try:
                message = self._message(head, value)
            except Wrong as wrong:
                yield Refused(place, str(wrong))
            else:
                yield from gathering.add(ticket, message, place)

    def _message(self, head: Head, value: dict[str, Any]) -> ImportMessageItem:
        author = identity(value.get("author_id"))
        is_ours = author != head.contact and (author in self._staff or author not in self._names)
        attached = value.get("attachments")
        text = words(value.get("plain_body"), TEXT_CHARACTERS) or words(value.get("body"), TEXT_CHARACTERS)
        return {
            "external_id": identity(value.get("id")),
            "direction": "outbound" if is_ours else "inbound",
            "author": self._names.get(author),
            "text": text or "",
            "sent_at": moment(value.get("created_at")),
            "attachments": [_attachment(as_object(each)) for each in (attached if isinstance(attached, list) else [])],
        }


def _is_ticket(value: dict[str, Any]) -> bool:
    return "requester_id" in value or "requester" in value


def _is_comment(value: dict[str, Any]) -> bool:
    return "author_id" in value and not _is_ticket(value)


def _ticket_of(record: Record) -> str:
    """The ticket of a comment: it names it, or its file does, as `comments/35436.json` and `35436/comments.json`."""
    if "ticket_id" in record.value:
        return identity(record.value["ticket_id"])
    folders = [part for part in record.file.split("/") if part.isdecimal()]
    named = folders[-1:] or _NUMBER.findall(record.file.rpartition("/")[2])
    return identity(named[0] if named else None, "names no ticket, nor does its file")


def _comments(ticket: dict[str, Any]) -> list[Any]:
    """The comments in a ticket; its description is the first one, where the export has no others."""
    comments = ticket.get("comments")
    if isinstance(comments, list) and comments:
        return comments
    if not isinstance(ticket.get("description"), str):
        return []
    author = ticket.get("submitter_id") or ticket.get("requester_id") or as_object(ticket.get("requester")).get("id")
    first = {"id": "description", "author_id": author, "body": ticket["description"]}
    return [{**first, "created_at": ticket.get("created_at")}]


def _head(value: dict[str, Any], contact: str) -> Head:
    return Head(
        contact=contact,
        subject=words(value.get("subject"), SUBJECT_CHARACTERS),
        channel=words(as_object(value.get("via")).get("channel"), 32),
        status=words(value.get("status"), 32),
        tags=tags_of(value.get("tags")),
    )


def _contact(id_: str, value: dict[str, Any], channel: str | None) -> ImportContactItem:
    ids = [value.get("external_id")] if channel in (None, "generic") else []
    handles = handles_for(channel, value.get("email"), value.get("phone"), ids)
    name = words(value.get("name"), NAME_CHARACTERS)
    return {"kind": "contact", "external_id": id_, "name": name, "handles": handles}


def _attachment(value: dict[str, Any]) -> ImportAttachment:
    url, media = value.get("content_url"), value.get("content_type")
    kind = media.partition("/")[0] if isinstance(media, str) else ""
    return {
        "kind": kind if kind in ("image", "video", "audio") else "file",  # type: ignore[typeddict-item] # one of those
        "url": url if isinstance(url, str) and 0 < len(url) <= URL_CHARACTERS else None,
        "media_type": words(media, 128),
        "name": words(value.get("file_name"), NAME_CHARACTERS),
    }
