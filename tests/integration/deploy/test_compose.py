"""Kafka and MongoDB as docker-compose.yml starts them: each service has a user with its own rights, nobody else any."""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import TopicAuthorizationFailedError
from pymongo import MongoClient
from pymongo.errors import OperationFailure, ServerSelectionTimeoutError

from chassis.clock import SystemClock
from chassis.kafka_address import kafka_address
from chassis.messaging import LogError
from chassis.messaging.kafka import KafkaLog
from contracts.registry import TOPICS, all_topics
from deploy.compose.__main__ import KAFKA_USERS, MONGO_USERS, passwords
from deploy.compose.kafka import make_users
from deploy.compose.mongo import OPERATOR, UNAUTHORIZED, set_up
from deploy.doctor.kafka import check_kafka
from deploy.keeping.installation import Installation
from deploy.keeping.migrating import migrate
from deploy.kubernetes.following import topic_rights
from deploy.local.services import MODULES
from deploy.local.topics import make_topics
from deploy.stack.errors import StackError
from tests.support.composed import asked_secrets, composed, made_secrets
from tests.support.composed_kafka import ComposedKafka
from tests.support.composed_mongo import ComposedMongo

pytestmark = pytest.mark.timeout(240)  # three brokers of its own


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """Give the file with fresh secrets."""
    return composed(made_secrets())


def variable(services: dict[str, Any], service: str, name: str) -> str:
    return str(services[service]["environment"][name])


def known(services: dict[str, Any], step: str, store: str, names: tuple[str, ...]) -> dict[str, str]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in services[step]["environment"].items():
            patch.setenv(name, value)
        return passwords(store, names)


def test_the_script_makes_every_secret_that_the_file_asks_for_new_and_hard_to_guess() -> None:
    made, again = made_secrets(), made_secrets()

    assert made.keys() == again.keys() == asked_secrets()
    assert len({*made.values(), *again.values()}) == 2 * len(made)
    for name, secret in made.items():
        if "_PASSWORD_" in name:
            assert re.fullmatch("[A-Za-z0-9]{40}", secret), name  # it stands in a URL as it is
        elif name in {"MUSTER_INTERNAL_KEY", "MUSTER_SEAL_KEY"}:
            assert len(base64.b64decode(secret, validate=True)) == 32, name


@pytest.fixture(scope="module")
def kafka(tmp_path_factory: pytest.TempPathFactory, services: dict[str, Any]) -> Iterator[ComposedKafka]:
    """Give the brokers after the steps that make users and topics, of which the first was done twice."""
    cluster = ComposedKafka(tmp_path_factory.mktemp("composed"), services)
    cluster.start()
    try:
        cluster.wait()
        operator = cluster.here(variable(services, "set-up-kafka", "MUSTER_KAFKA"))
        users = known(services, "set-up-kafka", "KAFKA", KAFKA_USERS)
        asyncio.run(make_users(operator, dict.fromkeys(users, "an-older-password")))
        asyncio.run(make_users(operator, users))
        asyncio.run(make_topics(cluster.here(variable(services, "set-up-topics", "MUSTER_KAFKA")), ""))
        yield cluster
    finally:
        cluster.stop()


async def may_write(producer: AIOKafkaProducer, topic: str) -> bool:
    try:
        await producer.send_and_wait(topic, b"{}", key=b"k")  # a compacted topic takes none without
    except TopicAuthorizationFailedError:
        return False
    return True


async def test_each_service_writes_its_own_topics_and_no_other(kafka: ComposedKafka, services: dict[str, Any]) -> None:
    for service in MODULES:
        address = kafka_address(kafka.here(variable(services, service, "MUSTER_KAFKA")))
        async with AIOKafkaProducer(**address.options(), acks="all") as producer:
            written = {topic.name for topic in TOPICS if await may_write(producer, topic.name)}
        rights = topic_rights(service)
        assert written == {topic.name for topic in TOPICS if "Write" in rights.get(topic.name, ())}, service


async def test_kafka_refuses_whoever_has_no_user_or_no_certificate(
    kafka: ComposedKafka, services: dict[str, Any]
) -> None:
    inbox = kafka.here(variable(services, "inbox", "MUSTER_KAFKA"))
    secret = variable(services, "set-up-kafka", "MUSTER_KAFKA_PASSWORD_INBOX")
    internal = kafka.here(variable(services, "set-up-kafka", "MUSTER_KAFKA")).split("&certificate=")[0]
    refused = {
        "plain text": kafka.bootstrap,
        "TLS without a user": inbox.replace(f"muster-inbox:{secret}@", ""),
        "an older password": inbox.replace(secret, "an-older-password"),
        "the listener of the brokers without a certificate": internal,
        "the listener of the brokers with a password": internal.replace("://", f"://muster-inbox:{secret}@"),
    }
    for address in refused.values():
        with pytest.raises(LogError):
            await KafkaLog(address, prefix="", service="inbox").ensure_topics(all_topics(), create=False)


async def test_the_doctor_finds_all_well_as_a_user_of_its_own(kafka: ComposedKafka, services: dict[str, Any]) -> None:
    found = await check_kafka(kafka.here(variable(services, "doctor", "MUSTER_KAFKA")), "", datetime.now(UTC))

    assert {(each.check, each.level) for each in found if each.check == "topics"} == {("topics", "well")}
    assert [each.what for each in found if each.level == "problem"] == []


@pytest.fixture(scope="module")
def mongo(tmp_path_factory: pytest.TempPathFactory, services: dict[str, Any]) -> Iterator[ComposedMongo]:
    """Give a member after the step that makes the set and its users, which was done twice."""
    member = ComposedMongo(tmp_path_factory.mktemp("composed-mongo"), services)
    try:
        member.start()
        operator = known(services, "set-up-mongo", "MONGO", (OPERATOR,))[OPERATOR]
        users = known(services, "set-up-mongo", "MONGO", MONGO_USERS)
        set_up([member.member], member.authority, operator, dict.fromkeys(users, "an-older-password"))
        set_up([member.member], member.authority, operator, users)
        yield member
    finally:
        member.stop()


def test_each_service_reads_and_writes_its_own_database_and_no_other(
    mongo: ComposedMongo, services: dict[str, Any]
) -> None:
    for service in MODULES:
        with MongoClient[dict[str, Any]](mongo.here(variable(services, service, "MUSTER_MONGO"))) as client:
            client[f"muster_{service}"].things.insert_one({"_id": "thing"})
            client[f"muster_{service}"].drop_collection("things")
            for other in set(MODULES) - {service}:
                with pytest.raises(OperationFailure, match="not authorized"):
                    client[f"muster_{other}"].things.find_one()


def test_mongodb_refuses_whoever_has_no_user_or_comes_without_tls(
    mongo: ComposedMongo, services: dict[str, Any]
) -> None:
    secret = variable(services, "set-up-mongo", "MUSTER_MONGO_PASSWORD_INBOX")
    url = mongo.here(variable(services, "inbox", "MUSTER_MONGO"))
    with (
        MongoClient[dict[str, Any]](url.replace(f"muster-inbox:{secret}@", "")) as anonymous,
        pytest.raises(OperationFailure, match="requires authentication"),
    ):
        anonymous.muster_inbox.things.find_one()
    with (
        MongoClient[dict[str, Any]](url.replace(secret, "an-older-password")) as older,
        pytest.raises(OperationFailure, match="Authentication failed"),
    ):
        older.muster_inbox.things.find_one()
    with (
        MongoClient[dict[str, Any]](mongo.member, directConnection=True, serverSelectionTimeoutMS=1_000) as plain,
        pytest.raises(ServerSelectionTimeoutError),
    ):
        plain.admin.command("ping")


def test_the_operator_reads_every_database(mongo: ComposedMongo, services: dict[str, Any]) -> None:
    with MongoClient[dict[str, Any]](mongo.here(variable(services, "tools", "MUSTER_MONGO"))) as client:
        for service in MODULES:
            assert client[f"muster_{service}"].things.find_one() is None


def test_each_command_of_an_operator_has_the_rights_of_its_work_alone(
    mongo: ComposedMongo, services: dict[str, Any]
) -> None:
    for command, reads, writes in (("doctor", False, False), ("backup", True, False), ("restore", True, True)):
        with MongoClient[dict[str, Any]](mongo.here(variable(services, command, "MUSTER_MONGO"))) as client:
            things = client.muster_inbox.things
            assert things.name not in client.muster_inbox.list_collection_names()
            assert may(things.find_one) is reads, command
            assert may(partial(things.insert_one, {"_id": "thing"})) is writes, command
    with MongoClient[dict[str, Any]](mongo.here(variable(services, "inbox", "MUSTER_MONGO"))) as client:
        client.muster_inbox.drop_collection("things")


def may(do: Callable[[], object]) -> bool:
    try:
        do()
    except OperationFailure as failure:
        return failure.code != UNAUTHORIZED
    return True


async def test_the_migrations_of_each_service_are_taken_by_its_own_user_as_often_as_wanted(
    mongo: ComposedMongo, services: dict[str, Any]
) -> None:
    for service in MODULES:
        at = Installation(mongo.here(variable(services, f"migrate-{service}", "MUSTER_MONGO")), "", "", b"k" * 32)
        for _ in range(2):
            assert await migrate(at, SystemClock(), lambda _, __: None, services=[service], wait=True) == 0


def test_the_step_says_that_the_operator_has_another_password(mongo: ComposedMongo) -> None:
    with pytest.raises(StackError, match="another password"):
        set_up([mongo.member], mongo.authority, "not-the-one-it-knows", {})
