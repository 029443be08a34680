"""Takes a backup: the documents of all services as of one moment, then what the log had for consumers by then.

The places of the consumers are asked before that moment and the log is read after it, so whatever the documents do not
show yet is in the records. What both have comes again, as after any crash, and changes nothing.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from pymongo import MongoClient
from pymongo.client_session import ClientSession
from pymongo.errors import OperationFailure, PyMongoError
from pymongo.write_concern import WriteConcern

from chassis.mongo import STEPS
from contracts.registry import CHANNEL_EVENTS, CHANNEL_EVENTS_BULK
from contracts.topic import Topic
from deploy.keeping.installation import BRAND_HEADER, OF_A_MOMENT, SERVICES, WITHOUT_BRAND, Installation, of_brand
from deploy.keeping.log_parts import ASIDE, DIRECTORY, TAILS, newest_of, records_of, unread_from
from deploy.keeping.manifest import RAW, BackupPart, Manifest, PartWriter, write_manifest
from deploy.stack.errors import StackError
from gateway.persistence.backups import NAME as BACKUPS
from gateway.persistence.backups import WHOLE

ANSWER_MS = 5000
BATCH = 1000
TOO_OLD = 239  # the server's code for a moment that it no longer keeps
COUNTS = "inbox"  # the service that counts the records of channels by their place


async def take_backup(at: Installation, folder: Path, brand: str | None, tell: Callable[[str], None]) -> Manifest:
    """Write a backup of everything, or of one brand, into an empty folder.

    Raises:
        StackError: The folder has files, the brand is unknown, a part does not answer, reading took longer than the
            server keeps a moment, or the note that a whole one was taken was refused; the backup is whole then.
    """
    _make_empty(folder)
    tell("where consumers are")
    unread = await unread_from(at)
    manifest = Manifest(id=uuid4().hex, taken_at=datetime.now(UTC), brand=brand, seal_mark=at.seal_mark())
    try:
        with (
            MongoClient[dict[str, Any]](at.mongo, serverSelectionTimeoutMS=ANSWER_MS, tz_aware=True) as client,
            client.start_session(snapshot=True) as session,
        ):
            if brand is not None and client[at.database("gateway")]["brands"].find_one({"brand": brand}) is None:
                raise StackError(f"There is no brand {brand} here.")
            for service in SERVICES:
                tell(f"documents of {service}")
                manifest.parts += _documents(client, session, at, service, folder, brand)
            manifest.counted.update(_counted(client, session, at, CHANNEL_EVENTS))
            manifest.counted_bulk.update(_counted(client, session, at, CHANNEL_EVENTS_BULK))
    except OperationFailure as failure:
        raise _failed(failure) from failure
    except PyMongoError as failure:
        raise StackError(f"MongoDB does not answer ({type(failure).__name__}).") from failure
    for topic in (DIRECTORY, *TAILS, *ASIDE):
        tell(f"records of {topic}")
        manifest.parts += await _records(at, topic, unread, folder, brand)
    write_manifest(folder, manifest)
    if brand is None:
        _note(at, folder, manifest)
    return manifest


def _note(at: Installation, folder: Path, manifest: Manifest) -> None:
    """Leave in the gateway's database when it was taken, for who watches that backups are taken."""
    try:
        with MongoClient[dict[str, Any]](at.mongo, serverSelectionTimeoutMS=ANSWER_MS) as client:
            notes = client[at.database("gateway")].get_collection(BACKUPS, write_concern=WriteConcern("majority"))
            notes.update_one({"_id": WHOLE}, {"$max": {"taken_at": manifest.taken_at}}, upsert=True)
    except PyMongoError as failure:
        raise StackError(
            f"The backup in {folder} is whole, but MongoDB did not take the note that it was taken "
            f"({type(failure).__name__}); docs/runbooks/backup-old.md."
        ) from failure


def _make_empty(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise StackError(f"{folder} is not empty; name a new folder for the backup.")


def _documents(
    client: MongoClient[dict[str, Any]],
    session: ClientSession,
    at: Installation,
    service: str,
    folder: Path,
    brand: str | None,
) -> Iterator[BackupPart]:
    database = client.get_database(at.database(service), codec_options=RAW)
    without = OF_A_MOMENT | (WITHOUT_BRAND if brand is not None else frozenset())
    for name in sorted(set(client[at.database(service)].list_collection_names()) - without):
        with PartWriter(folder, "collection", service, name) as writer:
            for document in database[name].find(of_brand(name, brand), batch_size=BATCH, session=session):
                writer.add(_as_kept(name, document, brand))
        yield from writer.part()


def _as_kept(collection: str, document: Mapping[str, Any], brand: str | None) -> Mapping[str, Any]:
    """A document as a backup has it: without what belongs to a log or a lease that is not restored."""
    if collection == "outbox":
        return _of_brand_alone(document, brand)
    if collection == STEPS:
        return {**document, "epoch": 0}
    if collection == "generations":
        return {name: value for name, value in document.items() if name != "rebuild"}
    return document


def _of_brand_alone(row: Mapping[str, Any], brand: str | None) -> Mapping[str, Any]:
    """A row of the outbox, with the records of the brand only."""
    if brand is None:
        return row
    mine = [
        each
        for each in row["records"]
        if any(header["name"] == BRAND_HEADER and header["value"] == brand.encode() for header in each["headers"])
    ]
    return {**row, "records": mine}


def _counted(
    client: MongoClient[dict[str, Any]], session: ClientSession, at: Installation, topic: Topic
) -> dict[int, int]:
    """How far the inbox has counted records of a topic as received."""
    names = f"ledger/{topic.name}/"
    rows = client[at.database(COUNTS)]["offsets"].find({"_id": {"$regex": f"^{names}"}}, session=session)
    return {int(row["_id"].removeprefix(names)): int(row["next"]) for row in rows}


async def _records(
    at: Installation,
    topic: str,
    unread: Any,
    folder: Path,
    brand: str | None,  # noqa: ANN401
) -> list[BackupPart]:
    records: AsyncIterator[dict[str, Any]] = records_of(at, topic, unread, brand)
    with PartWriter(folder, "topic", "", topic) as writer:
        if topic == DIRECTORY:
            for record in newest_of([each async for each in records]):
                writer.add(record)
        else:
            async for record in records:
                writer.add(record)
    return writer.part()


def _failed(failure: OperationFailure) -> StackError:
    if failure.code == TOO_OLD:
        return StackError(
            "Reading took longer than MongoDB keeps a moment. Raise it for the time of the backup: "
            "db.adminCommand({setParameter: 1, minSnapshotHistoryWindowInSeconds: 3600})."
        )
    return StackError(f"MongoDB refuses to be read ({failure.code}); the user needs to read every database of Muster.")
