"""A service that starts, meets a record it cannot read and stops, as its log tells it."""

import base64
import json
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer
from pymongo import MongoClient

from deploy.local.services import choose_addresses, environment, is_ready, service_child
from deploy.local.state import LocalState
from deploy.local.topics import make_topics
from deploy.stack.child import Child

SECRET = "my suitcase is lost, says Anna"


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


@pytest.fixture
def state(mongo_url: str, kafka_bootstrap: str) -> LocalState:
    return LocalState(
        mongo=mongo_url, kafka=kafka_bootstrap, internal_key=_key(), seal_key=_key(), bootstrap_key=_key()
    )


@pytest.fixture
def inbox(state: LocalState, database_name: str, tmp_path: Path) -> Iterator[tuple[Child, str]]:
    prefix = f"{database_name[:12]}."
    addresses = choose_addresses()
    variables = environment(state, addresses) | {"MUSTER_PREFIX": prefix}
    (url,) = (each.url for each in addresses if each.service == "inbox")
    child = service_child("inbox", variables, tmp_path, tethered=True)
    yield child, url
    child.kill()
    with MongoClient[dict[str, object]](state.mongo) as client:
        client.drop_database(f"{prefix.replace('.', '_')}muster_inbox")


async def test_a_service_tells_its_life_in_lines_of_json_without_secrets_and_without_what_customers_wrote(
    inbox: tuple[Child, str], state: LocalState
) -> None:
    child, url = inbox
    prefix = child.environment["MUSTER_PREFIX"]
    await make_topics(state.kafka, prefix)
    child.start()
    child.wait_until(lambda: is_ready(url), within_seconds=60)
    async with AIOKafkaProducer(bootstrap_servers=state.kafka) as producer:
        await producer.send_and_wait(f"{prefix}channel.events", SECRET.encode(), partition=0)
    child.wait_until(lambda: child.logged(b'"dead_letter"'), within_seconds=30)
    child.stop()

    raw = child.log.read_text()
    lines = [json.loads(line) for line in raw.splitlines()]
    assert all(list(line)[:5] == ["time", "level", "service", "replica", "event"] for line in lines)
    assert {(line["service"], line["replica"]) for line in lines} == {("inbox", lines[0]["replica"])}
    assert lines[0]["replica"].endswith(f":{child.pid}")
    events = [line["event"] for line in lines]
    in_order = ["starting", "started", "listening", "dead_letter", "stopping", "stopped"]
    assert [event for event in events if event in in_order] == in_order
    assert "partitions_assigned" in events
    assert lines[0]["settings"]["port"] == int(url.rpartition(":")[2])
    assert lines[0]["version"] not in {"", "unknown"}
    assert lines[events.index("listening")]["port"] == lines[0]["settings"]["port"]
    assert not [key for key in (state.internal_key, state.seal_key, state.bootstrap_key) if key in raw]
    assert not [word for word in (SECRET, "Anna") if word in raw]
