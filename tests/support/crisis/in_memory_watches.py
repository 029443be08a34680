"""The detectors of many brands in memory: the same promises as those on MongoDB, shown by the same suite."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from chassis.timers import NewTimer
from services.crisis.application.detection import detect_key
from services.crisis.application.ports import BrandWatch, QuietTurn
from services.crisis.domain.tally import BucketCount
from tests.support.crisis.in_memory import InMemoryCrisis


class InMemoryWatches:
    """Watches over the state of crisis in memory."""

    def __init__(self, crisis: InMemoryCrisis) -> None:
        self._crisis = crisis

    async def calm(self, brands: Collection[str]) -> Mapping[str, BrandWatch]:
        calm = {}
        for brand in brands:
            store = self._crisis.read(brand)
            live = (await store.signals.newest("live", 100, None)).items
            if await store.incidents.newest_open() is None and not any(each.muted_by for each in live):
                detector = await store.detection.detector()
                oldest = await store.detection.oldest_bucket() if detector is None else None
                progress = await store.detection.progress()
                calm[brand] = BrandWatch(await store.policies.current(), detector, progress, oldest)
        return calm

    async def counts(self, spans: Mapping[str, tuple[int, int]]) -> Mapping[str, Mapping[int, BucketCount]]:
        return {brand: await self._crisis.read(brand).detection.counts(*span) for brand, span in spans.items()}

    async def save(self, turns: Sequence[QuietTurn], at: datetime) -> None:
        timers = [NewTimer(detect_key(turn.brand), turn.brand, "detect", turn.due_at) for turn in turns]
        async with self._crisis.changes(timers) as repositories:
            for turn in turns:
                if turn.checkpoint is not None:
                    await repositories(turn.brand).detection.put_checkpoint(turn.checkpoint)
                await repositories(turn.brand).detection.save_detector(turn.state, turn.version, at)
