"""A consumer with FastStream's Kafka broker: each message of the topic is stored in MongoDB once, to the majority.

As the documentation begins, a function that takes one message, offsets committed by themselves every few seconds: what
was being stored when the process dies may be lost. With `--batch` a function that takes a list, whose offsets are
committed once it is stored. Its log is off: by default it has two lines a message.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Sequence
from typing import Any

from faststream import AckPolicy
from faststream.kafka import KafkaBroker
from motor.motor_asyncio import AsyncIOMotorClient
from pydantic import AwareDatetime, BaseModel, ConfigDict
from pymongo import WriteConcern
from pymongo.errors import BulkWriteError

DATABASE = "bench_faststream"
MAX_RECORDS = 500  # of a batch, as Muster's consumers have it
DUPLICATE = 11000  # the server's code of a key that exists


class Message(BaseModel):
    """What is read of an event; the rest of it is stored as it is."""

    model_config = ConfigDict(extra="allow")

    id: str
    brand: str
    external_id: str
    at: AwareDatetime
    text: str = ""


class Store:
    """The messages, and how long the wanted number of them took."""

    def __init__(self, mongo: str, wanted: int) -> None:
        self.client: AsyncIOMotorClient[dict[str, Any]] = AsyncIOMotorClient(mongo)
        database = self.client.get_database(DATABASE, write_concern=WriteConcern("majority"))
        self._messages = database["messages"]
        self._wanted = wanted
        self._seen, self._began, self._cpu = 0, 0.0, 0.0
        self.done: asyncio.Future[dict[str, float]] = asyncio.get_running_loop().create_future()

    async def add(self, messages: Sequence[Message]) -> None:
        """Store messages; one that is there already stays as it is."""
        if not self._began:
            self._began, self._cpu = time.perf_counter(), time.process_time()
        documents = [{"_id": each.id, **each.model_dump(exclude={"id"})} for each in messages]
        try:
            await self._messages.insert_many(documents, ordered=False)
        except BulkWriteError as refused:
            if any(error["code"] != DUPLICATE for error in refused.details["writeErrors"]):
                raise
        self._seen += len(messages)
        if self._seen >= self._wanted and not self.done.done():
            seconds, cpu = time.perf_counter() - self._began, time.process_time() - self._cpu
            self.done.set_result({"records": self._seen, "seconds": seconds, "cpu_seconds": cpu})


async def consume(bootstrap: str, mongo: str, topic: str, wanted: int, *, batch: bool) -> dict[str, float]:
    """Consume the topic from its beginning until so many messages are stored; gives seconds from the first one on."""
    store, broker = Store(mongo, wanted), KafkaBroker(bootstrap, logger=None)
    group = f"bench-faststream-{time.time_ns()}"  # one that has read nothing yet
    await store.client.drop_database(DATABASE)

    async def one(message: Message) -> None:
        await store.add([message])

    async def many(messages: list[Message]) -> None:
        await store.add(messages)

    if batch:
        after = AckPolicy.NACK_ON_ERROR
        reads = broker.subscriber(
            topic, group_id=group, auto_offset_reset="earliest", batch=True, max_records=MAX_RECORDS, ack_policy=after
        )
        reads(many)
    else:
        broker.subscriber(topic, group_id=group, auto_offset_reset="earliest")(one)
    async with broker:
        await broker.start()
        found = await store.done
    await store.client.drop_database(DATABASE)
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kafka")
    parser.add_argument("mongo")
    parser.add_argument("topic")
    parser.add_argument("wanted", type=int)
    parser.add_argument("--batch", action="store_true")
    given = parser.parse_args()
    taken = asyncio.run(consume(given.kafka, given.mongo, given.topic, given.wanted, batch=given.batch))
    sys.stdout.write(json.dumps(taken) + "\n")
