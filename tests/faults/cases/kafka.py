"""Brokers die and hang: leaders one after the other, the controller, two at once."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import suppress
from operator import itemgetter

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from tests.e2e.rig import eventually
from tests.faults.record import Answered
from tests.faults.scene import Case, Scene

AWAY = 180
NOTICED_SECONDS = 12.0
BACK_SECONDS = 60.0


def leader(scene: Scene) -> int:
    """Which broker, counted from 0, leads most partitions of the first topic."""

    async def look() -> int:
        admin = AIOKafkaAdminClient(bootstrap_servers=scene.house.state.kafka)
        await admin.start()
        try:
            (topic,) = await admin.describe_topics(["channel.events"])
            leaders: list[int] = [each["leader"] for each in topic["partitions"]]
            return max(set(leaders), key=leaders.count) - 1
        finally:
            await admin.close()

    def found() -> tuple[int] | None:
        with suppress(KafkaError, OSError):
            return (asyncio.run(look()),)
        return None

    return eventually(found, "a leader", BACK_SECONDS)[0]


def _killed(times: int) -> Callable[[Scene], None]:
    def fault(scene: Scene) -> None:
        for _ in range(times):
            broker = scene.house.brokers()[leader(scene)]
            scene.broken()
            broker.kill()
            scene.crowd.until(AWAY, NOTICED_SECONDS)
            broker.start()
            assert scene.house.stack.kafka is not None
            scene.house.stack.kafka.wait()
        scene.healed()

    return fault


def _controller(scene: Scene) -> int:
    """Which broker, counted from 0, is the controller: each keeps in its log of metadata whom it follows."""
    kafka = scene.house.stack.kafka
    assert kafka is not None
    states = [kafka.directory / child.name / "__cluster_metadata-0" / "quorum-state" for child in kafka.children]
    latest = max((json.loads(state.read_text()) for state in states), key=itemgetter("leaderEpoch"))
    return int(latest["leaderId"]) - 1


def _hangs(which: Callable[[Scene], int]) -> Callable[[Scene], None]:
    def fault(scene: Scene) -> None:
        broker = scene.house.brokers()[which(scene)]
        scene.broken()
        broker.pause()
        scene.crowd.until(AWAY, NOTICED_SECONDS)
        broker.resume()
        scene.healed()

    return fault


def _two_gone(scene: Scene) -> None:
    """With one of three left nothing is in sync: every post must be refused with 503 and Retry-After."""
    gone = scene.house.brokers()[:2]
    for broker in gone:
        broker.kill()
    scene.broken()
    time.sleep(1.0)  # what was under way when they died
    alone = time.time()
    time.sleep(8.0)
    until = time.time()
    for broker in gone:
        broker.start()
    assert scene.house.stack.kafka is not None
    scene.house.stack.kafka.wait()
    scene.healed()
    meanwhile = [row for row in scene.history.of(Answered) if alone < row.at - row.seconds and row.at < until]
    assert meanwhile, "nobody posted while two brokers were gone"
    for row in meanwhile:
        assert row.status != 202, "a false acknowledgement"
        assert row.status == 503, f"the answer was {row.status}"
        assert row.retry_after is not None, "it does not say when to try again"


CASES = [
    Case("leader_killed", "the leader of most partitions is killed and comes back", _killed(1)),
    Case("leader_killed_five_times", "the leader is killed five times in a row", _killed(5), rate=20.0),
    Case("leader_hangs", "the leader of most partitions hangs", _hangs(leader)),
    Case("controller_hangs", "the controller of Kafka hangs", _hangs(_controller)),
    Case("two_brokers_gone", "two of three brokers are gone: no post may be acknowledged", _two_gone, bound_seconds=90),
]
