"""The shared reader of the live feed outlives a bug: its streams go on behind the record that met it."""

from __future__ import annotations

import pytest

from chassis.messaging.testing import FakeLog
from gateway.application import feed as module
from gateway.application.feed import Feed
from gateway.application.log_reading import offer
from gateway.application.subscription import Subscription
from gateway.domain.streams import StreamFilter
from tests.contract.examples import of_topic
from tests.unit.chassis.messaging.rig import until

LIMIT = 100


async def test_a_stream_has_every_other_event_when_the_reader_met_a_bug_in_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RECONNECT_SECONDS", 0.001)
    broken = list[int]()

    def break_once(*given: object) -> None:
        if len(broken) == 0:
            broken.append(1)
            raise KeyError("a bug in one record")
        offer(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "offer", break_once)
    log, event = FakeLog(), of_topic("inbox.events")[0]
    publisher, feed = log.publisher(), Feed(log, resume_records=LIMIT)
    await publisher.start()
    live = Subscription(event.brand, StreamFilter(), LIMIT)
    async with feed.joined():
        began = feed.subscribe(live)
        await publisher.publish([event, event, event])
        frames = [await live.next(20) for _ in range(2)]
        await until(lambda: sum(feed.position()) == sum(began) + 3)
    await publisher.stop()
    assert [frame.event_type for frame in frames if frame is not None] == [event.type] * 2
