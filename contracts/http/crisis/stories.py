"""What grouping found: stories, and how they spread."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime

from contracts.http.crisis.fields import Severity
from contracts.http.models import ReadModel


class StoryGrowth(ReadModel):
    """How the number of messages of a story grows now: an exponential through the counts of the last hour or hours."""

    trend: Literal["growing", "shrinking", "steady", "too_little"]
    """`growing` and `shrinking` where the 95 % interval says so, `steady` where it does not, or `too_little` to say."""
    reason: Literal["few_messages", "short_time", "includes_no_growth"] | None = None
    """Why there is no time: below 20 messages, told for less than some 25 minutes, or no growth is in the interval."""
    messages: int
    """How many of them came within the window, by which the trend was judged."""
    window_seconds: float
    """How long back was looked: an hour, or three or twelve where the last hour has below 20 messages."""
    doubling_seconds: float | None = None
    """In how many seconds the messages of a slot double; null unless it is growing."""
    doubling_low_seconds: float | None = None
    """The shortest doubling time in the 95 % interval, in seconds."""
    doubling_high_seconds: float | None = None
    """The longest doubling time in the 95 % interval, in seconds."""
    half_life_seconds: float | None = None
    """In how many seconds the messages of a slot halve; null unless it is shrinking."""
    half_life_low_seconds: float | None = None
    """The shortest half-life in the 95 % interval, in seconds."""
    half_life_high_seconds: float | None = None
    """The longest half-life in the 95 % interval, in seconds."""


class StoryReach(ReadModel):
    """How the reach of a story grows."""

    last_hour: int
    """The followers of the authors of the last hour's messages, added up where they are known."""
    hour_before: int
    """The followers of those who wrote in the 60 minutes before these, added up likewise."""
    ratio: float | None = None
    """How many times the hour before the last one is; null where the hour before has none."""


class StoryCrossing(ReadModel):
    """A language or a channel that a story appeared in."""

    name: str
    """The language, such as `nl` (ISO 639-1), or the channel, such as `x`."""
    messages: int
    """How many messages of the story are in it."""
    first_at: AwareDatetime
    """When the first of them was written (UTC)."""


class StoryTones(ReadModel):
    """How the messages of a story sound, by lists of words; counted from the upgrade on."""

    negative: int
    """How many messages sound negative."""
    neutral: int
    """How many sound neither way."""
    positive: int
    """How many sound positive."""
    unknown: int
    """How many cannot be told, such as those in a language without a list."""
    opposition: float | None = None
    """The share of negative ones in those that can be told, from 0 to 1; null below ten."""
    support: float | None = None
    """The share of positive ones in those that can be told, from 0 to 1; null below ten."""


class StoryPersistence(ReadModel):
    """Whether a story stays."""

    told_for_seconds: float
    """From its first message to its newest."""
    quiet_for_seconds: float
    """From its newest message to `until`; 0 while it is being told."""
    told_share: float | None = None
    """In how much of the last twelve hours, or since it began, somebody told it, by five minutes; null in the first."""


class StorySpread(ReadModel):
    """How a story spreads; counted from the upgrade on for a story that is older."""

    until: AwareDatetime
    """Up to when growth and reach are counted: the end of the last five minutes that are complete (UTC)."""
    growth: StoryGrowth
    """Whether it grows, and how fast."""
    reach: StoryReach | None = None
    """How far it reaches; null where nothing is known of the followers of the last two hours' authors."""
    languages: list[StoryCrossing]
    """The languages it was told in, the most used first, 30 at most; messages of unknown language are left out."""
    channels: list[StoryCrossing]
    """The channels it was told on, the most used first."""
    authors: int | None = None
    """How many accounts tell it, up to 200; null where none were counted."""
    more_authors: bool
    """Whether there are more accounts than `authors` says."""
    tones: StoryTones
    """For and against: how its messages sound."""
    persistence: StoryPersistence
    """Whether it is told all the time, now and then, or no longer."""
    coordinated: bool
    """Whether few accounts copy one text: ten messages or more, of fewer than a third as many accounts."""


class Story(ReadModel):
    """A group of near-duplicates."""

    id: str
    """32 hexadecimal digits, derived from its first message."""
    example: str
    """The text of that message, up to 500 characters; empty once its writer was erased, and then nobody joins it."""
    messages: int
    """How many messages say it."""
    reach: int
    """The followers of all their writers added up."""
    first_at: AwareDatetime
    """When the first of them came."""
    last_at: AwareDatetime
    """When the newest of them came."""
    severity: Severity
    """1 coverage, or 2 response or change needed where its `opposition` reaches the policy's `angry_share`; how severe
    an incident is also depends on how much the brand is written to in all."""
    spread: StorySpread
    """How it spreads: growth, reach, languages, channels and accounts."""
