"""System notices of WhatsApp: a person has another number or another user id from now on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from channels.canonical import Canon
from channels.reading import Json, epoch, identity, maybe_identity, maybe_part, maybe_words
from channels.whatsapp.contacts import contact_of, known_by
from contracts.channel import ChannelEvent

_CHANGED_NUMBER = frozenset({"user_changed_number", "customer_changed_number"})
_BODY_CHARACTERS = 1000  # a name has at most 256
_USER_IDS = re.compile(r" from ([A-Z]{2}\.[A-Za-z0-9]{1,128}) to ([A-Z]{2}\.[A-Za-z0-9]{1,128})$")


def notice_events(canon: Canon, ignored: Counter[str], message: Json, value: Json) -> Iterator[ChannelEvent]:
    """The move a notice tells of; any other notice, and one that does not say whose it is, is only counted."""
    system = maybe_part(message, "system") or {}
    kind = maybe_words(system, "type", 64)
    number = maybe_identity(system, "wa_id", 256) or maybe_identity(system, "new_wa_id", 256)
    user_id = maybe_identity(system, "user_id", 256)
    at, external_id = epoch(message, "timestamp"), identity(message, "id")
    if kind in _CHANGED_NUMBER and number is not None and maybe_identity(message, "from", 256) is not None:
        before = contact_of(value, message, ("from", "from_user_id"))
        yield canon.moved(before, external_id, at, now=known_by(number, user_id))
    elif (
        kind == "user_changed_user_id" and user_id is not None and (former := _former_user_id(system, message, user_id))
    ):
        yield canon.moved(known_by(None, former), external_id, at, now=known_by(None, user_id))
    else:
        ignored["system_notice"] += 1


def _former_user_id(system: Json, message: Json, user_id: str) -> str | None:
    """The user id before; the platform writes it at the end of the notice's sentence, if not in a field."""
    named = maybe_identity(message, "from_user_id", 256)
    if named is not None and named != user_id:
        return named
    written = _USER_IDS.search(maybe_words(system, "body", _BODY_CHARACTERS) or "")
    return written[1] if written is not None and written[2] == user_id else None
