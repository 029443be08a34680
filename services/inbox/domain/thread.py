"""The conversation of a message: ids derived from brand, integration, contact and thread, never random."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal

ThreadBy = Literal["contact", "thread"]

REMEMBERED = 4096  # ids are asked for when a batch is read and again when it is worked on
DEFAULT_REOPEN = timedelta(days=7)  # a contact who writes back within a week mostly means the same matter


@dataclass(frozen=True, slots=True)
class Threading:
    """The threading of an integration: `contact`: a conversation per contact, `thread`: one per thread of the platform.

    A message without a thread (a direct message) always belongs to the line of its contact. A resolved conversation
    opens again when the contact writes within `reopen_within`; after that a new one begins.
    """

    by: ThreadBy = "thread"
    reopen_within: timedelta = DEFAULT_REOPEN

    def continues(self, resolved_at: datetime | None, at: datetime) -> bool:
        """Whether a message at `at` belongs to the newest conversation of its thread, resolved at `resolved_at`."""
        return resolved_at is None or at - resolved_at <= self.reopen_within


def threading_of(settings: dict[str, object]) -> Threading:
    """Read the rule from an integration's settings `threading` and `reopen_days`; what is absent has its default."""
    by: ThreadBy = "contact" if settings.get("threading") == "contact" else "thread"
    days = settings.get("reopen_days")
    if isinstance(days, (int, float)) and not isinstance(days, bool) and 0 <= days <= 365:
        return Threading(by, timedelta(days=days))
    return Threading(by)


def _hash(*parts: str) -> str:
    joined = "".join([f"{len(part)}:{part}" for part in parts])
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:32]


@lru_cache(maxsize=REMEMBERED)
def contact_id(brand: str, integration: str, external_id: str) -> str:
    """The id of a contact: the person as one integration knows them."""
    return _hash("contact", brand, integration, external_id)


def later_contact_id(contact: str, left_at: datetime) -> str:
    """The id of whoever has an id of the platform after contact `contact` left it, as a phone number is given anew."""
    return _hash("contact", contact, left_at.isoformat())


@lru_cache(maxsize=REMEMBERED)
def message_id(brand: str, integration: str, external_id: str) -> str:
    """The id of a message, the same for its edits, deletion, reactions and receipts."""
    return _hash("message", brand, integration, external_id)


@lru_cache(maxsize=REMEMBERED)
def thread_id(contact: str, thread: str | None, rule: Threading) -> str:
    """The id of the line a message belongs to; `contact` already names brand and integration."""
    return _hash("thread", contact, (thread or "") if rule.by == "thread" else "")


def conversation_id(thread: str, opened_by: str) -> str:
    """The id of the conversation that message `opened_by` began in a thread.

    A crash and a second reader of the same log start at the same first message, so they derive the same id.
    """
    return _hash("conversation", thread, opened_by)
