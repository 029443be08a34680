"""Two real processes on a real Kafka and MongoDB: one surge, one incident; one killed, nothing lost or doubled."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chassis.messaging import Publisher
from contracts.crisis import IncidentDeclared, PageSent, SignalRaised
from deploy.local.preloaded import Preloader
from services.crisis.domain.callout import CalloutRules
from services.crisis.domain.escalation import EscalationLevel, EscalationPolicy
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.settings import CrisisSettings
from tests.integration.crisis.world import World, a_world, eventually
from tests.support.crisis.builders import BRAND, a_message
from tests.support.whole_topic import events_of

CALM, CALM_SECONDS = 4, 10  # messages a second, and for how long
SURGE, TURNS = 300, 8
LATER_BUCKETS = 3  # watched on after the incident: what a second replica would declare on top comes in them

SETTINGS = CrisisSettings(bucket_seconds=1, warmup_buckets=4, clear_buckets=600, grace_seconds=0.5)


@pytest.fixture
async def world(
    mongo_url: str, kafka_bootstrap: str, topic_prefix: str, tmp_path: Path, preloader: Preloader
) -> AsyncIterator[World]:
    """Give a brand with a policy that pages and calls nobody out."""
    async with a_world(mongo_url, kafka_bootstrap, topic_prefix, tmp_path, preloader, SETTINGS) as world:
        escalation = EscalationPolicy((EscalationLevel(("ann",), 600.0),))
        policy = CrisisPolicy(
            version=1, escalation=escalation, callout=CalloutRules(enabled=False), detector=SETTINGS.detector()
        )
        await world.write_policy(BRAND, policy)
        yield world


class Speaker:
    """Publishes messages that no message before was."""

    def __init__(self, world: World, publisher: Publisher) -> None:
        self._world = world
        self._publisher = publisher
        self._number = 0

    async def say(self, *times: datetime) -> None:
        """Publish a new message for each time it was stored at."""
        messages = [a_message(self._number + n, at) for n, at in enumerate(times)]
        self._number += len(messages)
        await self._world.publish(self._publisher, list(messages))


async def counted(world: World) -> int:
    """Give how many messages were counted."""
    counts = await world.store(BRAND).detection.counts(0, 2**40)
    return sum(count.inbound for count in counts.values())


async def watched_until(world: World, at: datetime) -> bool:
    """Whether the detector has stepped past this time."""
    stored = await world.store(BRAND).detection.detector()
    return stored is not None and stored[0].next_start > at.timestamp()


@pytest.mark.timeout(240)
async def test_a_surge_over_two_replicas_of_which_one_is_killed_is_counted_and_declared_once(world: World) -> None:
    first, second = world.start(), world.start()
    publisher = world.log.publisher()
    await publisher.start()
    speaker = Speaker(world, publisher)
    try:
        await eventually("the work of both", world.ready)
        ago = datetime.now(UTC) - timedelta(seconds=CALM_SECONDS)
        await speaker.say(*[ago + timedelta(seconds=n // CALM) for n in range(CALM * CALM_SECONDS)])
        await eventually("counting", lambda: _is(world, CALM * CALM_SECONDS))
        for turn in range(TURNS):
            now = datetime.now(UTC)
            await speaker.say(*[now] * SURGE)
            if turn == TURNS // 2:
                first.kill()  # with a part of the surge in its hands
        await eventually("counting after the kill", lambda: _is(world, CALM * CALM_SECONDS + TURNS * SURGE))
        await eventually("the incident", world.store(BRAND).incidents.newest_open)
        await eventually("the page", lambda: world.mongo.brand_collection("pages").find(BRAND, {}))
        end = datetime.now(UTC) + timedelta(seconds=LATER_BUCKETS * SETTINGS.bucket_seconds)
        await eventually("some turns of the watch more", lambda: watched_until(world, end))
        await eventually("all of it told", world.told)
        second.stop()  # and whatever it still had to tell is in the log
    finally:
        await publisher.stop()

    events = await events_of(world.log, "crisis.events")
    kinds = [type(event) for event in events]
    assert kinds.count(SignalRaised) == 1
    assert len({event.id for event in events if isinstance(event, IncidentDeclared)}) == 1
    assert len({event.id for event in events if isinstance(event, PageSent)}) == 1
    assert await counted(world) == CALM * CALM_SECONDS + TURNS * SURGE
    assert len(await world.mongo.brand_collection("incidents").find(BRAND, {})) == 1


async def _is(world: World, count: int) -> bool:
    return await counted(world) == count
