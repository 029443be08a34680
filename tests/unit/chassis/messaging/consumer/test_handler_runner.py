"""What a store raises while it is unavailable is no bug of a handler: the records come again, none is dead-lettered."""

import asyncio
from collections.abc import Sequence

import pytest
from structlog.testing import capture_logs

from chassis.errors import Fenced, Unavailable, VersionConflict
from chassis.messaging import ConsumerSettings, Delivery, Handler, Retry
from chassis.messaging.consumer.handler_runner import HandlerRunner
from chassis.messaging.testing import a_delivery
from contracts.event import Event
from tests.unit.chassis.messaging.rig import an_order


def _runner(handler: Handler, limit_seconds: float = 30.0) -> HandlerRunner:
    settings = ConsumerSettings(tries=3, try_pause_seconds=0.0, dead_limit=10, handler_seconds=limit_seconds)
    return HandlerRunner(handler, settings)


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

    runner = _runner(handler)
    with pytest.raises(Retry) as asked:
        await runner.run([a_delivery(an_order(1), offset=1)])
    assert (asked.value.reason, asked.value.after_seconds) == (reason, after_seconds)


async def test_a_handler_that_hangs_is_ended_and_asks_for_the_same_records_later() -> None:
    ended: list[bool] = []

    async def handler(_: Sequence[Delivery]) -> Sequence[Event]:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)
        return []

    with capture_logs() as lines, pytest.raises(Retry) as asked:
        await _runner(handler, limit_seconds=0.05).run([a_delivery(an_order(1), offset=1)])
    assert asked.value.reason == "handler_hung"
    assert ended == [True]
    assert [(line["event"], line["records"]) for line in lines] == [("handler_hung", 1)]


async def test_a_time_out_of_the_handlers_own_is_a_failure_like_any_other() -> None:
    calls = 0

    async def handler(_: Sequence[Delivery]) -> Sequence[Event]:
        nonlocal calls
        calls += 1
        raise TimeoutError

    outcome = await _runner(handler).run([a_delivery(an_order(1), offset=1)])
    assert [each.reason for each in outcome.failed] == ["handler_error"]
    assert calls == 4, "three tries, and once alone"
