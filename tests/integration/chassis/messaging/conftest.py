"""The messaging suite on Kafka."""

from collections.abc import AsyncIterator

import pytest

from chassis.messaging.kafka import KafkaLog
from tests.unit.chassis.messaging.rig import Shop


@pytest.fixture
def kafka_log(kafka_bootstrap: str, topic_prefix: str) -> KafkaLog:
    return KafkaLog(kafka_bootstrap, prefix=topic_prefix, service="test")


@pytest.fixture
async def shop(kafka_log: KafkaLog) -> AsyncIterator[Shop]:
    opened = Shop(kafka_log)
    await opened.open()
    yield opened
    await opened.close()
