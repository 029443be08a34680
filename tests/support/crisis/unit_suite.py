"""What every unit of work of crisis must show: all of it happens or nothing."""

from __future__ import annotations

import pytest

from chassis.errors import Fenced, VersionConflict
from chassis.timers import DueTimer
from contracts.crisis import SignalCleared
from services.crisis.application.unit_of_work import Missing, UnitOfWork
from services.crisis.domain.incident import Incident
from services.crisis.events import signal_cleared
from tests.support.crisis.builders import NOON
from tests.support.crisis.rig import Rig
from tests.support.crisis.values import a_signal, add_incident, an_incident


class Crash(Exception):
    """The use case died here."""


class UnitSuite:
    """Inherit and give the fixture `rig`."""

    async def test_everything_a_unit_says_is_written_together(self, rig: Rig) -> None:
        async def work(unit: UnitOfWork) -> str:
            await unit.store.incidents.add(an_incident())
            unit.record("i1", "note", "first")
            unit.record("i1", "note", "second")
            unit.emit(signal_cleared(a_signal(), 60.0))
            unit.schedule("wave/klm/c1", "wave", 60.0, callout="c1", fixed=False)
            return unit.brand

        assert await rig.units.run("klm", "cause", "ann", work) == "klm"

        assert await rig.incidents() == [an_incident()]
        assert [(entry.by, entry.text) for entry in await rig.timeline("i1")] == [("ann", "first"), ("ann", "second")]
        assert [event.caused_by for event in await rig.told(SignalCleared)] == ["cause"]
        assert await rig.timer_kinds() == {"wave"}

    async def test_a_unit_that_dies_leaves_nothing(self, rig: Rig) -> None:
        async def work(unit: UnitOfWork) -> None:
            await unit.store.incidents.add(an_incident())
            unit.record("i1", "note", "never")
            unit.emit(signal_cleared(a_signal(), 60.0))
            unit.schedule("wave/klm/c1", "wave", 60.0)
            raise Crash

        with pytest.raises(Crash):
            await rig.units.run("klm", "cause", "ann", work)

        assert await rig.incidents() == []
        assert await rig.timeline("i1") == []
        assert await rig.told() == []
        assert await rig.timer_kinds() == set()

    async def test_a_unit_reads_what_it_has_written(self, rig: Rig) -> None:
        async def work(unit: UnitOfWork) -> Incident:
            await unit.store.incidents.add(an_incident())
            await unit.save(await unit.incident("i1"))
            return await unit.incident("i1")

        assert (await rig.units.run("klm", "cause", "ann", work)).version == 2

    async def test_what_is_added_twice_is_a_conflict_and_the_second_unit_leaves_nothing(self, rig: Rig) -> None:
        await add_incident(rig, an_incident())

        async def work(unit: UnitOfWork) -> None:
            unit.record("i1", "note", "never")
            await unit.store.incidents.add(an_incident(title="Other"))

        with pytest.raises(VersionConflict):
            await rig.units.run("klm", "again", "ann", work)
        assert await rig.incidents() == [an_incident()]
        assert await rig.timeline("i1") == []

    async def test_a_signal_is_in_one_incident_at_most(self, rig: Rig) -> None:
        await add_incident(rig, an_incident(1, signals=("e1",)))
        with pytest.raises(VersionConflict):
            await add_incident(rig, an_incident(2, signals=("e1",)))

    async def test_brands_never_meet(self, rig: Rig) -> None:
        await add_incident(rig, an_incident())

        async def work(unit: UnitOfWork) -> None:
            await unit.incident("i1")

        with pytest.raises(Missing):
            await rig.units.run("other", "cause", "ann", work)
        assert await rig.incidents("other") == []
        await add_incident(rig, an_incident(), "other")

    async def test_a_timer_that_was_moved_fences_its_unit_out(self, rig: Rig) -> None:
        timer = DueTimer("wave/klm/c1", "klm", "wave", NOON, {}, epoch=1)

        async def schedule(unit: UnitOfWork) -> None:
            unit.schedule(timer.key, "wave", 60.0)

        async def work(unit: UnitOfWork) -> None:
            unit.finish(timer)
            unit.record("i1", "note", "never")

        await rig.units.run("klm", "first", "ann", schedule)
        await rig.units.run("klm", "moved", "ann", schedule)
        with pytest.raises(Fenced):
            await rig.units.run("klm", "late", "callout", work)
        assert await rig.timeline("i1") == []
        assert await rig.timer_kinds() == {"wave"}

    async def test_a_timer_is_ended_with_its_effect_and_may_be_set_anew_in_it(self, rig: Rig) -> None:
        async def schedule(unit: UnitOfWork) -> None:
            unit.schedule("wave/klm/c1", "wave", 60.0)
            unit.schedule("page/klm/i1/1/1", "page", 60.0)

        async def work(unit: UnitOfWork) -> None:
            unit.finish(DueTimer("wave/klm/c1", "klm", "wave", NOON, {}, epoch=1))
            unit.finish(DueTimer("page/klm/i1/1/1", "klm", "page", NOON, {}, epoch=1))
            unit.schedule("wave/klm/c1", "wave", 60.0)

        async def cancel(unit: UnitOfWork) -> None:
            unit.cancel("wave/klm/c1")
            unit.cancel("wave/klm/none")

        await rig.units.run("klm", "first", "ann", schedule)
        await rig.units.run("klm", "due", "callout", work)
        assert await rig.timer_kinds() == {"wave"}
        await rig.units.run("klm", "cancel", "ann", cancel)
        assert await rig.timer_kinds() == set()

    async def test_a_timer_is_brought_forward_with_what_it_holds(self, rig: Rig) -> None:
        async def set_(unit: UnitOfWork) -> None:
            unit.schedule("notice/klm/n1", "notice", 600.0, notice="n1")

        async def hasten(unit: UnitOfWork) -> None:
            unit.bring_forward("notice/klm/n1")
            unit.bring_forward("notice/klm/none")

        await rig.units.run("klm", "set", "ann", set_)
        assert await rig.run_due(rig.process) == 0
        await rig.units.run("klm", "hasten", "ann", hasten)
        assert await rig.run_due(rig.process) == 1
        assert await rig.timer_kinds() == set()
