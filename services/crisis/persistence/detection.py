"""Buckets, the progress of counting, and the detector's state as documents."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime

from chassis.errors import VersionConflict
from chassis.mongo import Document
from services.crisis.domain.brand_spread import Crossings
from services.crisis.domain.checkpoint import Checkpoint
from services.crisis.domain.detector_state import DetectorState
from services.crisis.domain.tally import BucketCount
from services.crisis.domain.watch import Progress
from services.crisis.persistence.collection import BrandDocuments, Scope
from services.crisis.persistence.documents import document, value

DETECTOR = "detector-2"  # its form: an older one cannot be read, and the state is made anew from the buckets
BY_NAME = ("stories", "languages", "channels")  # of a bucket, what is counted by names and not as one sum
BUCKETS_MOST = 200_000  # read at once: all lanes of the span a detector is rebuilt from


def count_of(stored: Document) -> BucketCount:
    """The sums of one lane of a bucket."""
    return value(BucketCount, stored)


def progress_of(stored: Document | None) -> list[Progress]:
    """The progress of each partition; none where nothing was counted."""
    return [Progress(read["at"], read["counted_at"]) for read in (stored or {}).get("read", {}).values()]


def detector_of(stored: Document) -> tuple[DetectorState, int]:
    """A detector's state and its version."""
    return value(DetectorState, stored["state"]), int(stored["version"])


def detector_fields(state: DetectorState, version: int, at: datetime) -> Document:
    """A detector's document."""
    return {"state": document(state), "version": version, "at": at}


def checkpoint_fields(checkpoint: Checkpoint) -> Document:
    """A checkpoint's document, with the form of the state in it."""
    return {**document(checkpoint), "form": DETECTOR}


class MongoDetection:
    """The collections `buckets` (by start and lane), `brands`, `detectors` (one document each) and `checkpoints`."""

    def __init__(self, scope: Scope) -> None:
        self._buckets = BrandDocuments(scope, "buckets")
        self._brands = BrandDocuments(scope, "brands")
        self._detectors = BrandDocuments(scope, "detectors")
        self._checkpoints = BrandDocuments(scope, "checkpoints")

    async def counts(self, first: int, end: int) -> dict[int, BucketCount]:
        """Sums of the buckets that begin in [first, end), over all lanes."""
        sums: dict[int, BucketCount] = {}
        for stored in await self._buckets.find({"start": {"$gte": first, "$lt": end}}, limit=BUCKETS_MOST):
            sums.setdefault(stored["start"], BucketCount()).add(count_of(stored))
        return sums

    async def sums(self, first: int, end: int, seconds: int) -> dict[int, BucketCount]:
        """Sums of spans of so many seconds from `first` on, added up by the database: weeks of buckets are many.

        Stories, languages and channels are left out: who asks for weeks asks for messages.
        """
        after = {"$subtract": ["$start", first]}
        span = {"$subtract": ["$start", {"$mod": [after, seconds]}]}
        added = {each.name: {"$sum": f"${each.name}"} for each in fields(BucketCount) if each.name not in BY_NAME}
        rows = await self._buckets.aggregate(
            [{"$match": {"start": {"$gte": first, "$lt": end}}}, {"$group": {"_id": span, **added}}]
        )
        return {int(row["_id"]): count_of(row) for row in rows}

    async def crossings(self, first: int, end: int) -> Crossings:
        """The languages and channels of the buckets that begin in [first, end)."""
        within = {"start": {"$gte": first, "$lt": end}}
        crossings = Crossings()
        named = ["start", "languages", "channels"]
        for stored in await self._buckets.find(within, limit=BUCKETS_MOST, fields=named):
            at = datetime.fromtimestamp(stored["start"], UTC)
            crossings = crossings.plus(at, stored.get("languages", {}), stored.get("channels", {}))
        return crossings

    async def oldest_bucket(self) -> int | None:
        """Where counting begins, as far as it is stored."""
        stored = await self._buckets.find({}, sort=[("start", 1)], limit=1, fields=["start"])
        return int(stored[0]["start"]) if stored else None

    async def progress(self) -> list[Progress]:
        """The progress of each partition."""
        return progress_of(await self._brands.get("brand"))

    async def detector(self) -> tuple[DetectorState, int] | None:
        """The detector's state and its version."""
        stored = await self._detectors.get(DETECTOR)
        return detector_of(stored) if stored else None

    async def checkpoint_before(self, start: int) -> Checkpoint | None:
        """The newest checkpoint from which the bucket that begins at `start` can be stepped."""
        return await self._checkpoint({"start": {"$lte": start}}, -1)

    async def checkpoint_after(self, start: int) -> Checkpoint | None:
        """The oldest checkpoint made once the bucket that begins at `start` was stepped."""
        return await self._checkpoint({"start": {"$gt": start}}, 1)

    async def _checkpoint(self, filter_: Document, order: int) -> Checkpoint | None:
        stored = await self._checkpoints.find({"form": DETECTOR, **filter_}, sort=[("start", order)], limit=1)
        return value(Checkpoint, stored[0]) if stored else None

    async def oldest_checkpoint(self) -> int | None:
        """Where the oldest checkpoint begins, seconds since 1970."""
        stored = await self._checkpoints.find({"form": DETECTOR}, sort=[("start", 1)], limit=1, fields=["start"])
        return int(stored[0]["start"]) if stored else None

    async def put_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Store a checkpoint in place of one of the same beginning."""
        await self._checkpoints.put(str(checkpoint.start), checkpoint_fields(checkpoint))

    async def save_detector(self, state: DetectorState, version: int, at: datetime) -> None:
        """Write the state that follows `version` (0: none); VersionConflict when another process stepped it first."""
        following = detector_fields(state, version + 1, at)
        if version == 0:
            await self._detectors.insert({DETECTOR: following})
            return
        collection = self._detectors.collection
        write = collection.replace(self._detectors.brand, DETECTOR, following, where={"version": version})
        if (await collection.write([write], session=self._detectors.session)).matched == 0:
            raise VersionConflict
