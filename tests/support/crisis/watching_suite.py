"""Many brands take their turns together: each as it would alone, and none in the way of another."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from contracts.crisis import IncidentDeclared, SignalRaised
from services.crisis.application.detection import detect
from services.crisis.application.ports import QuietTurn
from services.crisis.application.watching import FEW_BUCKETS, WatchBrands
from services.crisis.domain.detector_state import DetectorState
from tests.support.crisis.builders import a_message
from tests.support.crisis.rig import SETTINGS, Rig
from tests.support.crisis.values import add_incident, an_incident

BRANDS = ("acme", "bolt", "cargo", "delta")


class WatchingSuite:
    """Inherit and give the fixture `rig`."""

    async def test_quiet_brands_take_their_turns_together_as_they_would_alone(self, rig: Rig) -> None:
        for minute in range(3):
            await self.hear(rig, [*BRANDS, "alone"], 4 + minute)
            rig.clock.advance(60)
            await rig.units.run("alone", "cause", "test", detect)
            assert set(await rig.process.watch.quiet(BRANDS)) == set(BRANDS)
            assert await rig.run_due(rig.process) == 0  # each is set for the end of its next bucket
        expected = await self.detector(rig, "alone")
        assert expected[1] == 3
        assert [await self.detector(rig, brand) for brand in BRANDS] == [expected] * len(BRANDS)

    async def test_a_surge_is_acted_on_among_brands_that_are_quiet(self, rig: Rig) -> None:
        for _ in range(25):
            await self.hear(rig, BRANDS, 4)
            rig.clock.advance(60)
            await rig.turn()
        for _ in range(6):
            await self.hear(rig, ["cargo"], 200)
            await self.hear(rig, [brand for brand in BRANDS if brand != "cargo"], 4)
            rig.clock.advance(60)
            await rig.turn()
        assert [event.brand for event in await rig.told(SignalRaised)] == ["cargo"]
        assert [event.brand for event in await rig.told(IncidentDeclared)] == ["cargo"]
        assert [(await self.detector(rig, brand))[1] for brand in BRANDS] == [31] * len(BRANDS)

    async def test_a_brand_with_an_open_incident_or_much_to_catch_up_takes_its_own_turn(self, rig: Rig) -> None:
        await self.hear(rig, BRANDS, 4)
        rig.clock.advance(60)
        await rig.turn()
        await add_incident(rig, an_incident(1), "acme")
        rig.clock.advance(60)
        assert set(await rig.process.watch.quiet(BRANDS[:2])) == {"bolt"}
        rig.clock.advance(60 * FEW_BUCKETS)
        await self.hear(rig, ["cargo"], 1)
        assert set(await rig.process.watch.quiet(["bolt", "cargo"])) == {"bolt"}
        await rig.turn()
        assert len({(await self.detector(rig, brand))[0].next_start for brand in BRANDS}) == 1

    async def test_the_turn_of_a_replica_that_was_first_is_not_taken_again(self, rig: Rig) -> None:
        await self.hear(rig, BRANDS, 4)
        rig.clock.advance(60)
        overtaken = WatchBrands(Overtaken(rig.process.watches, rig.another().watch, BRANDS[2:]), rig.clock, SETTINGS)
        assert await overtaken.quiet(BRANDS) == ()
        assert [(await rig.store(brand).detection.detector() or (None, 0))[1] for brand in BRANDS] == [0, 0, 1, 1]
        await rig.turn()
        assert [(await self.detector(rig, brand))[1] for brand in BRANDS] == [1] * len(BRANDS)

    async def test_a_new_brand_begins_with_its_oldest_bucket_and_is_watched_from_then_on(self, rig: Rig) -> None:
        began = rig.clock.now()
        await self.hear(rig, ["acme"], 4)
        rig.clock.advance(60)
        await rig.turn()
        await self.hear(rig, BRANDS, 4)  # acme's timer stays as it is, the others begin
        rig.clock.advance(60)
        await rig.turn()
        rig.clock.advance(60)
        await rig.turn()
        assert [(await self.detector(rig, brand))[0].volume.seen for brand in BRANDS] == [2, 1, 1, 1]
        assert {(await self.detector(rig, brand))[0].next_start for brand in BRANDS} == {began.timestamp() + 120}

    async def test_a_brand_whose_clock_was_moved_is_stepped_by_its_own_time_among_the_others(self, rig: Rig) -> None:
        await self.hear(rig, BRANDS, 4)
        rig.clock.advance(60)
        await rig.turn()
        rig.clock.learn("cargo", timedelta(minutes=10))
        await rig.turn()
        ends = [(await self.detector(rig, brand))[0].next_start for brand in BRANDS]
        assert [end - ends[0] for end in ends] == [0, 0, 600, 0]

    async def hear(self, rig: Rig, brands: Sequence[str], each: int) -> None:
        """Hear so many messages of every brand, a second from now."""
        numbers = range(rig.number, rig.number + each)
        rig.number += each
        await rig.hear([a_message(number, rig.clock.now(), brand=brand) for number in numbers for brand in brands])

    async def detector(self, rig: Rig, brand: str) -> tuple[DetectorState, int]:
        found = await rig.store(brand).detection.detector()
        assert found is not None
        return found


class Overtaken:
    """Watches of which another process takes the turn of some brands in between: after the reads, before the write."""

    def __init__(self, watches: Any, other: WatchBrands, brands: Collection[str]) -> None:
        self._watches = watches
        self._other = other
        self._brands = brands

    def __getattr__(self, name: str) -> Any:
        return getattr(self._watches, name)

    async def save(self, turns: Sequence[QuietTurn], at: datetime) -> None:
        assert set(await self._other.quiet(self._brands)) == set(self._brands)
        await self._watches.save(turns, at)
