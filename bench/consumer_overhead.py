"""`python -m bench.consumer_overhead`: what the batch consumer costs a record beside bare getmany, on a real Kafka.

The handler is empty; without an address of a Kafka it starts one of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiokafka import AIOKafkaConsumer
from rich.console import Console
from rich.table import Table

from bench.record import announce, keep
from chassis.memory import freeze_startup_objects
from chassis.messaging import BatchConsumer, ConsumerSettings, Delivery
from chassis.messaging.kafka import KafkaLog
from contracts.event import Event
from contracts.inbox import ConversationSnapshot, Enrichment, MessageStored, Sentiment, TriageDecision
from contracts.registry import EVENT_CLASSES, dead_topic, retry_topic
from contracts.topic import Topic
from deploy.stack import KafkaCluster

BATCH = 500
PARTITIONS = 12
DAY = timedelta(days=1)


def a_message(number: int) -> MessageStored:
    """Give an event of the size and shape most events have."""
    at = datetime(2010, 4, 15, tzinfo=UTC)
    conversation = f"conversation-{number % 997}"
    snapshot = ConversationSnapshot(
        id=conversation,
        contact=f"contact-{number % 997}",
        integration="x-main",
        channel="x",
        status="open",
        triage="respond",
        priority=60,
        language="en",
        opened_at=at,
        last_inbound_at=at,
        inbound=1,
        needs_reply=True,
    )
    return MessageStored(
        id=f"{number:032x}",
        brand="klm",
        subject=conversation,
        version=number,
        at=at,
        conversation=snapshot,
        message=f"message-{number}",
        text="My flight to Amsterdam was cancelled, nobody answers the phone. What do I do now? " * 2,
        enrichment=Enrichment(
            language="en",
            language_confidence=0.98,
            sentiment=Sentiment(label="negative", score=-0.4, coverage=0.5),
            urgency=("cancelled",),
        ),
        triage=TriageDecision(
            decision="respond", priority=60, rule="question", rules_version=1, reason="asks a question"
        ),
        sent_at=at,
    )


async def bare(bootstrap: str, topic: str, records: int) -> float:
    """Read with getmany alone; give the CPU microseconds a record."""
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=bootstrap, auto_offset_reset="earliest")
    await consumer.start()
    seen, started = 0, time.process_time()
    while seen < records:
        for batch in (await consumer.getmany(timeout_ms=500, max_records=BATCH)).values():
            seen += len(batch)
    spent = time.process_time() - started
    await consumer.stop()
    return spent / records * 1e6


async def ours(log: KafkaLog, topic: str, records: int) -> float:
    """Read with the batch consumer: decode, empty handler, commit; give the CPU microseconds a record."""
    publisher = log.publisher()
    await publisher.start()
    seen, all_seen = 0, asyncio.Event()
    started = 0.0

    async def nothing(batch: Sequence[Delivery]) -> Sequence[Event]:
        nonlocal seen
        seen += len(batch)
        if seen >= records:
            all_seen.set()
        return ()

    consumer = BatchConsumer(
        log,
        publisher,
        group="bench",
        topics=[topic],
        handler=nothing,
        classes=EVENT_CLASSES,
        settings=ConsumerSettings(max_records=BATCH),
    )
    started = time.process_time()
    await consumer.start()
    await all_seen.wait()
    spent = time.process_time() - started
    await consumer.stop()
    await publisher.stop()
    return spent / records * 1e6


async def fill(log: KafkaLog, topic: str, records: int) -> float:
    """Write the messages; give the CPU microseconds a record, events built and serialised included."""
    publisher = log.publisher()
    await publisher.start()
    started = time.process_time()
    for first in range(0, records, BATCH):
        await publisher.publish([a_message(number) for number in range(first, min(first + BATCH, records))])
    spent = time.process_time() - started
    await publisher.stop()
    return spent / records * 1e6


async def measure(bootstrap: str, records: int, console: Console) -> dict[str, float]:
    """CPU microseconds a record: written, read with bare getmany, read with the batch consumer."""
    prefix = f"bench{uuid.uuid4().hex[:8]}."
    log = KafkaLog(bootstrap, prefix=prefix, service="bench")
    topic = MessageStored.topic
    names = (topic, retry_topic(topic, "bench"), dead_topic(topic, "bench"))
    await log.ensure_topics([Topic(name, "conversation", PARTITIONS, DAY) for name in names], create=True)
    console.print(f"[dim]writing {records:,} records, then reading them twice[/]")
    written = await fill(log, topic, records)
    floor = await bare(bootstrap, f"{prefix}{topic}", records)
    read = await ours(log, topic, records)
    return {"publish_us": written, "bare_us": floor, "consumer_us": read, "cost_ratio": read / floor}


def main() -> None:
    """Run against the given Kafka or one of its own, print the figures, keep them."""
    parser = argparse.ArgumentParser(prog="python -m bench.consumer_overhead", description=__doc__)
    parser.add_argument("bootstrap", nargs="?", help="a Kafka that runs")
    parser.add_argument("records", type=int, nargs="?", default=50_000)
    options, console = parser.parse_args(), Console(width=120)
    announce(console, None)
    freeze_startup_objects()
    if options.bootstrap:
        found = asyncio.run(measure(options.bootstrap, options.records, console))
    else:
        with tempfile.TemporaryDirectory() as directory:
            cluster = KafkaCluster(Path(directory))
            cluster.start()
            try:
                cluster.wait()
                found = asyncio.run(measure(cluster.bootstrap, options.records, console))
            finally:
                cluster.stop()
    table = Table("", "CPU µs a record", title="What the batch consumer costs")
    table.add_row("publish: build, serialise, send, acknowledged", f"{found['publish_us']:.1f}")
    table.add_row("bare getmany", f"{found['bare_us']:.1f}")
    table.add_row("batch consumer: decode, empty handler, commit", f"{found['consumer_us']:.1f}")
    console.print(table)
    console.print(
        f"overhead {found['consumer_us'] - found['bare_us']:.1f} µs a record, ratio {found['cost_ratio']:.2f}"
    )
    keep(None, {"consumer": found})


if __name__ == "__main__":
    main()
