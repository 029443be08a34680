"""Channels: the kinds of platforms an integration can be of, and what each needs and can do."""

from __future__ import annotations

from typing import Any

from contracts.http.models import ReadModel


class Channel(ReadModel):
    """A kind of platform."""

    name: str
    """Its name in integrations and events."""
    title: str
    """What people call it, such as `WhatsApp`."""
    settings: dict[str, Any]
    """JSON Schema of `settings` of an integration."""
    secrets: dict[str, Any]
    """JSON Schema of `secrets` of an integration."""
    made_here: list[str]
    """Secrets that are made here and shown once when they are not given."""
    brings: list[str]
    """Kinds of events that its webhook brings."""
    replies: list[str]
    """Where a reply can stand: `public`, `private`."""
    reply_characters: int | None
    """The longest reply; null where the platform alone decides."""
    copies: bool
    """Whether a reply can go to others too (`copy_to`)."""
    keyed: bool
    """Whether the receiver knows a reply that is sent twice. Where it does not, a lost answer is shown to a person
    as `unknown`."""
    publishes: bool
    """Whether accounts can publish posts of the brand's own, such as a statement; of `generic` where `takes_posts` of
    its settings says so."""
    withdraws: list[str]
    """Where a reply of ours that is out can be deleted: `public`, `private`; empty: nowhere. Of `generic` where
    `takes_withdrawals` of its settings says so."""
