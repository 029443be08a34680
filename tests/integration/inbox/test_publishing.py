"""On MongoDB a statement is published once, however often it is asked for and whoever is killed."""

from __future__ import annotations

import pytest

from chassis.messaging.testing import a_delivery
from contracts.inbox import PublicationChanged
from services.inbox.application.timers import POST_TIMER
from tests.integration.inbox.rig import Rig
from tests.support.inbox.publications import a_request, an_incident


class Killed(BaseException):
    """Stands for the death of the process."""


async def asked(rig: Rig) -> None:
    crisis = rig.core.handlers["crisis.events"]
    await crisis([a_delivery(an_incident()), a_delivery(a_request())])
    await crisis([a_delivery(a_request())])


async def outcomes(rig: Rig) -> list[tuple[str, str | None]]:
    return [(each.state, each.error_code) for each in await rig.told() if isinstance(each, PublicationChanged)]


async def test_it_goes_out_once_and_a_replay_of_the_request_sends_nothing(rig: Rig) -> None:
    await asked(rig)
    assert await rig.due(POST_TIMER) == 1
    await asked(rig)
    assert await rig.due(POST_TIMER) == 0
    assert [each.key for each in rig.channel.published] == ["p1"]
    assert await outcomes(rig) == [("sent", None)]


async def test_a_process_killed_while_it_sends_leaves_an_unknown_and_nothing_goes_twice(rig: Rig) -> None:
    await asked(rig)
    rig.channel.results = [Killed()]
    with pytest.raises(Killed):
        await rig.due(POST_TIMER)
    rig.clock.advance(120)
    assert await rig.due(POST_TIMER, await rig.another()) == 1
    assert [each.key for each in rig.channel.published] == ["p1"]
    assert await outcomes(rig) == [("unknown", "sender_interrupted")]
