"""How an incident spreads: its stories, and the brand."""

from __future__ import annotations

from pydantic import AwareDatetime

from contracts.http.crisis.fields import Severity
from contracts.http.crisis.stories import (
    Story,
    StoryCrossing,
    StoryGrowth,
    StoryPersistence,
    StoryReach,
    StorySpread,
    StoryTones,
)
from contracts.http.models import ReadModel
from contracts.http.shown import ShownIncident


class BrandSpread(ReadModel):
    """How what people say of the brand spreads, all stories and everything else; accounts are not told apart."""

    since: AwareDatetime
    """From when on messages, languages, channels and tones are counted: twelve hours before `until`, or the first sign
    of an incident that is younger (UTC)."""
    until: AwareDatetime
    """Up to when: the end of the last five minutes that are complete (UTC)."""
    messages: int
    """What contacts wrote in that time."""
    copied: int
    """How many of them are copies: an account said again what it said before, in nearly the same words."""
    growth: StoryGrowth
    """Whether the brand's messages grow, and how fast, as of a story; it looks back beyond `since`."""
    reach: StoryReach | None = None
    """How far they reach, as of a story; null where no followers of the last two hours' authors are known."""
    languages: list[StoryCrossing]
    """The languages they are in, the most used first, 30 at most; counted from the upgrade on, to the minute."""
    channels: list[StoryCrossing]
    """The channels they came by, the most used first; counted from the upgrade on, to the minute."""
    tones: StoryTones
    """For and against: how they sound; positive ones of before the upgrade count as neutral."""
    persistence: StoryPersistence
    """Whether the brand is written to all the time since then, now and then, or no longer, to the five minutes."""


class CurrentSpread(BrandSpread):
    """How what people say of the brand spreads now, whether there is an incident or not."""

    severity: Severity
    """By how they sound: 2 where most are negative, by the crisis policy's `angry_share`, else 1, as of a story; how
    much more they are than ever is what signals say."""


class IncidentSpread(ReadModel):
    """How an incident spreads. A story's messages are the brand's too: never add `together` to `brand`."""

    incident: ShownIncident
    severity: Severity
    """The incident's: 1 coverage, 2 response or change needed, 3 short-term financial impact."""
    until: AwareDatetime
    """Up to when all of this is: the last five minutes that are complete, or those the incident ended in (UTC)."""
    brand: BrandSpread | None = None
    """The whole brand's, where somebody declared the incident without a signal, or a signal of no story is in it; null:
    it is about stories alone."""
    together: StorySpread | None = None
    """That of its stories as if they were one, an account of two of them counted once; null: it has none."""
    stories: list[Story]
    """The stories whose signals are in the incident, the largest first, 50 at most, each with its own spread."""
