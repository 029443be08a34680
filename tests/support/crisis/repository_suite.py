"""What every store of crisis must show: what is written comes back the same, and lists are in their order."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chassis.errors import VersionConflict
from services.crisis.application.unit_of_work import UnitOfWork
from services.crisis.domain.detector_state import DetectorState
from services.crisis.domain.incident import IncidentTotals
from services.crisis.domain.incident_step import opened
from services.crisis.domain.page import declined, overdue, taken
from services.crisis.domain.place import SurgePlace
from services.crisis.domain.playbook import DEFAULT_PLAYBOOK
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.domain.review_record import ReviewFinding, ReviewRecord
from services.crisis.domain.rotation import Layer, Override, Period, Rotation, Swap
from services.crisis.domain.statement import Statement, approve
from services.crisis.domain.week_hours import WeekSpan
from tests.support.crisis.builders import NOON
from tests.support.crisis.rig import Rig
from tests.support.crisis.values import (
    LATER,
    PLAN,
    a_callout,
    a_page,
    a_signal,
    add_incident,
    an_ask,
    an_incident,
)


class RepositorySuite:
    """Inherit and give the fixture `rig`."""

    async def test_incidents_come_newest_first_in_parts(self, rig: Rig) -> None:
        for number in range(5):
            await add_incident(rig, an_incident(number, state="stood_down" if number == 4 else "active"))
        store = rig.store()

        first = await store.incidents.newest(None, 2, None)
        second = await store.incidents.newest(None, 2, first.next)
        last = await store.incidents.newest(None, 2, second.next)

        assert [[each.id for each in part.items] for part in (first, second, last)] == [
            ["i4", "i3"],
            ["i2", "i1"],
            ["i0"],
        ]
        assert last.next is None
        assert [each.id for each in (await store.incidents.newest("stood_down", 9, None)).items] == ["i4"]
        newest_open = await store.incidents.newest_open()
        assert newest_open is not None
        assert newest_open.id == "i3"
        assert set(await store.incidents.many({"i1", "i9"})) == {"i1"}

    async def test_an_incident_comes_back_as_it_was_saved(self, rig: Rig) -> None:
        await add_incident(rig, an_incident())
        whole = an_incident(
            version=7,
            signals=("e1", "e2"),
            began_at=NOON,
            roles={"commander": "ann"},
            playbook="default",
            steps=opened(DEFAULT_PLAYBOOK),
            acknowledged_by="ann",
            acknowledged_at=LATER,
            stood_down_at=LATER,
            stood_down_by="ben",
            figures=IncidentTotals(900, 200.0, 30, 60, 5, 8, 4, 2),
        )

        async def work(unit: UnitOfWork) -> None:
            await unit.store.incidents.save(whole)
            await unit.store.incidents.save(an_incident(9))

        await rig.units.run("klm", "cause", "ann", work)
        assert await rig.incidents() == [whole]

    async def test_signals_are_read_by_episode_and_by_state(self, rig: Rig) -> None:
        cleared = replace(a_signal(2), state="cleared", closed_at=LATER, incident="i1")

        async def work(unit: UnitOfWork) -> None:
            for number in range(3):
                await unit.store.signals.add(a_signal(number))
            await unit.store.signals.save(cleared)

        await rig.units.run("klm", "cause", "ann", work)
        signals = rig.store().signals
        assert await signals.find("e2") == cleared
        assert await signals.find("e9") is None
        assert {each.episode for each in await signals.many(["e1", "e2", "e9"])} == {"e1", "e2"}
        assert [each.episode for each in (await signals.newest(None, 2, None)).items] == ["e2", "e1"]
        assert (await signals.newest("cleared", 5, None)).items == [cleared]

    async def test_pages_are_counted_listed_by_person_and_taken(self, rig: Rig) -> None:
        async def work(unit: UnitOfWork) -> None:
            for number, person in enumerate(("ann", "ann", "ben")):
                await unit.store.pages.add(a_page(number, person))
            await unit.store.pages.save(taken(a_page(1), LATER))
            await unit.store.pages.save(overdue(a_page(0), LATER))

        await rig.units.run("klm", "cause", "ann", work)
        pages = rig.store().pages
        assert await pages.count("i1") == 3
        assert await pages.find("p0") == overdue(a_page(0), LATER)
        assert await pages.find("p9") is None
        assert [each.id for each in (await pages.of_person("ann", None, 5, None)).items] == ["p1", "p0"]
        assert (await pages.of_person("ann", "acknowledged", 5, None)).items == [taken(a_page(1), LATER)]
        assert await pages.overdue("i1") == [overdue(a_page(0), LATER)]
        assert await pages.overdue("i2") == []

    async def test_pages_are_found_by_stage_and_counted_by_person(self, rig: Rig) -> None:
        async def work(unit: UnitOfWork) -> None:
            for number, person in enumerate(("ann", "ann", "ben")):
                await unit.store.pages.add(replace(a_page(number, person), level=1 + number // 2))
            await unit.store.pages.save(replace(declined(a_page(2, "ben"), LATER), level=2))

        await rig.units.run("klm", "cause", "ann", work)
        pages = rig.store().pages
        assert [each.id for each in await pages.of_stage("i1", 1, 1)] == ["p0", "p1"]
        assert await pages.of_stage("i1", 1, 2) == [replace(declined(a_page(2, "ben"), LATER), level=2)]
        assert await pages.of_stage("i1", 2, 1) == []
        assert await pages.overdue("i1") == []
        assert await pages.counts_since({"ann", "ben", "cas"}, a_page(1).sent_at) == {"ann": 1, "ben": 1}

    async def test_the_record_of_a_review_is_empty_until_it_is_written(self, rig: Rig) -> None:
        record = ReviewRecord("i1", "ann", LATER, "It rained.", (ReviewFinding("No template", "ben", LATER, True),), 1)

        async def work(unit: UnitOfWork) -> None:
            await unit.store.reviews.write(record)

        assert await rig.store().reviews.of("i1") == ReviewRecord("i1")
        await rig.units.run("klm", "cause", "ann", work)
        assert await rig.store().reviews.of("i1") == record
        assert await rig.store("other").reviews.of("i1") == ReviewRecord("i1")

    async def test_a_rotation_comes_back_whole_and_is_removed(self, rig: Rig) -> None:
        layer = Layer(("ann", "ben"), NOON.date(), 1, 600, (WeekSpan((0, 6), 0, 1440),))
        swap = Swap("s1", "ann", "ben", Period(NOON, LATER), None, NOON)
        override = Override("o1", "cas", NOON, LATER, "ann")
        hub = Rotation("hub", "Hub", "UTC", (layer,), True, True, (override,), (swap,), 3)

        async def work(unit: UnitOfWork) -> None:
            for id_ in ("hub", "desk"):
                await unit.store.rotations.write(replace(hub, id=id_))

        async def remove(unit: UnitOfWork) -> None:
            await unit.store.rotations.remove("desk")
            await unit.store.rotations.remove("none")

        await rig.units.run("klm", "cause", "ann", work)
        rotations = rig.store().rotations
        assert await rotations.find("hub") == hub
        assert [each.id for each in await rotations.all()] == ["desk", "hub"]
        assert await rotations.many(["hub", "none"]) == [hub]
        assert await rig.store("other").rotations.all() == []
        await rig.units.run("klm", "remove", "ann", remove)
        assert await rig.store().rotations.all() == [hub]

    async def test_a_callout_comes_back_with_its_size_and_closes_with_its_incident(self, rig: Rig) -> None:
        async def work(unit: UnitOfWork) -> None:
            await unit.store.callouts.add(a_callout(2))
            await unit.store.callouts.add(a_callout(1))
            await unit.store.callouts.add(a_callout(3, "other"))
            await unit.store.callouts.save(replace(a_callout(1), wave=2, asked=8))

        async def close(unit: UnitOfWork) -> None:
            await unit.store.callouts.close("i1")

        await rig.units.run("klm", "cause", "ann", work)
        callouts = rig.store().callouts
        assert await callouts.of_incident("i1") == [replace(a_callout(1), wave=2, asked=8), a_callout(2)]
        await rig.units.run("klm", "close", "ann", close)
        assert [each.state for each in await rig.store().callouts.of_incident("i1")] == ["closed", "closed"]
        assert await rig.store().callouts.find("c3") == a_callout(3, "other")

    async def test_asks_expire_in_time_and_with_their_incident(self, rig: Rig) -> None:
        async def work(unit: UnitOfWork) -> None:
            await unit.store.asks.add([an_ask(number) for number in range(3)])
            await unit.store.asks.add([replace(an_ask(9, "c2"), expires_at=LATER + timedelta(hours=1))])
            await unit.store.asks.save(replace(an_ask(0), state="accepted", answered_at=LATER))

        async def expire(unit: UnitOfWork) -> None:
            await unit.store.asks.expire_overdue("c1", LATER)

        async def end(unit: UnitOfWork) -> None:
            await unit.store.asks.expire_pending("i1")

        await rig.units.run("klm", "cause", "ann", work)
        asks = rig.store().asks
        assert (await asks.pending("c1", 10), await asks.pending("c1", 1)) == (2, 1)
        assert await asks.overdue("c1", NOON) == []
        assert {each.employee for each in await asks.overdue("c1", LATER)} == {"v1", "v2"}
        assert await asks.employees_asked("i1", 10) == {"v0", "v1", "v2", "v9"}
        assert [each.employee for each in (await asks.of_callout("c1", 2, None)).items] == ["v2", "v1"]
        await rig.units.run("klm", "expire", "ann", expire)
        states = {each.employee: each.state for each in await rig.store().asks.of_incident("i1")}
        assert states == {"v0": "accepted", "v1": "no_answer", "v2": "no_answer", "v9": "asked"}
        await rig.units.run("klm", "end", "ann", end)
        assert (await rig.store().asks.of_employee("v9", "no_answer", 5, None)).items != []
        assert (await rig.store().asks.of_employee("v9", "asked", 5, None)).items == []

    async def test_a_place_is_granted_revoked_and_granted_anew(self, rig: Rig) -> None:
        place = SurgePlace("i1", "c1", "v1", 3, NOON, LATER)

        async def grant(unit: UnitOfWork) -> None:
            await unit.store.places.grant(place)

        async def revoke(unit: UnitOfWork) -> None:
            await unit.store.places.revoke("i1", LATER, LATER)

        await rig.units.run("klm", "grant", "ann", grant)
        assert await rig.store().places.granted("i1") == [place]
        await rig.units.run("klm", "revoke", "ann", revoke)
        assert await rig.store().places.granted("i1") == []
        assert [each.revoked_at for each in await rig.store().places.of_incident("i1")] == [LATER]
        await rig.units.run("klm", "anew", "ann", grant)
        assert await rig.store().places.granted("i1") == [place]

    async def test_statements_are_in_order_and_approved(self, rig: Rig) -> None:
        drafts = [
            Statement(f"s{n}", "i1", "nl", "Wij weten.", "ann", NOON + timedelta(seconds=9 - n)) for n in range(2)
        ]
        approved = approve(drafts[0], "ben", LATER)

        async def work(unit: UnitOfWork) -> None:
            await unit.store.statements.add(drafts)
            await unit.store.statements.save(approved)

        await rig.units.run("klm", "cause", "ann", work)
        assert await rig.store().statements.of_incident("i1") == [drafts[1], approved]
        assert await rig.store().statements.find("s9") is None

    async def test_rules_have_defaults_until_they_are_written(self, rig: Rig) -> None:
        assert (await rig.store().policies.current()).version == 0
        assert await rig.store().playbooks.find("default") == DEFAULT_PLAYBOOK
        assert await rig.store().playbooks.find("ash") is None

        async def work(unit: UnitOfWork) -> None:
            await unit.store.policies.write(CrisisPolicy(version=1, auto_declare=False), "ann", unit.now)
            await unit.store.playbooks.write(PLAN)

        await rig.units.run("klm", "cause", "ann", work)
        assert await rig.store().policies.current() == CrisisPolicy(version=1, auto_declare=False)
        assert await rig.store().playbooks.all() == [PLAN]
        with pytest.raises(VersionConflict):
            await rig.units.run("klm", "again", "ann", work)

    async def test_the_detectors_version_fences_a_slower_process_out(self, rig: Rig) -> None:
        state = DetectorState(1, 60.0)

        async def step(unit: UnitOfWork) -> None:
            await unit.store.detection.save_detector(state, 0, unit.now)

        async def next_step(unit: UnitOfWork) -> None:
            await unit.store.detection.save_detector(replace(state, next_start=120.0), 1, unit.now)

        await rig.units.run("klm", "first", "detection", step)
        with pytest.raises(VersionConflict):
            await rig.units.run("klm", "late", "detection", step)
        await rig.units.run("klm", "second", "detection", next_step)
        with pytest.raises(VersionConflict):
            await rig.units.run("klm", "late", "detection", next_step)
        stored = await rig.store().detection.detector()
        assert stored == (DetectorState(1, 120.0), 2)
