"""What differs about topics is told by how they were made, whatever brokers are there just now."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from chassis.messaging.kafka import topics as module
from chassis.messaging.kafka.topics import MESSAGE_BYTES, TopicDifference, topic_differences
from contracts.topic import Topic

TOPIC = Topic(name="inbox.events", keyed_by="conversation", partitions=2, retention=timedelta(seconds=1))


class _Admin:
    """A cluster of three brokers of which one is away."""

    def __init__(self, in_sync: list[list[int]], minimum: str) -> None:
        self._in_sync = in_sync
        self._minimum = minimum

    async def describe_cluster(self) -> dict[str, Any]:
        return {"brokers": [{"node_id": 1}, {"node_id": 2}]}

    async def describe_topics(self, _: None) -> list[dict[str, Any]]:
        partitions = [{"replicas": [1, 2, 3], "isr": isr} for isr in self._in_sync]
        return [{"topic": TOPIC.name, "partitions": partitions}]

    async def describe_configs(self, _: Any) -> list[Any]:
        there = {"cleanup.policy": "delete", "retention.ms": "1000", "max.message.bytes": str(MESSAGE_BYTES)}
        entries = [*there.items(), ("flush.messages", "1"), ("min.insync.replicas", self._minimum)]
        return [SimpleNamespace(resources=[(0, "", 2, TOPIC.name, entries)])]


@pytest.mark.parametrize(
    ("in_sync", "minimum", "expected"),
    [
        ([[1, 2, 3], [3, 1, 2]], "2", []),
        ([[1, 2, 3], [1, 2]], "2", [("replicas in sync", "2", "3")]),
        ([[], [1, 2]], "2", [("replicas in sync", "0", "3")]),
        ([[1, 2, 3], [1, 2, 3]], "1", [("min.insync.replicas", "1", "2")]),
    ],
)
async def test_a_broker_that_is_away_changes_nothing_about_what_is_wanted(
    monkeypatch: pytest.MonkeyPatch, in_sync: list[list[int]], minimum: str, expected: list[tuple[str, str, str]]
) -> None:
    @asynccontextmanager
    async def admin(_: str) -> AsyncIterator[_Admin]:
        yield _Admin(in_sync, minimum)

    monkeypatch.setattr(module, "_admin", admin)

    assert await topic_differences("k:1", "", [TOPIC]) == [TopicDifference(TOPIC.name, *each) for each in expected]
