"""The person outside, as one integration knows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Profile:
    """What a channel reports of a contact; None where it does not say. `reach` is followers or an equal measure."""

    name: str | None = None
    handle: str | None = None
    reach: int | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact; `external_id` is the platform's."""

    brand: str
    id: str
    integration: str
    channel: str
    external_id: str
    first_seen_at: datetime
    profile: Profile


def merged(stored: Profile, reported: Profile) -> Profile:
    """The newest word on each part of a profile; what a channel leaves out stays as it was."""
    if reported == stored:
        return stored
    profile = Profile(
        reported.name or stored.name,
        reported.handle or stored.handle,
        reported.reach if reported.reach is not None else stored.reach,
        reported.language or stored.language,
    )
    return stored if profile == stored else profile
