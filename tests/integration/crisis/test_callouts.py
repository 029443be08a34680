"""Callouts on a real MongoDB."""

from __future__ import annotations

from tests.integration.crisis.conftest import MongoRig
from tests.support.crisis.callout_suite import CalloutSuite


class TestCallouts(CalloutSuite):
    """The suite, over the fixture of this room."""

    async def test_the_newest_version_of_an_employee_is_what_is_stored(self, rig: MongoRig) -> None:
        await rig.volunteers(1, version=5, presence="away")
        await rig.volunteers(1, version=4, presence="online")

        (stored,) = await rig.mongo.brand_collection("employees").find("klm", {})
        assert (stored["presence"], stored["presence_rank"], stored["version"]) == ("away", 1, 5)
