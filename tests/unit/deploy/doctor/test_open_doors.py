"""The doctor warns of a Kafka or a MongoDB on another machine that takes anybody, or is spoken with in plain text."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.doctor.open_doors import kafka_doors, mongo_doors

OPEN, PLAIN = "without a user", "in plain text"


@pytest.mark.parametrize("address", ["127.0.0.1:9092", "localhost:9092,127.0.0.2:9093", "[::1]:9092"])
def test_a_kafka_on_this_machine_may_be_open(address: str) -> None:
    assert kafka_doors(address) == []


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("kafka-1:9092", [OPEN, PLAIN]),
        ("127.0.0.1:9092,10.0.0.7:9092", [OPEN, PLAIN]),
        ("kafkas://kafka-1:9093", [OPEN]),
        ("kafkas://inbox:secret@kafka-1:9093", []),
    ],
)
def test_a_kafka_elsewhere_without_a_user_or_tls_is_a_warning_each(address: str, said: list[str]) -> None:
    found = kafka_doors(address)

    assert [words in each.what for each, words in zip(found, said, strict=True)] == [True] * len(said)
    assert {(each.check, each.level) for each in found} <= {("kafka", "warning")}
    assert all("MUSTER_KAFKA" in each.do and "docs/operating.md" in each.do for each in found)


def test_a_certificate_of_our_own_is_a_user(tmp_path: Path) -> None:
    (tmp_path / "own.pem").touch()

    assert kafka_doors(f"kafkas://kafka-1:9093?certificate={tmp_path}/own.pem") == []


@pytest.mark.parametrize("url", ["mongodb://127.0.0.1:27017/?replicaSet=muster", "mongodb://%2Frun%2Fmongod.sock/"])
def test_a_mongodb_on_this_machine_may_be_open(url: str) -> None:
    assert mongo_doors(url) == []


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mongodb://mongo-1:27017,mongo-2:27017/?replicaSet=muster", [OPEN, PLAIN]),
        ("mongodb://mongo-1:27017/?tls=true", [OPEN]),
        ("mongodb://inbox:secret@mongo-1:27017/", [PLAIN]),
        ("mongodb://inbox:secret@mongo-1:27017/?tls=true", []),
        ("mongodb://mongo-1:27017/?tls=true&authMechanism=MONGODB-X509", []),
    ],
)
def test_a_mongodb_elsewhere_without_a_user_or_tls_is_a_warning_each(url: str, said: list[str]) -> None:
    found = mongo_doors(url)

    assert [words in each.what for each, words in zip(found, said, strict=True)] == [True] * len(said)
    assert {(each.check, each.level) for each in found} <= {("mongodb", "warning")}
    assert all("MUSTER_MONGO" in each.do and "docs/operating.md" in each.do for each in found)


def test_what_it_says_names_the_machines_elsewhere_and_no_password() -> None:
    told = [each.what + each.do for each in mongo_doors("mongodb://inbox:s3cret@mongo-1:27017,127.0.0.1:27018/")]

    assert all("mongo-1" in each and "127.0.0.1" not in each and "s3cret" not in each for each in told)
