"""A bare consumer: getmany, insert_many, commit; what reading and storing costs with no rule in between."""

from __future__ import annotations

import asyncio
import json
import sys
import time

from aiokafka import AIOKafkaConsumer
from motor.motor_asyncio import AsyncIOMotorClient


async def drain(bootstrap: str, mongo: str, topic: str, wanted: int) -> float:
    """Store `wanted` records of the topic one to one; gives the seconds from the first record on."""
    client: AsyncIOMotorClient[dict[str, object]] = AsyncIOMotorClient(mongo)
    documents = client["bench_bare"]["records"]
    consumer = AIOKafkaConsumer(
        topic,
        bootstrap_servers=bootstrap,
        group_id="bench-bare",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    await consumer.start()
    seen, began = 0, 0.0
    while seen < wanted:
        batches = await consumer.getmany(timeout_ms=500, max_records=500)
        records = [json.loads(record.value) for batch in batches.values() for record in batch]
        if not records:
            continue
        began = began or time.perf_counter()
        await documents.insert_many(records, ordered=False)
        await consumer.commit()
        seen += len(records)
    seconds = time.perf_counter() - began
    await consumer.stop()
    await client.drop_database("bench_bare")
    return seconds


if __name__ == "__main__":
    _, kafka, url, name, count = sys.argv
    taken = asyncio.run(drain(kafka, url, name, int(count)))
    sys.stdout.write(json.dumps({"records": int(count), "seconds": taken}) + "\n")
