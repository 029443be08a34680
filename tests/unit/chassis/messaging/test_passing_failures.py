"""What a store raises when it is away is never a handler's bug: the records come again, none is dead-lettered."""

from collections.abc import Sequence

import pytest

from chassis.errors import Fenced, Unavailable, VersionConflict
from chassis.messaging.fakes import a_delivery
from chassis.messaging.ports import Delivery, Retry
from chassis.messaging.trials import Trials
from contracts.event import Event
from tests.unit.chassis.messaging.rig import an_order


@pytest.mark.parametrize(
    ("passing", "reason"),
    [(Unavailable("mongodb"), "mongodb_away"), (VersionConflict(), "version_conflict"), (Fenced(), "fenced")],
)
async def test_a_passing_failure_asks_for_the_same_records_later(passing: Exception, reason: str) -> None:
    async def handler(_: Sequence[Delivery]) -> Sequence[Event]:
        raise passing

    trials = Trials(handler, tries=3, pause_seconds=0.0, dead_limit=10)
    with pytest.raises(Retry) as asked:
        await trials.run([a_delivery(an_order(1), offset=1)])
    assert asked.value.reason == reason
