"""Turns of many brands on a real MongoDB."""

from __future__ import annotations

import pytest

from services.crisis.persistence.detection import DETECTOR
from tests.integration.crisis.conftest import MongoRig
from tests.support.crisis.watching_suite import BRANDS, WatchingSuite


class TestWatching(WatchingSuite):
    """The suite, over the fixture of this room."""

    @pytest.mark.parametrize("field", ["state.next_start", "version"])
    async def test_a_detector_that_cannot_be_read_fails_its_brand_alone(self, rig: MongoRig, field: str) -> None:
        await self.hear(rig, BRANDS, 4)
        rig.clock.advance(60)
        await rig.turn()
        detectors = rig.mongo.brand_collection("detectors")
        await detectors.write([detectors.update("bolt", DETECTOR, {"$unset": {field: 1}})])
        rig.clock.advance(60)
        due = await rig.core.timers.claim(["detect"], 10, 30.0)
        with pytest.raises((ValueError, KeyError)):
            await rig.process.timers["detect"](due)
        versions = [(await detectors.get(brand, DETECTOR) or {}).get("version") for brand in BRANDS]
        assert versions == [2, None if field == "version" else 1, 2, 2]

    async def test_turns_read_by_index(self, rig: MongoRig) -> None:
        await self.hear(rig, BRANDS, 4)
        for name, filter_ in (("buckets", {"start": {"$gte": 0, "$lt": 60}}), ("incidents", {"state": "active"})):
            plan = await rig.mongo.work_collection(name).find({"brand": "acme", **filter_}).explain()
            assert "COLLSCAN" not in str(plan["queryPlanner"]["winningPlan"])
