"""Restores a backup into an installation that has none of it; an interrupted one goes on when it is run again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from pymongo import MongoClient, ReplaceOne
from pymongo.errors import PyMongoError
from pymongo.write_concern import WriteConcern

from chassis.errors import Unavailable
from chassis.messaging import Outgoing
from chassis.messaging.headers import ORIGIN_OFFSET, ORIGIN_PARTITION, ORIGIN_TOPIC
from chassis.messaging.kafka import KafkaLog
from chassis.mongo import STEPS
from contracts.registry import CHANNEL_EVENTS, CHANNEL_EVENTS_BULK, retry_topic
from deploy.keeping.backup import ANSWER_MS, COUNTS
from deploy.keeping.installation import OF_A_MOMENT, SERVICES, WITHOUT_BRAND, WRITTEN_LAST, Installation, of_brand
from deploy.keeping.log_parts import DIRECTORY, outgoing, scanning
from deploy.keeping.manifest import BackupPart, Manifest, read_manifest, read_part
from deploy.local.topics import make_topics
from deploy.stack.errors import StackError

T = TypeVar("T")
BATCH = 500
RESTORES = "restores"  # in the gateway's database: which backup is being restored, or was
CONNECT_SECONDS = 10.0


async def restore_backup(at: Installation, folder: Path, tell: Callable[[str], None]) -> Manifest:
    """Write the documents of a backup, then its records; every file is compared with the manifest first.

    Raises:
        StackError: The backup is damaged, sealed with another key, or its target has data already.
    """
    tell("every file as it was written")
    manifest = read_manifest(folder)
    if manifest.seal_mark != at.seal_mark():
        raise StackError("The backup's secrets are sealed with another MUSTER_SEAL_KEY; restore with the key of then.")
    collections = [part for part in manifest.parts if part.kind == "collection"]
    topics = [part for part in manifest.parts if part.kind == "topic"]
    last = [part for part in collections if part.name in WRITTEN_LAST]
    try:
        with MongoClient[dict[str, Any]](at.mongo, serverSelectionTimeoutMS=ANSWER_MS, tz_aware=True) as client:
            await _claim(client, at, manifest)
            for part in [each for each in collections if each not in last]:
                tell(f"{part.documents:,} documents of {part.owner}.{part.name}")
                _write(client, at, folder, part)
            for part in [each for each in topics if each.name == DIRECTORY]:
                await _send(at, folder, part, manifest, tell)
            for part in last:
                tell(f"{part.documents:,} documents of {part.owner}.{part.name}")
                _write(client, at, folder, part)
            for part in [each for each in topics if each.name != DIRECTORY]:
                await _send(at, folder, part, manifest, tell)
            _marks(client, at).update_one({"_id": manifest.id}, {"$set": {"done": True}})
    except PyMongoError as failure:
        raise StackError(f"MongoDB does not take it ({type(failure).__name__}); run the same again.") from failure
    except Unavailable as failure:
        raise StackError(f"Kafka does not take it ({failure}); run the same again.") from failure
    return manifest


async def _claim(client: MongoClient[dict[str, Any]], at: Installation, manifest: Manifest) -> None:
    """Note what is being restored, where it is not begun already; nothing of it may be there then."""
    mark = _marks(client, at).find_one({"_id": manifest.id})
    if mark is not None and mark.get("done"):
        raise StackError("This backup was restored here already.")
    if mark is not None:
        return
    there = next(_there(client, at, manifest.brand), None)
    if there is not None:
        raise StackError(
            f"{there} has documents already; restore where there is no data of it, such as another prefix."
        )
    await make_topics(at.kafka, at.prefix)
    if manifest.brand is None:
        await _refuse_records(at)
    for service in SERVICES:  # documents of an older build come in: which steps were taken of them, the backup says
        client[at.database(service)].get_collection(STEPS, write_concern=WriteConcern("majority")).delete_many({})
    _marks(client, at).insert_one({"_id": manifest.id, "brand": manifest.brand, "done": False})


def _marks(client: MongoClient[dict[str, Any]], at: Installation) -> Any:  # noqa: ANN401 - pymongo's collection
    return client[at.database("gateway")].get_collection(RESTORES, write_concern=WriteConcern("majority"))


def _there(client: MongoClient[dict[str, Any]], at: Installation, brand: str | None) -> Iterator[str]:
    """Collections that have documents which a restore would mix with its own."""
    apart = OF_A_MOMENT | {RESTORES, STEPS, *(WITHOUT_BRAND if brand is not None else ())}
    for service in SERVICES:
        database = client[at.database(service)]
        for name in sorted(set(database.list_collection_names()) - apart):
            if database[name].find_one(of_brand(name, brand), {"_id": 1}) is not None:
                yield f"{database.name}.{name}"


async def _refuse_records(at: Installation) -> None:
    for topic in (DIRECTORY, CHANNEL_EVENTS.name, CHANNEL_EVENTS_BULK.name):
        async with scanning(at, topic) as scanner:
            if await scanner.beginnings() != await scanner.ends():
                raise StackError(f"The topic {at.prefix}{topic} has records already; restore under another prefix.")


def _write(client: MongoClient[dict[str, Any]], at: Installation, folder: Path, part: BackupPart) -> None:
    """Write the documents of a part; those that an interrupted restore has written are written once more."""
    collection = client[at.database(part.owner)].get_collection(part.name, write_concern=WriteConcern("majority"))
    for some in _in_batches(read_part(folder, part)):
        collection.bulk_write([ReplaceOne({"_id": each["_id"]}, each, upsert=True) for each in some], ordered=False)


async def _send(
    at: Installation, folder: Path, part: BackupPart, manifest: Manifest, tell: Callable[[str], None]
) -> None:
    tell(f"{part.documents:,} records of {part.name}")
    publisher = KafkaLog(at.kafka, prefix=at.prefix, service="muster").publisher()
    await publisher.start()
    try:
        for some in _in_batches(read_part(folder, part)):
            await publisher.send([_record(part.name, each, manifest) for each in some])
    finally:
        await publisher.stop()


def _record(topic: str, record: Mapping[str, Any], manifest: Manifest) -> Outgoing:
    """A record to send again. One that the inbox has counted comes back to it as a record that it has met before.

    That is what its retry topic is for: there a record says where it first stood, so it is known as the one whose
    effect is stored, and what was published for it is published again.
    """
    counted = {CHANNEL_EVENTS.name: manifest.counted, CHANNEL_EVENTS_BULK.name: manifest.counted_bulk}.get(topic, {})
    if record["offset"] >= counted.get(record["partition"], 0):
        return outgoing(topic, record)
    place = (
        (ORIGIN_TOPIC, topic.encode()),
        (ORIGIN_PARTITION, b"%d" % record["partition"]),
        (ORIGIN_OFFSET, b"%d" % record["offset"]),
    )
    return outgoing(retry_topic(topic, COUNTS), record, place)


def _in_batches(documents: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(documents)
    while some := list(islice(rest, BATCH)):
        yield some
