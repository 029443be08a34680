"""Kafka and MongoDB behind TLS: services work with the rights that the Kubernetes files give, and have no others."""

from __future__ import annotations

import asyncio
import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import TopicAuthorizationFailedError
from pymongo import MongoClient
from pymongo.errors import OperationFailure, ServerSelectionTimeoutError

from chassis.kafka_address import kafka_address
from chassis.messaging import LogError, LoginRefused
from chassis.messaging.kafka import KafkaLog
from contracts.registry import TOPICS, all_topics
from deploy.compose.kafka import rights_of
from deploy.doctor.kafka import check_kafka
from deploy.kubernetes.following import TOPICS_USER, kafka_user, mongo_role, topic_rights, topics_user
from deploy.local.preloaded import PreloadedChild, Preloader
from deploy.local.services import MODULES, choose_addresses, environment
from deploy.local.state import LocalState
from tests.support.certificates import Authority
from tests.support.secured_kafka import SecuredKafka
from tests.support.secured_mongo import SecuredMongo

pytestmark = pytest.mark.timeout(240)  # a Kafka of its own, and all services on it
READY_SECONDS = 90.0
PREFIX = "rights."
KEY = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="


@pytest.fixture(scope="module")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecuredKafka]:
    """Give a Kafka with topics made by who makes them, on which everybody has their rights."""
    users = {name: f"{name}-secret" for name in (*MODULES, TOPICS_USER)}
    cluster = SecuredKafka(tmp_path_factory.mktemp("secured"), users)
    cluster.start()
    try:
        cluster.wait()
        asyncio.run(prepared(cluster))
        yield cluster
    finally:
        cluster.stop()


async def prepared(cluster: SecuredKafka) -> None:
    await cluster.allow(TOPICS_USER, rights_of(topics_user(), PREFIX))
    for service in MODULES:
        await cluster.allow(service, rights_of(kafka_user(service), PREFIX))
    log = KafkaLog(cluster.address(TOPICS_USER), prefix=PREFIX, service="muster")
    await log.ensure_topics(all_topics(), create=True)


async def may_write(producer: AIOKafkaProducer, topic: str) -> bool:
    try:
        await producer.send_and_wait(topic, b"{}", key=b"k")  # a compacted topic takes none without
    except TopicAuthorizationFailedError:
        return False
    return True


async def test_a_service_writes_its_own_topics_and_no_other(kafka: SecuredKafka) -> None:
    for service in MODULES:
        async with AIOKafkaProducer(**kafka_address(kafka.address(service)).options(), acks="all") as producer:
            written = {topic.name for topic in TOPICS if await may_write(producer, PREFIX + topic.name)}
        rights = topic_rights(service)
        assert written == {topic.name for topic in TOPICS if "Write" in rights.get(topic.name, ())}, service


async def test_a_wrong_password_an_unknown_user_and_a_strange_certificate_are_refused(
    kafka: SecuredKafka, tmp_path: Path
) -> None:
    stranger = Authority(tmp_path / "strange", "stranger").path
    for address, refused in (
        (kafka.address("inbox", "wrong"), True),
        (kafka.address("nobody", "inbox-secret"), True),
        (kafka.address("inbox", ca=stranger), False),
        (kafka.bootstrap, False),
    ):
        with pytest.raises(LoginRefused if refused else LogError, match="refused" if refused else "cannot_manage"):
            await KafkaLog(address, prefix=PREFIX, service="inbox").ensure_topics(all_topics(), create=False)


async def test_a_publisher_says_that_its_login_is_refused_and_the_doctor_too(kafka: SecuredKafka) -> None:
    publisher = KafkaLog(kafka.address("inbox", "wrong"), prefix=PREFIX, service="inbox").publisher()
    await publisher.start()
    try:
        async with asyncio.timeout(15):
            while publisher.problem != "the event log refused the user's login":  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(0.05)
    finally:
        await publisher.stop()

    (found,) = await check_kafka(kafka.address("inbox", "wrong"), PREFIX, datetime.now(UTC))
    assert (found.level, found.what) == (
        "problem",
        f"Kafka at kafkas://inbox@{kafka.bootstrap} refused the user's login",
    )


@pytest.fixture(scope="module")
def mongo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecuredMongo]:
    """Give a MongoDB that knows each service and what is its own."""
    users = {each: (f"{each}-secret", mongo_role(each, database_of(each))) for each in MODULES}
    member = SecuredMongo(tmp_path_factory.mktemp("secured-mongo"), users)
    try:
        member.start()
        yield member
    finally:
        member.stop()


def database_of(service: str) -> str:
    return f"{PREFIX}muster_{service}".replace(".", "_")


async def test_a_service_reads_and_writes_its_own_database_and_no_other(mongo: SecuredMongo) -> None:
    for service in MODULES:
        with MongoClient[dict[str, Any]](mongo.url(service)) as client:
            for other in MODULES:
                database = client[database_of(other)]
                if other == service:
                    database.things.insert_one({"_id": "thing"})
                    assert database.things.count_documents({}) == 1
                    database.drop_collection("things")
                else:
                    with pytest.raises(OperationFailure, match="not authorized"):
                        database.things.find_one()
                    with pytest.raises(OperationFailure, match="not authorized"):
                        database.things.insert_one({})


async def test_a_strange_certificate_of_mongodb_is_refused(mongo: SecuredMongo, tmp_path: Path) -> None:
    stranger = Authority(tmp_path / "strange", "stranger").path
    url = mongo.url("inbox", stranger) + "&serverSelectionTimeoutMS=2000"
    with MongoClient[dict[str, Any]](url) as client, pytest.raises(ServerSelectionTimeoutError, match="certificate"):
        client.admin.command("ping")


def is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/health/ready", timeout=2.0) as answer:  # noqa: S310 - this machine
            return bool(json.load(answer)["ready"])
    except (urllib.error.URLError, OSError, ValueError, KeyError):
        return False


def test_all_applications_work_with_their_own_rights(
    kafka: SecuredKafka, mongo: SecuredMongo, tmp_path: Path, preloader: Preloader
) -> None:
    addresses = choose_addresses()
    state = LocalState(mongo="", kafka="", internal_key=KEY, seal_key=KEY, bootstrap_key="b" * 40)
    children = []
    try:
        for each in addresses:
            variables = environment(state, addresses) | {
                "MUSTER_KAFKA": kafka.address(each.service),
                "MUSTER_MONGO": mongo.url(each.service),
                "MUSTER_PREFIX": PREFIX,
            }
            log = tmp_path / f"{each.service}.log"
            children.append(PreloadedChild(each.service, MODULES[each.service], log, preloader, variables))
            children[-1].start()
        end = time.monotonic() + READY_SECONDS
        while waiting := [each.service for each in addresses if not is_ready(each.url)]:
            assert time.monotonic() < end, {name: (tmp_path / f"{name}.log").read_text()[-2_000:] for name in waiting}
            time.sleep(0.2)
    finally:
        for child in children:
            child.kill()
    for service in MODULES:
        assert f"{service}-secret" not in (tmp_path / f"{service}.log").read_text()
