"""A signal joins the incident that is open, and an old one is recorded without an incident."""

from __future__ import annotations

from contracts.crisis import IncidentDeclared, SignalRaised
from services.crisis.application.signals import RECENT_BUCKETS, raise_signal
from services.crisis.application.unit_of_work import UnitOfWork
from services.crisis.domain.episode import Raised
from tests.support.crisis.builders import NOON
from tests.support.crisis.in_memory_rig import InMemoryRig


async def raise_at(rig: InMemoryRig, at: float, measure: str = "volume") -> None:
    raised = Raised(measure, at, 200.0, 4.0, 7.5, "much")  # type: ignore[arg-type]

    async def work(unit: UnitOfWork) -> None:
        await raise_signal(unit, raised, await unit.store.policies.current(), {})

    await rig.units.run("klm", f"{measure}-{at}", "detection", work)


async def test_a_second_signal_joins_the_open_incident(rig: InMemoryRig) -> None:
    await raise_at(rig, NOON.timestamp())
    await raise_at(rig, NOON.timestamp(), "negative_share")

    (incident,) = await rig.incidents()
    signals = (await rig.store().signals.newest("live", 5, None)).items
    assert set(incident.signals) == {signal.episode for signal in signals}
    assert [signal.incident for signal in signals] == [incident.id, incident.id]
    assert (len(await rig.told(SignalRaised)), len(await rig.told(IncidentDeclared))) == (2, 1)


async def test_the_same_episode_again_is_raised_once(rig: InMemoryRig) -> None:
    await raise_at(rig, NOON.timestamp())
    await raise_at(rig, NOON.timestamp())
    assert len(await rig.told(SignalRaised)) == 1


async def test_an_episode_of_the_past_is_recorded_and_not_declared(rig: InMemoryRig) -> None:
    await raise_at(rig, NOON.timestamp() - 60 * (RECENT_BUCKETS + 1))

    (signal,) = (await rig.store().signals.newest("live", 5, None)).items
    assert signal.incident is None
    assert await rig.incidents() == []
