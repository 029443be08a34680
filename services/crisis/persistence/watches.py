"""The detectors of many brands in MongoDB, read by a query for each kind and written in one transaction."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from chassis.errors import VersionConflict
from chassis.mongo import Document, Mongo, Session
from chassis.timers import NewTimer, Timers
from services.crisis.application.detection import detect_key
from services.crisis.application.ports import BrandWatch, QuietTurn
from services.crisis.domain.incident import OPEN
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.domain.tally import BucketCount
from services.crisis.persistence.collection import Scope
from services.crisis.persistence.detection import (
    DETECTOR,
    MongoDetection,
    checkpoint_fields,
    count_of,
    detector_fields,
    detector_of,
    progress_of,
)
from services.crisis.persistence.documents import value

UNREADABLE = (LookupError, TypeError, ValueError)  # what reading a document of another shape raises


class MongoWatches:
    """Reads and writes the documents of `MongoDetection`, of many brands."""

    def __init__(self, mongo: Mongo, timers: Timers, default_policy: CrisisPolicy) -> None:
        """`default_policy` is what a brand has that wrote none."""
        self._mongo = mongo
        self._timers = timers
        self._default_policy = default_policy
        self._detectors = mongo.brand_collection("detectors")
        self._checkpoints = mongo.brand_collection("checkpoints")
        self._brands = mongo.brand_collection("brands")
        self._policies = mongo.brand_collection("policies")
        self._incidents = mongo.brand_collection("incidents")
        self._signals = mongo.brand_collection("signals")
        self._buckets = mongo.brand_collection("buckets")

    async def calm(self, brands: Collection[str]) -> Mapping[str, BrandWatch]:
        """What turns begin from, in five reads, and one more for each brand that has no detector yet."""
        is_open = {"state": {"$in": sorted(OPEN)}}
        is_muted = {"state": "live", "muted_by": {"$gt": ""}}
        detectors, progress, policies, incidents, muted = await asyncio.gather(
            self._detectors.get_many((brand, DETECTOR) for brand in brands),
            self._brands.get_many((brand, "brand") for brand in brands),
            self._policies.get_many((brand, "policy") for brand in brands),
            self._incidents.find_for([(brand, is_open) for brand in brands], projection={"brand": 1}),
            self._signals.find_for([(brand, is_muted) for brand in brands], projection={"brand": 1}),
        )
        calm: dict[str, BrandWatch] = {}
        for brand in set(brands) - {each["brand"] for each in (*incidents, *muted)}:
            detector, policy = detectors.get((brand, DETECTOR)), policies.get((brand, "policy"))
            try:
                calm[brand] = BrandWatch(
                    value(CrisisPolicy, policy) if policy else self._default_policy,
                    detector_of(detector) if detector else None,
                    progress_of(progress.get((brand, "brand"))),
                    None if detector else await MongoDetection(Scope(self._mongo, brand)).oldest_bucket(),
                )
            except UNREADABLE:
                continue  # the brand's own unit fails by it, alone, and is reported
        return calm

    async def counts(self, spans: Mapping[str, tuple[int, int]]) -> Mapping[str, Mapping[int, BucketCount]]:
        """By brand, the sums of buckets over all lanes, in one read."""
        pairs = [(brand, {"start": {"$gte": first, "$lt": end}}) for brand, (first, end) in spans.items()]
        sums: dict[str, dict[int, BucketCount]] = defaultdict(dict)
        for stored in await self._buckets.find_for(pairs):
            sums[stored["brand"]].setdefault(stored["start"], BucketCount()).add(count_of(stored))
        return sums

    async def save(self, turns: Sequence[QuietTurn], at: datetime) -> None:
        """Write all turns and set their timers in one transaction; VersionConflict when one was stepped elsewhere."""
        if not turns:
            return
        stepped = {(turn.brand, DETECTOR): {"version": turn.version} for turn in turns if turn.version}
        fields: list[tuple[QuietTurn, Document]] = [
            (turn, detector_fields(turn.state, turn.version + 1, at)) for turn in turns
        ]
        writes = [
            (self._detectors.replace if turn.version else self._detectors.insert)(turn.brand, DETECTOR, each)
            for turn, each in fields
        ]
        checkpoints = [
            self._checkpoints.replace(turn.brand, str(kept.start), checkpoint_fields(kept), upsert=True)
            for turn in turns
            if (kept := turn.checkpoint) is not None
        ]
        timers = [NewTimer(detect_key(turn.brand), turn.brand, "detect", turn.due_at) for turn in turns]

        async def write(session: Session) -> None:
            await self._detectors.check(stepped, session)
            if (await self._detectors.write(writes, session=session)).duplicates:
                raise VersionConflict
            await self._checkpoints.write(checkpoints, session=session)
            await self._timers.schedule(timers, session)

        await self._mongo.transaction(write)
