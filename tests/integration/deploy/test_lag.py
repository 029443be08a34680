"""The lag that operators are shown is what the broker says is left to read."""

from __future__ import annotations

from datetime import UTC, datetime

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from deploy.local.lag import asking, group_lags, log_ends, partitions_of, unread
from deploy.local.topics import make_topics

COUNT, READ = 7, 3


async def test_the_lag_of_a_group_is_what_it_has_not_committed(kafka_bootstrap: str, topic_prefix: str) -> None:
    await make_topics(kafka_bootstrap, topic_prefix)
    topic = TopicPartition(f"{topic_prefix}channel.events", 0)
    producer = AIOKafkaProducer(bootstrap_servers=kafka_bootstrap)
    await producer.start()
    # a time of its own for each: the log is asked where a time begins, and of two of one millisecond finds the first
    began = round(datetime.now(UTC).timestamp() * 1000) - 60_000
    written = [began + number for number in range(COUNT)]
    for at in written:
        await producer.send_and_wait(topic.topic, b"{}", partition=topic.partition, timestamp_ms=at)
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

    waiting = {(each.group, each.topic, each.partition): each for each in await unread(kafka_bootstrap, topic_prefix)}
    assert set(waiting) == {("inbox", "channel.events", 0)}
    first_unread = waiting["inbox", "channel.events", 0]
    assert first_unread.records == COUNT + 1 - READ
    assert first_unread.since == datetime.fromtimestamp(written[READ] / 1000, UTC)

    lags = await group_lags(kafka_bootstrap, topic_prefix)
    assert lags["inbox"] == COUNT + 1 - READ
    assert lags["routing"] == 0


async def test_who_asks_knows_every_topic_after_one_question(kafka_bootstrap: str, topic_prefix: str) -> None:
    await make_topics(kafka_bootstrap, topic_prefix)
    topics = [f"{topic_prefix}{name}" for name in ("channel.events", "inbox.events", "routing.events")]
    async with asking(kafka_bootstrap) as (admin, consumer):
        partitions = await partitions_of(admin, consumer, [*topics, f"{topic_prefix}no such topic"])
        known = {topic: consumer.partitions_for_topic(topic) for topic in topics}

    assert {each.topic for each in partitions} == set(topics)
    assert known == {topic: {each.partition for each in partitions if each.topic == topic} for topic in topics}
