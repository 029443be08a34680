"""What detection found: signals."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from contracts.http.models import ReadModel


class CopiedShare(ReadModel):
    """What accounts that repeat themselves, in nearly the same words, are in a signal."""

    share: float = Field(ge=0, le=1)
    """Of the messages of the hour before it was raised, or of the negative ones, so many are copies: from 0 to 1."""
    accounts: int | None = Field(default=None, ge=1)
    """How many accounts wrote the texts that few accounts copy; null: no text has enough copies to say."""
    decisive: bool
    """Whether the rest is no signal: then nothing is declared by itself, until others join and it is one."""


class Signal(ReadModel):
    """One episode found by detection; a person may declare an incident for one that has none."""

    episode: str
    """32 hexadecimal digits, derived from brand, measure, beginning and, of `story`, the story."""
    measure: Literal["volume", "negative_share", "story", "reach"]
    """What surged: `volume` (messages), `negative_share` (the share of them that are negative), `story` (the
    messages of one story within five minutes) or `reach` (the followers that stories reached within five minutes)."""
    state: Literal["live", "cleared"]
    """`live`, or `cleared`: back to normal."""
    opened_at: AwareDatetime
    """When the bucket began that raised it (UTC)."""
    closed_at: AwareDatetime | None = None
    """When the bucket ended that cleared it; null while it is live."""
    observed: float
    """What that first bucket had: messages, or a share from 0 to 1; of `story` and `reach` what the five minutes
    had."""
    expected: float
    """What is normal for a bucket of that hour, in the same unit; of `story` and `reach` what nine in ten slots of
    five minutes have at most."""
    peak: float
    """The most that a bucket had, in the same unit; once it is cleared."""
    score: float
    """How rare it was with the hours before it: the like comes once in so many days in the brand's own past."""
    reason: str
    """Why it was raised, in words."""
    detector_version: int
    """The settings of detection it was raised under, by their version."""
    coordinated: CopiedShare | None = None
    """Copies in it, from a tenth on; null: fewer, or it was raised before they were counted."""
    story: str | None = None
    """The story that surged, by id, of the measure `story`; null of the others. It can be read for three days after its
    last message."""
    incident: str | None = None
    """The incident it belongs to, by id; null: it has none, and a person may declare one for it."""
    muted_by: str | None = None
    """The maintenance window because of which nothing follows from it yet, by id; it stays where the signal cleared
    within the window."""
