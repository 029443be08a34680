"""Channels: the kinds of platforms an integration can be of, and what each needs and can do."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from contracts.http.models import ReadModel


class Channel(ReadModel):
    """A kind of platform. `settings` and `secrets` are JSON Schemas of what an integration of it takes."""

    name: str = Field(description="Its name in integrations and events.")
    title: str = Field(description="Its name for people.")
    settings: dict[str, Any] = Field(description="JSON Schema of `settings` of an integration.")
    secrets: dict[str, Any] = Field(description="JSON Schema of `secrets` of an integration.")
    made_here: list[str] = Field(description="Secrets that are made here and shown once when they are not given.")
    brings: list[str] = Field(description="Kinds of events that its webhook brings.")
    replies: list[str] = Field(description="Where a reply can stand: `public`, `private`.")
    reply_characters: int | None = Field(description="The longest reply; null where the platform alone decides.")
    copies: bool = Field(description="Whether a reply can go to others too (`copy_to`).")
    keyed: bool = Field(
        description="Whether the receiver knows a reply that is sent twice. Where it does not, a lost answer is shown "
        "to a person as `unknown`."
    )
