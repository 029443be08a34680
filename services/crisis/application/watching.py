"""A turn of many brands' detection at once: detectors that raise and clear nothing are stepped together."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta

from chassis.clock import Clock
from chassis.errors import VersionConflict
from services.crisis.application.ports import BrandWatch, QuietTurn, Watches
from services.crisis.domain.bucket import BucketSpan
from services.crisis.domain.checkpoint import checkpoint_due
from services.crisis.domain.tally import BucketCount
from services.crisis.domain.watch import DetectionTurn, advance, begin, rest_seconds
from services.crisis.settings import CrisisSettings

FEW_BUCKETS = 60  # of one brand in a turn with others; one further behind catches up in a unit of its own


class WatchBrands:
    """Steps the detectors of brands in a few reads and one write, as far as nothing comes of it."""

    def __init__(self, watches: Watches, clock: Clock, settings: CrisisSettings) -> None:
        self._watches = watches
        self._clock = clock
        self._rules = settings.watch_rules()
        self._explained_days = settings.explained_days
        self._span = BucketSpan(settings.bucket_seconds, settings.time_scale)

    async def quiet(self, brands: Collection[str]) -> Collection[str]:
        """Take the turn of the brands for which it changes their detector alone; returns these brands.

        The others need a unit of work of their own: something was raised or cleared, an incident is open, much is to be
        caught up, something of theirs fails, or another process was first.
        """
        watches = await self._watches.calm(brands)
        begun: dict[str, DetectionTurn] = {}
        for brand, watch in watches.items():
            now = self._clock.now_of(brand)
            turn = begin(watch.detector, watch.oldest, watch.progress, watch.policy.detector, now, self._rules)
            if turn.elapsed - turn.first <= FEW_BUCKETS * self._rules.bucket_seconds:
                begun[brand] = turn
        counts = await self._watches.counts({brand: (turn.first, turn.elapsed) for brand, turn in begun.items()})
        turns = []
        expires_at = self._clock.now() + timedelta(days=self._explained_days)
        for brand, turn in begun.items():
            config = watches[brand].policy.detector
            checkpoint = checkpoint_due(turn, brand, config, self._rules.bucket_seconds, expires_at)
            stepped = self._stepped(turn, watches[brand], counts.get(brand, {}))
            if stepped is not None:
                now = self._clock.now_of(brand)
                due_at = now + timedelta(seconds=rest_seconds(stepped, now, self._rules))
                turns.append(QuietTurn(brand, stepped.state, stepped.version, due_at, checkpoint))
        try:
            await self._watches.save(turns, self._clock.now())
        except VersionConflict:
            return ()
        return {turn.brand for turn in turns}

    def _stepped(
        self, turn: DetectionTurn, watch: BrandWatch, counts: Mapping[int, BucketCount]
    ) -> DetectionTurn | None:
        """The turn after its buckets; None where they raise or clear something."""
        try:
            after, events = advance(replace(turn, counts=counts), watch.policy.detector, self._span)
        except Exception:  # the brand's own unit fails by the same, alone, and is reported
            return None
        return None if events else after
