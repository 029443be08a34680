"""Kafka and MongoDB with the rights of the Kubernetes files: doctor, backup and restore do their work and no more."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaError
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from chassis.kafka_address import kafka_address
from chassis.mongo import STEPS, Mongo
from chassis.settings import CommonSettings
from contracts.registry import TOPICS
from deploy.compose.kafka import rights_of
from deploy.doctor.backups import check_backups
from deploy.doctor.kafka import check_kafka
from deploy.doctor.migrations import check_migrations
from deploy.doctor.mongo import check_mongo
from deploy.keeping.backup import take_backup
from deploy.keeping.installation import SERVICES, Installation
from deploy.keeping.restore import restore_backup
from deploy.kubernetes.operating import COMMANDS, command_role, command_user
from deploy.local.topics import make_topics
from gateway.persistence.backups import Backups
from services.inbox.settings import InboxSettings
from services.inbox.wiring import service
from tests.support.secured_kafka import ADMIN, SecuredKafka
from tests.support.secured_mongo import SecuredMongo

pytestmark = pytest.mark.timeout(240)  # a Kafka of its own, with the topics of two installations
HERE, THERE = "here.", "there."
PLACE = {"doctor": HERE, "backup": HERE, "restore": THERE}
"""The prefix under which each has its rights."""
FILLER = "filler"  # writes what there is before
KEY = b"k" * 32
TEXT = "where is my bag?"


def silent(_: str) -> None:
    """Tell nobody."""


def role_under(prefix: str, command: str) -> dict[str, object]:
    """Give the role of a command on the databases under a prefix."""
    return command_role(command, lambda each: Installation("", "", prefix, KEY).database(each))


@pytest.fixture(scope="module")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecuredKafka]:
    """Give a Kafka with the topics of one installation, a record in them, and the three users."""
    cluster = SecuredKafka(tmp_path_factory.mktemp("secured"), {each: f"{each}-secret" for each in COMMANDS})
    cluster.start()
    try:
        cluster.wait()
        asyncio.run(filled(cluster))
        yield cluster
    finally:
        cluster.stop()


async def filled(cluster: SecuredKafka) -> None:
    for command, prefix in PLACE.items():
        await cluster.allow(command, rights_of(command_user(command), prefix))
    await make_topics(cluster.address(ADMIN), HERE)
    async with AIOKafkaProducer(**kafka_address(cluster.address(ADMIN)).options()) as producer:
        await producer.send_and_wait(f"{HERE}inbox.events", TEXT.encode(), key=b"c", partition=0)


@pytest.fixture(scope="module")
def mongo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecuredMongo]:
    """Give a MongoDB with a document of each service and the three users."""
    roles = {command: role_under(prefix, command) for command, prefix in PLACE.items()}
    roles[FILLER] = {**role_under(HERE, "restore"), "createRole": "muster-filler"}
    users = {name: (f"{name}-secret", role) for name, role in roles.items()}
    member = SecuredMongo(tmp_path_factory.mktemp("secured-mongo"), users)
    try:
        member.start()
        with MongoClient[dict[str, Any]](member.url(FILLER)) as client:
            for each in SERVICES:
                client[f"here_muster_{each}"]["messages"].insert_one({"_id": "m1", "brand": "klm", "text": TEXT})
            client["here_muster_gateway"]["brands"].insert_one({"_id": "klm", "brand": "klm"})
        yield member
    finally:
        member.stop()


def installation(kafka: SecuredKafka, mongo: SecuredMongo, command: str) -> Installation:
    return Installation(mongo.url(command), kafka.address(command), PLACE[command], KEY)


async def may_read(kafka: SecuredKafka, command: str, topic: str) -> bool:
    place = TopicPartition(PLACE[command] + topic, 0)
    async with AIOKafkaConsumer(**kafka_address(kafka.address(command)).options()) as consumer:
        consumer.assign([place])
        consumer.seek(place, 0)
        try:
            await consumer.getmany(timeout_ms=500)
        except KafkaError:
            return False
    return True


async def may_write(kafka: SecuredKafka, command: str, topic: str) -> bool:
    async with AIOKafkaProducer(**kafka_address(kafka.address(command)).options(), acks="all") as producer:
        try:
            await producer.send_and_wait(PLACE[command] + topic, b"{}", key=b"k")
        except KafkaError:
            return False
    return True


def refused(mongo: SecuredMongo, command: str, prefix: str, *, reads: bool) -> list[str]:
    """What a command is refused in the database of the inbox: of reading a document, writing one and dropping all."""
    said = []
    with MongoClient[dict[str, Any]](mongo.url(command)) as client:
        database = client[Installation("", "", prefix, KEY).database("inbox")]
        tried: dict[str, Callable[[], object]] = {
            "read": lambda: database["messages"].find_one(),
            "count": lambda: database["messages"].count_documents({}),
            "write": lambda: database["messages"].insert_one({"_id": "m2"}),
            "change": lambda: database["messages"].update_one({"_id": "m1"}, {"$set": {"text": ""}}),
            "step": lambda: database[STEPS].delete_many({}),
            "index": lambda: database["messages"].create_index("text"),
            "drop": lambda: database.drop_collection("messages"),
        }
        for name, act in tried.items():
            if reads and name in {"read", "count"}:
                act()
            else:
                with pytest.raises(OperationFailure, match="not authorized"):
                    act()
                said.append(name)
    return said


async def noted_backup(mongo: SecuredMongo) -> datetime | None:
    """When the newest whole backup was taken, as the gateway finds it."""
    gateway = await Mongo.connect(mongo.url(FILLER), "here_muster_gateway")
    try:
        return await Backups(gateway).taken_at()
    finally:
        await gateway.close()


async def test_the_doctor_examines_everything_and_reads_no_text(kafka: SecuredKafka, mongo: SecuredMongo) -> None:
    at = installation(kafka, mongo, "doctor")
    key = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="
    given = {"kafka": at.kafka, "mongo": at.mongo, "internal_key": key, "seal_key": key, "prefix": HERE}
    common = CommonSettings.model_validate(given)
    found = check_mongo(common, [service(InboxSettings(port=0))], {})
    found += check_backups(common, datetime.now(UTC))
    found += await check_migrations(common)
    found += await check_kafka(at.kafka, HERE, datetime.now(UTC))

    assert {each.check for each in found} == {
        "mongodb",
        "indexes",
        "migrations",
        "backups",
        "topics",
        "lag",
        "dead letters",
    }
    assert [each.what for each in found if each.level == "problem"] == []
    assert {each.check for each in found if each.level == "warning"} <= {"indexes", "migrations"}
    everything = ["read", "count", "write", "change", "step", "index", "drop"]
    assert refused(mongo, "doctor", HERE, reads=False) == everything
    assert not await may_read(kafka, "doctor", "inbox.events")
    assert [topic.name for topic in TOPICS if await may_write(kafka, "doctor", topic.name)] == []


async def test_a_backup_reads_everything_and_writes_that_a_whole_one_was_taken(
    kafka: SecuredKafka, mongo: SecuredMongo, tmp_path: Path
) -> None:
    before = await noted_backup(mongo)
    await take_backup(installation(kafka, mongo, "backup"), tmp_path / "brand", "klm", silent)
    assert await noted_backup(mongo) == before, "one brand is not everything"
    taken = await take_backup(installation(kafka, mongo, "backup"), tmp_path / "backup", None, silent)
    noted = await noted_backup(mongo)
    assert noted is not None
    assert abs(noted - taken.taken_at) < timedelta(milliseconds=1)  # what MongoDB keeps of a time

    parts = {(each.owner, each.name): each.documents for each in taken.parts}
    assert parts == {**{(each, "messages"): 1 for each in SERVICES}, ("gateway", "brands"): 1, ("", "inbox.events"): 1}
    assert refused(mongo, "backup", HERE, reads=True) == ["write", "change", "step", "index", "drop"]
    assert [topic.name for topic in TOPICS if await may_write(kafka, "backup", topic.name)] == []


async def test_a_restore_writes_what_was_kept_and_reads_the_texts_of_no_other(
    kafka: SecuredKafka, mongo: SecuredMongo, tmp_path: Path
) -> None:
    folder = tmp_path / "backup"
    await take_backup(installation(kafka, mongo, "backup"), folder, None, silent)
    await restore_backup(installation(kafka, mongo, "restore"), folder, silent)

    with MongoClient[dict[str, Any]](mongo.url("restore")) as client:
        there = {each: client[f"there_muster_{each}"]["messages"].find_one() for each in SERVICES}
        assert there == dict.fromkeys(SERVICES, {"_id": "m1", "brand": "klm", "text": TEXT})
        with pytest.raises(OperationFailure, match="not authorized"):
            client["admin"]["system.users"].find_one()
    place = TopicPartition(f"{THERE}inbox.events", 0)
    async with AIOKafkaConsumer(**kafka_address(kafka.address(ADMIN)).options()) as consumer:
        assert await consumer.end_offsets([place]) == {place: 1}
    assert refused(mongo, "restore", HERE, reads=False) == ["read", "count", "write", "change", "step", "index", "drop"]
    assert not await may_read(kafka, "restore", "inbox.events")
