"""The lag that operators are shown is what the broker says is left to read."""

from __future__ import annotations

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from deploy.local.lag import group_lags, log_ends
from deploy.local.topics import make_topics

COUNT, READ = 7, 3


async def test_the_lag_of_a_group_is_what_it_has_not_committed(kafka_bootstrap: str, topic_prefix: str) -> None:
    await make_topics(kafka_bootstrap, topic_prefix)
    topic = TopicPartition(f"{topic_prefix}channel.events", 0)
    producer = AIOKafkaProducer(bootstrap_servers=kafka_bootstrap)
    await producer.start()
    for _ in range(COUNT):
        await producer.send_and_wait(topic.topic, b"{}", partition=topic.partition)
    ends = await log_ends(kafka_bootstrap, topic_prefix)
    assert (await group_lags(kafka_bootstrap, topic_prefix))["inbox"] == COUNT

    reader = AIOKafkaConsumer(
        bootstrap_servers=kafka_bootstrap, group_id=f"{topic_prefix}inbox", enable_auto_commit=False
    )
    await reader.start()
    reader.assign([topic])
    await reader.commit({topic: READ})
    await reader.stop()

    await producer.send_and_wait(topic.topic, b"{}", partition=topic.partition)
    await producer.stop()
    assert (await group_lags(kafka_bootstrap, topic_prefix, ends))["inbox"] == COUNT - READ

    lags = await group_lags(kafka_bootstrap, topic_prefix)
    assert lags["inbox"] == COUNT + 1 - READ
    assert lags["routing"] == 0
