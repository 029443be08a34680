"""Parses WhatsApp `entry[].changes[]`: each message, echo and status of a change on its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from channels.canonical import Canon
from channels.parts import Around, Parts, whole_unreadable
from channels.ports import IntegrationRef, ParseResult
from channels.reading import (
    Json,
    Unreadable,
    epoch,
    identity,
    listing,
    maybe_identity,
    maybe_part,
    maybe_words,
    part,
    whole,
    words,
)
from channels.whatsapp.contacts import contact_of
from channels.whatsapp.contents import contents
from channels.whatsapp.statuses import status_events
from channels.whatsapp.system_notices import notice_events
from contracts.channel import ChannelEvent, ContactSeen

_QUIET_FIELDS = {
    "calls": "call",
    "history": "history",
    "smb_app_state_sync": "app_state",
    "flows": "flow_status",
    "security": "account_update",
    "user_preferences": "user_preferences",
}
_ACCOUNT_PREFIXES = ("account_", "business_", "message_template_", "phone_number_", "template_", "partner_", "payment_")


def parse_changes(ref: IntegrationRef, own_number: str, raw_body: bytes, received_at: datetime) -> ParseResult:
    """Every inner event; changes of another number than `own_number` (when given) are left aside."""
    canon, ignored = Canon(ref, received_at), Counter[str]()
    try:
        body = whole(raw_body)
        if body.get("object") != "whatsapp_business_account":
            raise Unreadable("wrong_object", body, "object")
        if not listing(body, "entry"):
            raise Unreadable("missing_field", body, "entry")
    except Unreadable as unreadable:
        return ParseResult((whole_unreadable(canon, unreadable, raw_body),))
    reader = _Changes(canon, Parts(canon, body), ignored, own_number)
    return ParseResult(tuple(reader.entries(body)), ignored)


class _Changes:
    """A payload being read; each entry, each change, and each item of a change, may fail alone."""

    def __init__(self, canon: Canon, parts: Parts, ignored: Counter[str], own_number: str) -> None:
        self._canon, self._parts, self._ignored, self._own = canon, parts, ignored, own_number

    def entries(self, body: Json) -> Iterator[ChannelEvent]:
        return self._parts.each(body, "entry", self._entry, lambda entry: {"object": body["object"], "entry": [entry]})

    def _entry(self, entry: Json) -> Iterator[ChannelEvent]:
        if "changes" not in entry:
            raise Unreadable("missing_field", entry, "changes")

        def around(change: object) -> Json:
            stored = {"id": entry.get("id"), "changes": [change]}
            return {"object": "whatsapp_business_account", "entry": [stored]}

        return self._parts.each(entry, "changes", lambda change: self._change(change, around), around)

    def _change(self, change: Json, around: Around) -> Iterator[ChannelEvent]:
        field = identity(change, "field", 64)
        if field in _QUIET_FIELDS or field.startswith(_ACCOUNT_PREFIXES):
            self._ignored[_QUIET_FIELDS.get(field, "account_update")] += 1
            return
        if field not in ("messages", "smb_message_echoes"):
            raise Unreadable("unknown_kind", change, "field")
        value = part(change, "value")
        number = identity(part(value, "metadata"), "phone_number_id", 256)
        if self._own and number != self._own:
            self._ignored["other_account"] += 1
            return
        shared = {name: value[name] for name in ("messaging_product", "metadata", "contacts") if name in value}
        has_items = False
        for name, read in (("messages", self._message), ("message_echoes", self._echo), ("statuses", self._status)):
            has_items = has_items or bool(listing(value, name))
            yield from self._parts.each(
                value,
                name,
                lambda item, read=read: read(item, value),  # type: ignore[misc]  # a default argument binds it now
                lambda item, name=name: around({"field": field, "value": {**shared, name: [item]}}),  # type: ignore[misc]  # as above
            )
        if not has_items:
            self._nothing_inside(value)

    def _nothing_inside(self, value: Json) -> None:
        if "errors" not in value:
            raise Unreadable("missing_field", value, "messages")
        self._ignored["platform_error"] += 1

    def _message(self, message: Json, value: Json) -> Iterator[ChannelEvent]:
        kind = identity(message, "type", 64)
        if kind == "system":
            yield from notice_events(self._canon, self._ignored, message, value)
            return
        contact = contact_of(value, message, ("from", "from_user_id"))
        external_id, at = identity(message, "id"), epoch(message, "timestamp")
        if kind == "reaction":
            reaction = part(message, "reaction")
            shown = words(reaction, "emoji", 64) or None
            yield self._canon.reaction(
                contact, identity(reaction, "message_id"), at, reaction=shown, change=external_id
            )
        elif kind in ("revoke", "edit"):
            yield self._changed(kind, message, contact)
        else:
            yield self._written(message, contact, external_id)

    def _changed(self, kind: str, message: Json, contact: ContactSeen) -> ChannelEvent:
        change, at = part(message, kind), epoch(message, "timestamp")
        original = identity(change, "original_message_id")
        if kind == "revoke":
            return self._canon.deleted(contact, original, at)
        text = contents(part(change, "message")).text
        return self._canon.edited(contact, original, at, text=text, edit=identity(message, "id"))

    def _written(self, message: Json, contact: ContactSeen, external_id: str) -> ChannelEvent:
        inside = contents(message)
        context = maybe_part(message, "context") or {}
        attributes = dict(inside.attributes)
        if context.get("forwarded") is True or context.get("frequently_forwarded") is True:
            attributes["forwarded"] = "true"
        if advert := maybe_words(maybe_part(message, "referral") or {}, "source_id", 256):
            attributes["referral"] = advert
        return self._canon.message(
            contact,
            external_id,
            epoch(message, "timestamp"),
            text=inside.text,
            visibility="private",
            thread=maybe_identity(message, "group_id"),
            reply_to=maybe_identity(context, "id"),
            attachments=inside.attachments,
            attributes=attributes,
        )

    def _echo(self, message: Json, value: Json) -> Iterator[ChannelEvent]:
        kind = identity(message, "type", 64)
        if kind == "reaction":
            self._ignored["own_reaction"] += 1
            return
        contact = contact_of(value, message, ("to", "to_user_id"))
        if kind in ("revoke", "edit"):  # the brand's own message shows what the contact sees of it
            yield self._changed(kind, message, contact)
            return
        inside = contents(message)
        yield self._canon.echo(
            contact,
            identity(message, "id"),
            epoch(message, "timestamp"),
            text=inside.text,
            visibility="private",
            attachments=inside.attachments,
        )

    def _status(self, status: Json, value: Json) -> Iterator[ChannelEvent]:
        return status_events(self._canon, self._ignored, status, value)
