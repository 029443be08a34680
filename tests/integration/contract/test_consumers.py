"""Every consumer takes every example of the topics it reads, and what older builds published: nothing is refused."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from chassis.clock import FixedClock
from chassis.messaging import Handler, HandlerResult
from chassis.messaging.testing import a_delivery
from chassis.mongo import Mongo
from chassis.outbox import Outbox
from chassis.service import prepare
from chassis.timers import Timers
from contracts.event import Event
from contracts.registry import EVENT_CLASSES, READERS
from gateway.consumers.crisis_events import OnCrisisEvents
from gateway.persistence.base import StoreContext
from gateway.persistence.grants import Grants
from services.analytics import wiring as analytics
from services.analytics.application.brand_settings import BrandSettings
from services.analytics.settings import AnalyticsSettings
from services.crisis import wiring as crisis
from services.crisis.settings import CrisisSettings
from services.inbox import wiring as inbox
from services.inbox.settings import InboxSettings
from services.routing import wiring as routing
from services.routing.persistence.unit_of_work import mongo_stores
from services.routing.settings import RoutingSettings
from tests.contract.examples import of_topic, parsed
from tests.integration.inbox.rig import NoDeadLetters, RecordingChannel, english
from tests.support.crisis.notices import FakeDelivery
from tests.support.upgrade import BUILDS, records

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Published:
    """Events of one build by topic, and a moment after all of them."""

    of_topic: Callable[[str], list[Event]]
    now: datetime


def this_build() -> Published:
    return Published(of_topic, parsed("inbox.message_stored.v1").at + MINUTE)


def older(build: Path) -> Published:
    events = [EVENT_CLASSES[each["type"]].model_validate(each["value"]) for each in records(build)]
    return Published(
        lambda topic: [each for each in events if each.topic == topic], max(each.at for each in events) + MINUTE
    )


@pytest.fixture(params=["this build", *(build.name for build in BUILDS)])
def published(request: pytest.FixtureRequest) -> Published:
    """Give what a build publishes."""
    builds = {build.name: build for build in BUILDS}
    return older(builds[request.param]) if request.param in builds else this_build()


@pytest.fixture
async def mongo(mongo_url: str, database_name: str) -> AsyncIterator[Mongo]:
    mongo = await Mongo.connect(mongo_url, database_name)
    yield mongo
    await mongo.drop()
    await mongo.close()


async def takes(handler: Handler, topic: str, published: Published) -> None:
    """Give a handler all events of a topic at once, and again, as a replay would."""
    deliveries = [a_delivery(event, offset=place) for place, event in enumerate(published.of_topic(topic))]
    for _ in range(2 if deliveries else 0):  # an older build has kept none of a topic that nobody wrote to
        result = await handler(deliveries)
        if isinstance(result, HandlerResult):
            assert [each.reason for each in result.rejected] == []


@pytest.mark.parametrize("topic", READERS["inbox"])
async def test_the_inbox_takes_every_example(mongo: Mongo, topic: str, published: Published) -> None:
    await prepare(mongo, inbox.service(InboxSettings()))
    made = inbox.core(mongo, FixedClock(published.now), english, RecordingChannel(), NoDeadLetters())
    await made.directory.on_events(published.of_topic("gateway.directory"))
    await takes(made.handlers[topic], topic, published)


@pytest.mark.parametrize("topic", READERS["routing"])
async def test_routing_takes_every_example(mongo: Mongo, topic: str, published: Published) -> None:
    await prepare(mongo, routing.service(RoutingSettings()))
    clock = FixedClock(published.now)
    made = routing.core(mongo_stores(mongo, Outbox(mongo), Timers(mongo, clock), clock), RoutingSettings(), clock)
    await made.on_directory(published.of_topic("gateway.directory"))
    handlers: dict[str, Handler] = {"inbox.events": made.on_inbox, "crisis.events": made.on_crisis}
    await takes(handlers[topic], topic, published)


@pytest.mark.parametrize("topic", READERS["crisis"])
async def test_crisis_takes_every_example(mongo: Mongo, topic: str, published: Published) -> None:
    await prepare(mongo, crisis.service(CrisisSettings()))
    made = crisis.core(mongo, CrisisSettings(), FixedClock(published.now), FakeDelivery())
    handlers: dict[str, Handler] = {"inbox.events": made.on_inbox, "routing.events": made.on_routing}
    await takes(handlers[topic], topic, published)


@pytest.mark.parametrize("topic", READERS["analytics"])
async def test_analytics_takes_every_example(mongo: Mongo, topic: str, published: Published) -> None:
    settings = AnalyticsSettings()
    await prepare(mongo, analytics.service(settings))
    await takes(analytics.on_events(mongo, settings, FixedClock(published.now), 0, BrandSettings()), topic, published)


@pytest.mark.parametrize("topic", READERS["gateway"])
async def test_the_gateway_takes_every_example(mongo: Mongo, topic: str, published: Published) -> None:
    context = StoreContext(mongo, Outbox(mongo), FixedClock(published.now))
    await takes(OnCrisisEvents(Grants(context), lambda: None), topic, published)
