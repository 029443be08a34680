"""Every consumer takes every example of the topics it reads: nothing is refused, nothing fails."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from chassis.clock import FixedClock
from chassis.messaging import Delivery, Handler, HandlerResult
from chassis.messaging.testing import a_delivery
from chassis.mongo import Mongo
from chassis.outbox import Outbox
from chassis.service import prepare
from chassis.timers import Timers
from contracts.registry import READERS
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

NOW = parsed("inbox.message_stored.v1").at + timedelta(minutes=1)


@pytest.fixture
async def mongo(mongo_url: str, database_name: str) -> AsyncIterator[Mongo]:
    mongo = await Mongo.connect(mongo_url, database_name)
    yield mongo
    await mongo.drop()
    await mongo.close()


def examples(topic: str) -> list[Delivery]:
    return [a_delivery(event, offset=place) for place, event in enumerate(of_topic(topic))]


async def takes(handler: Handler, topic: str) -> None:
    """Give a handler all examples of a topic at once, and again, as a replay would."""
    for _ in range(2):
        result = await handler(examples(topic))
        if isinstance(result, HandlerResult):
            assert [each.reason for each in result.rejected] == []


@pytest.mark.parametrize("topic", READERS["inbox"])
async def test_the_inbox_takes_every_example(mongo: Mongo, topic: str) -> None:
    await prepare(mongo, inbox.service(InboxSettings()))
    made = inbox.core(mongo, FixedClock(NOW), english, RecordingChannel(), NoDeadLetters())
    await made.directory.on_events(of_topic("gateway.directory"))
    await takes(made.handlers[topic], topic)


@pytest.mark.parametrize("topic", READERS["routing"])
async def test_routing_takes_every_example(mongo: Mongo, topic: str) -> None:
    await prepare(mongo, routing.service(RoutingSettings()))
    clock = FixedClock(NOW)
    made = routing.core(mongo_stores(mongo, Outbox(mongo), Timers(mongo, clock), clock), RoutingSettings(), clock)
    await made.on_directory(of_topic("gateway.directory"))
    handlers: dict[str, Handler] = {"inbox.events": made.on_inbox, "crisis.events": made.on_crisis}
    await takes(handlers[topic], topic)


@pytest.mark.parametrize("topic", READERS["crisis"])
async def test_crisis_takes_every_example(mongo: Mongo, topic: str) -> None:
    await prepare(mongo, crisis.service(CrisisSettings()))
    made = crisis.core(mongo, CrisisSettings(), FixedClock(NOW), FakeDelivery())
    handlers: dict[str, Handler] = {"inbox.events": made.on_inbox, "routing.events": made.on_routing}
    await takes(handlers[topic], topic)


@pytest.mark.parametrize("topic", READERS["analytics"])
async def test_analytics_takes_every_example(mongo: Mongo, topic: str) -> None:
    settings = AnalyticsSettings()
    await prepare(mongo, analytics.service(settings))
    await takes(analytics.on_events(mongo, settings, FixedClock(NOW), 0, BrandSettings()), topic)


@pytest.mark.parametrize("topic", READERS["gateway"])
async def test_the_gateway_takes_every_example(mongo: Mongo, topic: str) -> None:
    context = StoreContext(mongo, Outbox(mongo), FixedClock(NOW))
    await takes(OnCrisisEvents(Grants(context), lambda: None), topic)
