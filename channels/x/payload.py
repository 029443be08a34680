"""One payload of X while it is read."""

from __future__ import annotations

from collections import Counter

from channels.canonical import Canon
from channels.reading import (
    Json,
    identity,
)
from channels.x.fields import contact_of
from contracts.channel import ContactSeen


class Payload:
    """Whose account a payload is for, who its people are, and what of it was left aside."""

    def __init__(self, canon: Canon, body: Json, ignored: Counter[str]) -> None:
        self.canon = canon
        self.account = identity(body, "for_user_id", 256)
        people = body.get("users")
        self.users: Json = people if isinstance(people, dict) else {}
        self.ignored = ignored

    def person(self, user_id: str) -> ContactSeen:
        """The contact of this id, with name and reach where the payload lists them."""
        user = self.users.get(user_id)
        return contact_of(user_id, user if isinstance(user, dict) else {})
