"""Approvals over the store in memory."""

from services.crisis.application.caller import CommandCaller
from services.crisis.application.notice_plans import AddressWish
from tests.support.crisis.approval_suite import ApprovalSuite, agreed, minutes, states, told
from tests.support.crisis.builders import a_person, an_approval
from tests.support.crisis.in_memory_rig import InMemoryRig


class TestInMemory(ApprovalSuite):
    """The suite."""


async def test_who_gets_an_address_meanwhile_is_told_what_still_waits(rig: InMemoryRig) -> None:
    await rig.hear([an_approval("ben"), an_approval("ben", reply="r2")])
    await rig.hear([agreed(reply="r2")])
    assert await states(rig) == ["no_address", "no_address"]
    await minutes(rig, 10)
    await rig.people.take([a_person("ben")])
    mail = AddressWish("email", 0.0, None, target="ben@klm.example")
    await rig.process.application.notice_plans.write(CommandCaller("klm", "ben", "c1"), "ben", [mail])
    await rig.turn()
    assert told(rig) == [("klm", "ben", "r1")]
