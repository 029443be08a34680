"""What the stores stand on is seen by every service, with no right beyond its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from chassis.messaging.kafka import KafkaLog
from chassis.mongo import Mongo
from chassis.service.stores_watch import StoresWatch
from chassis.settings import CommonSettings
from contracts.registry import INBOX_EVENTS
from deploy.compose.certificates import HOLDER_DAYS, prepare
from tests.support.tls_server import shaking_hands

KEY = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="
DAYS = 20.0


@pytest.fixture
def tls(tmp_path: Path) -> Path:
    """Give the folder of certificates that hold for twenty days more."""
    prepare(tmp_path, datetime.now(UTC) - timedelta(days=HOLDER_DAYS - DAYS))
    return tmp_path


@pytest.fixture
def port(tls: Path) -> Iterator[int]:
    with shaking_hands(tls / "mongo/mongo.pem") as listening:
        yield listening


def _figure(name: str, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(name, labels)


def _watch(mongo: Mongo, log: KafkaLog, mongo_url: str) -> StoresWatch:
    given = {"kafka": "127.0.0.1:9092", "mongo": mongo_url, "internal_key": KEY, "seal_key": KEY}
    return StoresWatch(mongo, log, [INBOX_EVENTS], CommonSettings.model_validate(given))


async def test_the_disk_the_copies_and_the_certificates_are_seen(
    mongo: Mongo, kafka_bootstrap: str, topic_prefix: str, tls: Path, port: int
) -> None:
    log = KafkaLog(kafka_bootstrap, prefix=topic_prefix, service="inbox")
    await log.ensure_topics([INBOX_EVENTS], create=True)
    address = f"mongodb://127.0.0.1:{port}/?tls=true&tlsCAFile={tls / 'clients/ca.pem'}"

    await mongo.work_collection("notes").insert_one({"_id": 1})  # a database without anything has no disk
    await _watch(mongo, log, address).look()

    used = _figure("muster_mongo_disk_used_ratio")
    assert used is not None
    assert 0.0 < used < 1.0
    assert _figure("muster_mongo_members_away") == 0
    assert _figure("muster_mongo_replication_lag_seconds") == 0
    assert _figure("muster_kafka_partitions_under_replicated") == 0
    end = _figure("muster_certificate_end_seconds", part="mongodb")
    assert end is not None
    assert end - datetime.now(UTC).timestamp() == pytest.approx(DAYS * 86_400, abs=3600)


async def test_a_log_that_is_away_is_no_failure_and_what_was_known_stays(mongo: Mongo, mongo_url: str) -> None:
    nobody = KafkaLog("127.0.0.1:1", service="inbox")
    await mongo.work_collection("notes").insert_one({"_id": 1})
    watch = _watch(mongo, nobody, mongo_url)
    await watch.look()
    assert (_figure("muster_mongo_disk_used_ratio") or 0.0) > 0.0
