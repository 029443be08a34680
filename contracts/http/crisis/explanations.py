"""Why a minute raised a signal, or did not."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from contracts.http.models import ReadModel


class MeasureExplanation(ReadModel):
    """What detection made of one measure in one bucket, with the figures it went by at that moment."""

    measure: Literal["volume", "negative_share", "story", "reach"]
    """What was judged: `volume` (messages), `negative_share` (the share of them that are negative), `story` (the
    messages of one story within five minutes) or `reach` (the followers that stories reached within five minutes)."""
    verdict: Literal[
        "unknown",
        "learning",
        "usual",
        "unproven",
        "too_few",
        "not_rarer",
        "raised",
        "held",
        "lasting",
        "upheld",
        "cleared",
    ]
    """What followed. No signal: `unknown` (too little known sentiment), `learning` (the brand was hardly counted yet),
    `usual`, `unproven` (rare, but warm-up asks for more), `too_few` (messages in the last hour), `not_rarer` (than what
    was raised shortly before). A signal: `raised`, `held` (copies alone make it), `lasting`, `upheld` (it is one
    without its copies from now on), `cleared`."""
    sentence: str
    """The verdict with its figures, in words for a person."""
    observed: float
    """What the bucket had: messages, or a share from 0 to 1; of `story` and `reach` what its five minutes had."""
    expected: float | None
    """What was usual for a bucket of that hour, in the same unit, or what nine in ten of the five minutes have at
    most; null: too little is known of the bucket."""
    once_in_days: float | None
    """How rare it was with the hours before it: the like came once in so many days, a hundred years at most; null with
    `expected`."""
    once_in_days_uncopied: float | None
    """The same of the messages that are no copies; null: too little is known of them."""
    asked_days: float | None
    """How rare a signal had to be in that bucket: once in so many days, more in warm-up and after a signal; null with
    `expected`."""
    warmup: bool
    """Whether the brand was so little known that a signal had to be a hundred times rarer."""
    story: str | None
    """Of the measure `story` which one it is, by id: the largest of the five minutes, or one in an episode; null where
    none had a message, and of other measures."""
    episode: str | None
    """The signal the bucket belongs to, by its episode; null: it belongs to none."""
    incident: str | None
    """The incident that this signal belongs to now, by id; null: none."""
    muted_by: str | None
    """The maintenance window that mutes this signal, by id; null: none does."""


class SignalExplanation(ReadModel):
    """One bucket of a brand as detection judged it, worked out again from stored counts."""

    begins_at: AwareDatetime
    """When the bucket begins that the moment falls into (UTC)."""
    ends_at: AwareDatetime
    """When the bucket ends (UTC)."""
    messages: int = Field(ge=0)
    """How many messages it had; automatic mail is not counted."""
    negative: int = Field(ge=0)
    """How many of them were negative."""
    known: int = Field(ge=0)
    """How many of them have a sentiment that is known."""
    copied: int = Field(ge=0)
    """How many of them were copies: an account said again what it had said before."""
    measures: list[MeasureExplanation]
    """What was made of it, by measure: `volume`, `negative_share`, and, once detection is past the five minutes it
    belongs to, `story` (the largest), `reach`, and further stories that are in an episode."""
    maintenance_window: str | None
    """The maintenance window that covers the beginning, by id, as the windows are now; null: none does."""
    detector_version: int
    """The settings of detection that were used, by their version."""
    replayed_from: AwareDatetime
    """The checkpoint from which detection was stepped again."""
    exact: bool | None
    """Whether stepping on gave to the last digit what detection had stored later: these are the figures it decided by.
    False: messages of that time were counted after it was judged. Null: what was stored later is too far to compare."""
    earliest: AwareDatetime
    """The first moment that can be explained."""
