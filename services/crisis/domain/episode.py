"""What detection says of an episode: that it began, that it stands without copies, and that it is over."""

from __future__ import annotations

from dataclasses import dataclass

from services.crisis.domain.views import Measure


@dataclass(frozen=True, slots=True)
class Raised:
    """An episode began: what was seen, what was usual, why in words; `score`: the like comes once in so many days.

    `copied` is the share of copies in the last hour (ADR 0069), of all messages or of the negative ones, or in the slot
    of a story; `held` if the rest is no surge: nothing follows from the episode by itself. `story` is whose it is, of
    that measure.
    """

    measure: Measure
    opened_at: float
    observed: float
    expected: float
    score: float
    reason: str
    copied: float = 0.0
    held: bool = False
    story: str | None = None


@dataclass(frozen=True, slots=True)
class Upheld:
    """An episode that was held is a surge without its copies too, from the bucket that begins at `at` on."""

    measure: Measure
    opened_at: float
    at: float
    story: str | None = None


@dataclass(frozen=True, slots=True)
class Cleared:
    """The episode that began at `opened_at` is over; `peak` is in the measure's own units."""

    measure: Measure
    opened_at: float
    closed_at: float
    peak: float
    story: str | None = None


EpisodeNews = Raised | Upheld | Cleared
