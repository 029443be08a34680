"""Which of a brand's playbooks fit an incident, by what is known of it at a moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from services.crisis.application.repositories import Repositories
from services.crisis.application.spreading import SpreadingStory, spreading
from services.crisis.domain.playbook_fit import FittingPlaybook, Happening, ranked
from services.crisis.domain.severity import Severity
from services.crisis.domain.signal import Signal
from services.crisis.settings import CrisisSettings

STORIES_MOST = 50  # the largest ones are looked at: a growth takes up to a millisecond each


class FittingPlaybooks:
    """Ranks playbooks with what a store knows at a moment."""

    def __init__(self, store: Repositories, settings: CrisisSettings, now: datetime) -> None:
        self._store = store
        self._settings = settings
        self._now = now

    async def of(self, title: str, severity: Severity, signals: Iterable[Signal]) -> list[FittingPlaybook]:
        """Those that fit, the best first; signals of copies alone (ADR 0069) make none fit."""
        playbooks = await self._store.playbooks.all()
        has_words = any(each.fits is not None and each.fits.words for each in playbooks)
        standing = [each for each in signals if not each.is_held]
        growing = await self._growing() if has_words else []
        surging = await self._surging(standing) if has_words else []
        return ranked(playbooks, Happening(title, severity, {each.measure for each in standing}, growing, surging))

    async def best(self, title: str, severity: Severity, signals: Iterable[Signal]) -> FittingPlaybook | None:
        """The best one that fits by a signal or a word; None: there is none."""
        return next((each for each in await self.of(title, severity, signals) if each.is_telling), None)

    async def _surging(self, signals: Sequence[Signal]) -> list[str]:
        """The compared texts of the stories that raised signals, whether they are among the largest or not."""
        named = {each.story for each in signals if each.story is not None}
        return [each.story.cleaned for each in await self._store.stories.many(named)] if named else []

    async def _growing(self) -> list[str]:
        """The compared texts of stories that grow; copies of few accounts are left out (ADR 0069)."""
        largest = await self._store.stories.largest(STORIES_MOST, None)
        stories = await spreading(self._store, self._settings, self._now, largest.items)
        return [each.story.cleaned for each in stories if _grows(each) and not each.spread.coordinated]


def _grows(story: SpreadingStory) -> bool:
    """Whether a story grows; one with enough messages, but too young for a trend, is how a crisis begins."""
    growth = story.spread.growth
    return growth.trend == "growing" or growth.reason == "short_time"
