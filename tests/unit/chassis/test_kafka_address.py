"""The address of a Kafka: read whole, refused with what is wrong, and never shown with its password."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from chassis.kafka_address import WrongAddress, kafka_address


def test_brokers_alone_are_a_cluster_without_protection() -> None:
    assert kafka_address("one:9092,[::1]:9093").options() == {"bootstrap_servers": "one:9092,[::1]:9093"}


def test_a_user_comes_by_scram_over_tls() -> None:
    options = kafka_address("kafkas://inbox:p%40ss%2Fword@one:9093,two:9093").options()
    context = options.pop("ssl_context")
    assert options == {
        "bootstrap_servers": "one:9093,two:9093",
        "security_protocol": "SASL_SSL",
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_plain_username": "inbox",
        "sasl_plain_password": "p@ss/word",
    }
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert context.minimum_version == ssl.TLSVersion.TLSv1_2


def test_tls_without_a_user_and_another_mechanism() -> None:
    assert kafka_address("kafkas://one:9093").options()["security_protocol"] == "SSL"
    assert kafka_address("kafkas://u:p@one:9093?mechanism=SCRAM-SHA-256").options()["sasl_mechanism"] == "SCRAM-SHA-256"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "host:port"),
        ("one", "host:port"),
        ("one:9092,", "host:port"),
        ("kafkas://u:p@", "host:port"),
        ("u:p@one:9092", "needs kafkas://"),
        ("one:9092?ca=x", "needs kafkas://"),
        ("kafka://u:p@one:9092", "begin with kafkas://"),
        ("kafkas://u@one:9093", "user:password"),
        ("kafkas://:p@one:9093", "user:password"),
        ("kafkas://u:@one:9093", "user:password"),
        ("kafkas://u:p@one:9093?mechanism=PLAIN", "mechanism must be"),
        ("kafkas://one:9093?mechanism=SCRAM-SHA-512", "mechanism needs a user"),
        ("kafkas://one:9093?verify=no", "verify is unknown"),
        ("kafkas://one:9093?ca=/nowhere.pem", "no file /nowhere.pem"),
        ("kafkas://one:9093?key=/nowhere.pem", "key needs a certificate"),
    ],
)
def test_what_is_no_address_is_refused_with_what_is_wrong(text: str, why: str) -> None:
    with pytest.raises(WrongAddress, match=why):
        kafka_address(text)


def test_a_file_without_a_certificate_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nothing")
    with pytest.raises(WrongAddress, match="cannot be used"):
        kafka_address(f"kafkas://one:9093?ca={tmp_path}/ca.pem").options()


def test_a_password_is_shown_nowhere() -> None:
    address = kafka_address("kafkas://inbox:secret@one:9093")
    assert str(address) == "kafkas://inbox@one:9093"
    assert "secret" not in repr(address)
    with pytest.raises(WrongAddress) as refused:
        kafka_address("kafkas://inbox:secret@one")
    assert "secret" not in str(refused.value)
