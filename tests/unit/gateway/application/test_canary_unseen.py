"""Nobody whom the gateway serves from the log sees a canary: no stream, no page, no webhook, no audit trail."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

import pytest

from chassis.messaging import BatchConsumer, ConsumerSettings, Publisher
from chassis.messaging.canary import Canary
from chassis.messaging.testing import FakeLog
from contracts.event import Event
from contracts.registry import PUBLIC_TOPICS
from gateway.application.feed import TOPICS, Feed
from gateway.application.feed_pages import FeedPages
from gateway.application.subscription import Subscription
from gateway.application.webhook_intake import LoggedEvent
from gateway.consumers.webhook_events import GROUP, OnWebhookEvents
from gateway.domain.position import encode
from gateway.domain.scopes import SCOPES
from gateway.domain.streams import StreamFilter
from tests.contract.examples import of_topic
from tests.unit.chassis.messaging.rig import until

LIMIT, PARTITIONS = 100, 36


@pytest.fixture
def log() -> FakeLog:
    return FakeLog()


@pytest.fixture
async def publisher(log: FakeLog) -> AsyncIterator[Publisher]:
    started = log.publisher()
    await started.start()
    yield started
    await started.stop()


def an_event() -> Event:
    return of_topic("inbox.events")[0]


async def put_canaries_and(event: Event, publisher: Publisher) -> None:
    """The event stands behind a canary of each public topic, of its own brand."""
    canary = Canary(event.brand, 1_700_000_000_000, "inbox")
    await publisher.send([canary.record(topic.name) for topic in PUBLIC_TOPICS])
    await publisher.publish([event])


async def test_a_stream_has_the_event_and_none_of_the_canaries(log: FakeLog, publisher: Publisher) -> None:
    event, feed = an_event(), Feed(log, resume_records=LIMIT)
    live = Subscription(event.brand, StreamFilter(), LIMIT)
    async with feed.joined():
        began = feed.subscribe(live)
        await put_canaries_and(event, publisher)
        frame = await live.next(10)
        assert frame is not None
        assert frame.event_type == event.type
        assert await live.next(0.1) is None
        await until(lambda: sum(feed.position()) == sum(began) + len(PUBLIC_TOPICS) + 1)

        resumed = Subscription(event.brand, StreamFilter(), LIMIT)
        assert [each.event_type async for each in feed.resume(resumed, began)] == [event.type]


async def test_a_page_has_the_event_and_none_of_the_canaries(log: FakeLog, publisher: Publisher) -> None:
    event = an_event()
    await put_canaries_and(event, publisher)
    page = await FeedPages(log).page(event.brand, StreamFilter(), SCOPES, encode([0] * PARTITIONS), LIMIT)
    assert [frame.event_type for frame in page.frames] == [event.type]
    assert not page.more


async def test_webhooks_and_the_audit_trail_take_the_event_and_none_of_the_canaries(
    log: FakeLog, publisher: Publisher
) -> None:
    event = an_event()
    taken: list[LoggedEvent] = []

    async def take(events: Sequence[LoggedEvent]) -> None:
        taken.extend(events)

    bare = ConsumerSettings(unknown_types=True)
    consumer = BatchConsumer(
        log, publisher, group=GROUP, topics=TOPICS, handler=OnWebhookEvents(take), classes={}, settings=bare
    )
    await consumer.start()
    await put_canaries_and(event, publisher)
    await until(lambda: sum(log.committed(GROUP).values()) == len(PUBLIC_TOPICS) + 1)
    await consumer.stop()
    assert [each.type for each in taken] == [event.type]
