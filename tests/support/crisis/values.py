"""Values that crisis stores, for its tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from services.crisis.application.unit_of_work import UnitOfWork
from services.crisis.domain.callout import Ask, Callout
from services.crisis.domain.incident import Incident
from services.crisis.domain.need import Need
from services.crisis.domain.page import IncidentPage
from services.crisis.domain.playbook import Playbook, PlaybookFit, PlaybookStep
from services.crisis.domain.proposed_incident import ProposedIncident
from services.crisis.domain.signal import Signal
from tests.support.crisis.builders import NOON
from tests.support.crisis.rig import Rig

LATER = NOON + timedelta(minutes=5)
NEED = Need(43, 3, 20, 2400.0, 60.0, 4, 3600.0, 40.0, 0.8, 60.0, 2, 1)
PLAN = Playbook(
    "ash",
    "Ash",
    2,
    (PlaybookStep("Call the airport", "Now", 60.0),),
    (("en", "We know."), ("nl", "Wij weten.")),
    PlaybookFit(("volume",), 2, ("ash",)),
)


def an_incident(number: int = 1, **fields: object) -> Incident:
    incident = Incident(f"i{number}", "Ash", 2, "declared", "ann", NOON + timedelta(seconds=number))
    return replace(incident, **fields)  # type: ignore[arg-type]


def a_signal(number: int = 1) -> Signal:
    at = NOON + timedelta(seconds=number)
    return Signal(f"e{number}", "volume", "live", at, 200.0, 4.0, 200.0, 7.5, "much", 1)


def a_proposed_incident(number: int = 1, **fields: object) -> ProposedIncident:
    at = NOON + timedelta(seconds=number)
    proposed = ProposedIncident(f"p{number}", "hub", 1, "Ash", 2, None, ("e1",), "much", at, at + timedelta(hours=6))
    return replace(proposed, **fields)  # type: ignore[arg-type]


def a_callout(number: int = 1, incident: str = "i1") -> Callout:
    return Callout(f"c{number}", incident, 4, 0, 0, "open", NOON + timedelta(seconds=number), 3, need=NEED, fixed=True)


def an_ask(number: int = 1, callout: str = "c1") -> Ask:
    return Ask(callout, "i1", f"v{number}", 1, NOON + timedelta(seconds=number), LATER)


def a_page(number: int = 1, person: str = "ann") -> IncidentPage:
    return IncidentPage(f"p{number}", "i1", "Ash", 2, person, 1, 1, NOON + timedelta(seconds=number))


async def add_incident(rig: Rig, incident: Incident, brand: str = "klm") -> None:
    async def work(unit: UnitOfWork) -> None:
        await unit.store.incidents.add(incident)

    await rig.units.run(brand, "cause", "ann", work)
