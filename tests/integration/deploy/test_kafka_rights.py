"""Kafka behind TLS: each service does its work with the rights that the Kubernetes files give it, and has no others."""

from __future__ import annotations

import asyncio
import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import TopicAuthorizationFailedError

from chassis.kafka_address import kafka_address
from chassis.messaging import LogError
from chassis.messaging.kafka import KafkaLog
from contracts.registry import TOPICS, all_topics
from deploy.kubernetes.following import TOPICS_USER, groups_of, kafka_user, topic_rights, topics_user
from deploy.local.preloaded import PreloadedChild, Preloader
from deploy.local.services import MODULES, choose_addresses, environment
from deploy.local.state import LocalState
from tests.support.certificates import Authority
from tests.support.secured_kafka import Acl, SecuredKafka

pytestmark = pytest.mark.timeout(240)  # a Kafka of its own, and all services on it
READY_SECONDS = 90.0
PREFIX = "rights."
KEY = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="


def acls_of(user: dict[str, object], prefix: str) -> list[Acl]:
    """Read what a Strimzi user may do, with a prefix before topics and groups."""
    found = []
    for each in user["spec"]["authorization"]["acls"]:  # type: ignore[index]  # a manifest
        resource = each["resource"]
        name = "kafka-cluster" if resource["type"] == "cluster" else prefix + resource["name"]
        found.append((resource["type"], name, each["operations"]))
    return found


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
    await cluster.allow(TOPICS_USER, acls_of(topics_user(), PREFIX))
    for service in MODULES:
        await cluster.allow(service, acls_of(kafka_user(service), PREFIX))
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
    for address in (
        kafka.address("inbox", "wrong"),
        kafka.address("nobody", "inbox-secret"),
        kafka.address("inbox", ca=stranger),
        kafka.bootstrap,
    ):
        with pytest.raises(LogError):
            await KafkaLog(address, prefix=PREFIX, service="inbox").ensure_topics(all_topics(), create=False)


def is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/health/ready", timeout=2.0) as answer:  # noqa: S310 - this machine
            return bool(json.load(answer)["ready"])
    except (urllib.error.URLError, OSError, ValueError, KeyError):
        return False


def test_all_applications_work_with_their_own_rights(
    kafka: SecuredKafka, mongo_url: str, tmp_path: Path, preloader: Preloader
) -> None:
    addresses = choose_addresses()
    state = LocalState(mongo=mongo_url, kafka="", internal_key=KEY, seal_key=KEY, bootstrap_key="b" * 40)
    children = []
    try:
        for each in addresses:
            variables = environment(state, addresses) | {
                "MUSTER_KAFKA": kafka.address(each.service),
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
    assert groups_of("gateway") == ("gateway", "webhooks")
