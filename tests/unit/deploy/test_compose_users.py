"""docker-compose.yml: nobody reaches Kafka or MongoDB without TLS and a user, and no secret has a value of its own."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from chassis.kafka_address import KafkaAddress, kafka_address
from deploy.compose.__main__ import KAFKA_USERS, MONGO_USERS, passwords
from deploy.compose.mongo import OPERATOR
from deploy.doctor.open_doors import kafka_doors, mongo_doors
from deploy.doctor.settings import check_settings
from deploy.kubernetes.following import TOPICS_USER
from deploy.kubernetes.operating import COMMANDS
from deploy.local.services import MODULES
from deploy.stack.errors import StackError
from tests.support.composed import TOP, asked_secrets, composed, kafka_properties

TEXT = (TOP / "docker-compose.yml").read_text()
VARIABLE = re.compile(r"\$\{?(\w+)(:?[-?+]?)")
BROKERS, MEMBERS = ("kafka-1", "kafka-2", "kafka-3"), ("mongo-1", "mongo-2", "mongo-3")
OUTSIDE = {"proxy", "collector", "prometheus", "grafana"}


@pytest.fixture
def secrets() -> dict[str, str]:
    """Give each variable a value that tells which it is."""
    return {name: f"{name.lower().replace('_', '-')}-value" for name in asked_secrets()}


@pytest.fixture
def services(secrets: dict[str, str], tmp_path: Path) -> dict[str, Any]:
    """Give the file with secrets, with the authority's certificate in a folder of this test."""
    (tmp_path / "ca.pem").touch()
    (tmp_path / "operator.pem").touch()
    made = composed(secrets)
    for service in made.values():
        for name, value in service.get("environment", {}).items():
            here = re.sub(r"/tls/(clients|operator)/", f"{tmp_path}/", str(value))
            service["environment"][name] = here
    return made


def address_of(services: dict[str, Any], service: str) -> KafkaAddress:
    return kafka_address(services[service]["environment"]["MUSTER_KAFKA"])


def test_no_variable_without_a_refusal_is_a_secret() -> None:
    others = {name for name, sign in VARIABLE.findall(TEXT) if sign != ":?"}

    assert others == {"MUSTER_OTLP_ENDPOINT"}


@pytest.mark.parametrize("broker", BROKERS)
def test_no_listener_of_kafka_takes_plain_text_or_a_client_without_credentials(
    services: dict[str, Any], broker: str
) -> None:
    properties = kafka_properties(services[broker]["environment"])
    protocols = dict(each.split(":") for each in properties["listener.security.protocol.map"].split(","))
    listeners = {each.split("://")[0] for each in properties["listeners"].split(",")}

    assert listeners == set(protocols)
    assert protocols["CLIENT"] == "SASL_SSL"
    assert properties["sasl.enabled.mechanisms"] == "SCRAM-SHA-512"
    for listener in listeners - {"CLIENT"}:
        assert protocols[listener] == "SSL"
        assert properties[f"listener.name.{listener.lower()}.ssl.client.auth"] == "required"


@pytest.mark.parametrize("broker", BROKERS)
def test_kafka_denies_what_no_right_allows_and_its_own_users_alone_may_do_all(
    services: dict[str, Any], broker: str
) -> None:
    properties = kafka_properties(services[broker]["environment"])

    assert properties["authorizer.class.name"].endswith(".StandardAuthorizer")
    assert properties["allow.everyone.if.no.acl.found"] == "false"
    assert properties["super.users"] == "User:CN=kafka;User:CN=operator"


def test_the_image_s_own_script_looks_for_no_files_beside_ours(services: dict[str, Any]) -> None:
    for broker in BROKERS:
        advertised = services[broker]["environment"]["KAFKA_ADVERTISED_LISTENERS"]
        assert "SSL://" not in advertised
        assert "SASL_" not in advertised


def test_a_broker_asks_itself_by_the_certificate_that_it_has(services: dict[str, Any]) -> None:
    text = (TOP / "deploy/compose/broker-as-client.properties").read_text()
    asked = dict(line.split("=", 1) for line in text.splitlines() if not line.startswith("#"))
    properties = kafka_properties(services["kafka-1"]["environment"])

    assert asked.pop("security.protocol") == "SSL"
    assert asked == {key: value for key, value in properties.items() if key.startswith(("ssl.key", "ssl.trust"))}


@pytest.mark.parametrize("member", MEMBERS)
def test_every_member_of_mongodb_asks_for_a_user_and_for_tls(services: dict[str, Any], member: str) -> None:
    options = dict(each.removeprefix("--").partition("=")[::2] for each in services[member]["command"][1:])

    assert options["keyFile"] == "/etc/mongo/tls/key"
    assert options["tlsMode"] == "requireTLS"
    assert "tls-mongo:/etc/mongo/tls:ro" in services[member]["volumes"]


@pytest.mark.parametrize("service", KAFKA_USERS)
def test_each_service_comes_to_kafka_as_its_own_user_over_tls(
    services: dict[str, Any], secrets: dict[str, str], service: str
) -> None:
    address = address_of(services, f"set-up-{service}" if service == TOPICS_USER else service)

    assert (address.protected, address.user) == (True, f"muster-{service}")
    assert address.password == secrets[f"MUSTER_KAFKA_PASSWORD_{service.upper()}"]
    assert "ca" in dict(address.files)


def test_the_operator_comes_to_kafka_by_a_certificate_and_has_no_password(services: dict[str, Any]) -> None:
    address = address_of(services, "set-up-kafka")

    assert (address.protected, address.user) == (True, None)
    assert {"ca", "certificate"} == set(dict(address.files))


@pytest.mark.parametrize("service", MONGO_USERS)
def test_each_service_comes_to_mongodb_as_its_own_user_over_tls(
    services: dict[str, Any], secrets: dict[str, str], service: str
) -> None:
    url = urlsplit(services[service]["environment"]["MUSTER_MONGO"])

    assert (url.username, url.password) == (f"muster-{service}", secrets[f"MUSTER_MONGO_PASSWORD_{service.upper()}"])
    assert {"replicaSet=muster", "tls=true"} <= set(url.query.split("&"))


def test_a_service_is_given_its_own_passwords_and_no_other(services: dict[str, Any], secrets: dict[str, str]) -> None:
    for service in (*MONGO_USERS, *OUTSIDE, *BROKERS, *MEMBERS):
        given = str(services[service].get("environment", {}))
        others = {name for name in secrets if "_PASSWORD_" in name and not name.endswith(f"_{service.upper()}")}
        assert [name for name in others if secrets[name] in given] == [], service


def test_the_steps_know_every_password_they_set(
    services: dict[str, Any], secrets: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for step, store, names in (
        ("set-up-kafka", "KAFKA", KAFKA_USERS),
        ("set-up-mongo", "MONGO", (*MONGO_USERS, OPERATOR)),
    ):
        for name, value in services[step]["environment"].items():
            monkeypatch.setenv(name, value)
        found = passwords(store, names)
        assert found == {name: secrets[f"MUSTER_{store}_PASSWORD_{name.upper()}"] for name in names}


def test_the_doctor_is_given_all_they_ask_for_and_find_no_open_door(
    services: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {name: str(value) for name, value in services["doctor"]["environment"].items()}
    for name in given:
        monkeypatch.setenv(name, given[name])

    key = base64.b64encode(bytes(range(32))).decode()
    monkeypatch.setenv("MUSTER_INTERNAL_KEY", key)
    monkeypatch.setenv("MUSTER_SEAL_KEY", key)
    assert [each.level for each in check_settings(given)] == ["well"]
    assert kafka_doors(given["MUSTER_KAFKA"]) + mongo_doors(given["MUSTER_MONGO"]) == []


def test_a_step_without_a_password_says_whose_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSTER_KAFKA_PASSWORD_INBOX", "x")
    monkeypatch.setenv("MUSTER_KAFKA_PASSWORD_ROUTING", "")

    with pytest.raises(StackError, match="no password of routing:"):
        passwords("KAFKA", ("inbox", "routing"))


def test_what_is_open_to_the_outside_or_watches_has_no_way_to_the_stores(services: dict[str, Any]) -> None:
    for name in (*BROKERS, *MEMBERS, "set-up-kafka", "set-up-topics"):
        assert services[name]["networks"] == ["stores"], name
    for name in OUTSIDE:
        assert "networks" not in services[name], name
    for name in (*MODULES, *COMMANDS):
        assert services[name]["networks"] == ["default", "stores"], name


def test_a_private_key_lies_with_who_uses_it_alone(services: dict[str, Any]) -> None:
    having: dict[str, set[str]] = {}
    for name, service in services.items():
        for volume in service.get("volumes", []):
            having.setdefault(volume.split(":")[0], set()).add(name)
            if volume.startswith("tls-") and name != "set-up-certificates":
                assert volume.endswith(":ro"), (name, volume)

    assert having["tls-authority"] == {"set-up-certificates"}
    assert having["tls-operator"] == {"set-up-certificates", "set-up-kafka", "tools"}
    assert having["tls-kafka"] == {"set-up-certificates", *BROKERS}
    assert having["tls-mongo"] == {"set-up-certificates", *MEMBERS}
