"""The local stack itself: MongoDB and Kafka serve, keep what they were given, and end with their parent."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from pymongo.database import Database

from deploy.stack import Child, MongoReplicaSet
from deploy.stack.ports import is_free
from tests.integration.conftest import MakeTopic

PARENT = """
import sys, time
from pathlib import Path
from deploy.stack import Child
directory, report = Path(sys.argv[1]), Path(sys.argv[2])
child = Child("sleeper", [sys.executable, "-c", "import time; time.sleep(600)"], directory / "log")
child.start()
report.with_suffix(".new").write_text(str(child.pid))
report.with_suffix(".new").rename(report)
time.sleep(600)
"""
SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]


def test_mongodb_runs_transactions(mongo_database: Database[dict[str, Any]]) -> None:
    client = mongo_database.client
    mongo_database.create_collection("notes")
    with client.start_session() as session, session.start_transaction():
        mongo_database.notes.insert_one({"_id": 1}, session=session)
        mongo_database.notes.insert_one({"_id": 2}, session=session)

    assert mongo_database.notes.count_documents({}) == 2


async def test_kafka_keeps_what_an_idempotent_producer_sends(kafka_bootstrap: str, make_topic: MakeTopic) -> None:
    topic = await make_topic("notes", partitions=2)
    async with AIOKafkaProducer(bootstrap_servers=kafka_bootstrap, acks="all", enable_idempotence=True) as producer:
        await producer.send_and_wait(topic, b"hello", key=b"k")

    async with AIOKafkaConsumer(topic, bootstrap_servers=kafka_bootstrap, auto_offset_reset="earliest") as consumer:
        assert (await consumer.getone()).value == b"hello"


def test_a_replica_set_is_found_again_under_new_ports(tmp_path: Path) -> None:
    first = MongoReplicaSet(tmp_path)
    first.start()
    first.wait()
    first.stop()

    second = MongoReplicaSet(tmp_path)
    try:
        second.start()
        second.wait()
        assert second.ports != first.ports
    finally:
        second.stop()


def test_a_member_listens_on_the_host_it_is_given_alone(tmp_path: Path) -> None:
    elsewhere = MongoReplicaSet(tmp_path, hosts=["127.0.0.2"])
    elsewhere.start()
    try:
        elsewhere.wait()
        (port,) = elsewhere.ports
        assert elsewhere.url.startswith(f"mongodb://127.0.0.2:{port}/")
        assert is_free(port), "it listens on 127.0.0.1 too"
    finally:
        elsewhere.stop()


def test_a_tethered_process_ends_with_its_parent(tmp_path: Path) -> None:
    report = tmp_path / "pid"
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path), str(report)])
    watcher = Child("watcher", SLEEPER, tmp_path / "watcher.log")
    watcher.start()
    watcher.wait_until(report.exists, within_seconds=30)
    child = psutil.Process(int(report.read_text()))

    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()

    gone, alive = psutil.wait_procs([child], timeout=10)
    watcher.kill()
    assert [process.pid for process in gone] == [child.pid]
    assert alive == []
