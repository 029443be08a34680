"""The person a WhatsApp item concerns."""

from __future__ import annotations

from channels.reading import (
    Json,
    Unreadable,
    as_object,
    listing,
    maybe_identity,
    maybe_part,
    maybe_words,
)
from contracts.channel import ContactSeen


def contact_of(value: Json, item: Json, keys: tuple[str, ...]) -> ContactSeen:
    """The person: by phone number, or by the user id that stands in for it when they hide their number."""
    people = [as_object(person) for person in listing(value, "contacts")]
    external_id = next((id_ for key in keys if (id_ := maybe_identity(item, key, 256))), None)
    if external_id is None and len(people) == 1:
        external_id = maybe_identity(people[0], "wa_id", 256) or maybe_identity(people[0], "user_id", 256)
    if external_id is None:
        raise Unreadable("missing_field")
    for person in people:
        if external_id in (person.get("wa_id"), person.get("user_id")):
            profile = maybe_part(person, "profile") or {}
            name, handle = maybe_words(profile, "name", 256), maybe_words(profile, "username", 256)
            return ContactSeen(external_id=external_id, name=name, handle=handle)
    return ContactSeen(external_id=external_id)
