"""The person a WhatsApp item concerns: a phone number, a user id of the business (BSUID), or both.

Since usernames exist, the number is left out for those who hide it, and the user id is there for everybody. The number
stands first where it is known, because people and other systems know the contact by it; the user id lasts longer.
"""

from __future__ import annotations

import re

from channels.reading import (
    Json,
    Unreadable,
    maybe_identity,
    maybe_part,
    maybe_words,
    objects,
)
from contracts.channel import ContactSeen

_USER_ID = re.compile(r"[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}")


def is_user_id(external_id: str) -> bool:
    """Whether this is a user id (`NL.1349120865530274`) and no phone number."""
    return _USER_ID.fullmatch(external_id) is not None


def contact_of(value: Json, item: Json, keys: tuple[str, str]) -> ContactSeen:
    """The person whose number and user id stand in the item under these keys; the list of contacts has the rest."""
    people = objects(value, "contacts")
    number, user_id = (maybe_identity(item, key, 256) for key in keys)
    person = next((each for each in people if _is(each, number, user_id)), None)
    if person is None and number is None and user_id is None and len(people) == 1:
        person = people[0]
    if person is not None:
        number = number or maybe_identity(person, "wa_id", 256)
        user_id = user_id or maybe_identity(person, "user_id", 256)
    profile = maybe_part(person or {}, "profile") or {}
    name, handle = maybe_words(profile, "name", 256), maybe_words(profile, "username", 256)
    if number is None and user_id is None:
        raise Unreadable("missing_field", item, keys[0])
    return known_by(number, user_id, name, handle)


def _is(person: Json, number: str | None, user_id: str | None) -> bool:
    has_number = number is not None and person.get("wa_id") == number
    return has_number or (user_id is not None and person.get("user_id") == user_id)


def known_by(
    number: str | None, user_id: str | None, name: str | None = None, handle: str | None = None
) -> ContactSeen:
    """The contact with a number, a user id or both; there must be one."""
    external_id = number or user_id or ""
    others = (user_id,) if user_id is not None and user_id != external_id else ()
    return ContactSeen(external_id=external_id, also_known_as=others, name=name, handle=handle)
