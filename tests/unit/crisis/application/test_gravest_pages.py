"""A page of the gravest severity is held back by nothing: no quiet time, no limit of pages, no maintenance window."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from services.crisis.application.caller import CommandCaller
from services.crisis.application.notice_plans import AddressWish
from services.crisis.domain.callout import CalloutRules
from services.crisis.domain.escalation import EscalationLevel, EscalationPolicy
from services.crisis.domain.maintenance_window import MaintenanceWindow
from services.crisis.domain.notice import Notice
from services.crisis.domain.notice_plan import QuietTime
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.domain.severity import Severity
from tests.support.crisis.builders import BRAND, a_person
from tests.support.crisis.in_memory_rig import InMemoryRig
from tests.support.crisis.incident_rule_suite import surge

ALL_DAY = QuietTime(time(0), time(0), "UTC")
CHAT = AddressWish("slack", 0.0, ALL_DAY, target="https://chat.example/ben")
LIMITED = CrisisPolicy(
    callout=CalloutRules(enabled=False),
    escalation=EscalationPolicy((EscalationLevel(("ben",), 600.0),), rounds=1, pages_per_hour=1),
)


@pytest.fixture
async def rig(rig: InMemoryRig) -> InMemoryRig:
    """Give a person who is quiet all day, was paged as often as the limit lets, and is in a maintenance window."""
    await rig.people.take([a_person("ben")])
    await rig.process.application.notice_plans.write(CommandCaller(BRAND, "ben", "plan"), "ben", (CHAT,))
    await rig.policy(LIMITED)
    for number in range(2):
        await declared(rig, 1, f"before-{number}")
    now = rig.clock.now()
    window = MaintenanceWindow("move", "Move", now, now + timedelta(hours=1), "A new platform.")
    await rig.process.application.maintenance_windows.write(CommandCaller(BRAND, "ann", "window"), window)
    await rig.turn()
    assert rig.delivery.sent == []
    return rig


async def declared(rig: InMemoryRig, severity: Severity, command: str) -> None:
    """Declare and end an incident, so that the next one is not joined."""
    incident = await rig.commands.declare(CommandCaller(BRAND, "ann", command), "Ash", severity, None, None)
    await rig.turn()
    if severity < 3:
        await rig.commands.stand_down(CommandCaller(BRAND, "ann", f"{command}-end"), incident.id)


def sent(rig: InMemoryRig) -> list[Notice]:
    """Give the notices that left."""
    return [notice for _, notice, _ in rig.delivery.sent]


async def test_a_person_s_gravest_incident_pages_at_once(rig: InMemoryRig) -> None:
    await declared(rig, 3, "now")
    assert [(each.kind, each.person, each.severity) for each in sent(rig)] == [("page", "ben", 3)]


async def test_a_signal_s_gravest_incident_pages_at_once(rig: InMemoryRig) -> None:
    await surge(rig, "volume")
    await rig.turn()
    assert [(each.kind, each.person, each.severity) for each in sent(rig)] == [("page", "ben", 3)]


async def test_less_than_the_gravest_is_held_back_by_the_same(rig: InMemoryRig) -> None:
    await declared(rig, 2, "now")
    assert sent(rig) == []
