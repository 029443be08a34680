"""What a store raises while it is unavailable is no bug of a handler: the records come again, none is dead-lettered."""

from collections.abc import Sequence

import pytest

from chassis.errors import Fenced, Unavailable, VersionConflict
from chassis.messaging import Delivery, Retry
from chassis.messaging.consumer.handler_runner import HandlerRunner
from chassis.messaging.testing import a_delivery
from contracts.event import Event
from tests.unit.chassis.messaging.rig import an_order


@pytest.mark.parametrize(
    ("passing", "reason", "after_seconds"),
    [
        (Unavailable("mongodb", 3.0), "mongodb_unavailable", 3.0),
        (VersionConflict(), "version_conflict", None),
        (Fenced(), "fenced", None),
    ],
)
async def test_a_passing_failure_asks_for_the_same_records_later(
    passing: Exception, reason: str, after_seconds: float | None
) -> None:
    async def handler(_: Sequence[Delivery]) -> Sequence[Event]:
        raise passing

    runner = HandlerRunner(handler, tries=3, pause_seconds=0.0, dead_limit=10)
    with pytest.raises(Retry) as asked:
        await runner.run([a_delivery(an_order(1), offset=1)])
    assert (asked.value.reason, asked.value.after_seconds) == (reason, after_seconds)
