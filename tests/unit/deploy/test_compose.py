"""docker-compose.yml: valid by the compose schema, and at one with the code it starts."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from compose_pydantic import ComposeSpecification
from pydantic import ValidationError

from deploy.kubernetes.operating import COMMANDS
from deploy.local.services import MODULES

TOP = Path(__file__).parents[3]
SERVICES = tuple(MODULES)


@pytest.fixture
def compose() -> dict[str, Any]:
    parsed: dict[str, Any] = yaml.safe_load((TOP / "docker-compose.yml").read_text())
    return parsed


def without_extensions(compose: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in compose.items() if not name.startswith("x-")}


def test_the_file_keeps_the_compose_schema(compose: dict[str, Any]) -> None:
    ComposeSpecification.model_validate(without_extensions(compose))


def test_the_schema_would_notice_a_misspelt_key(compose: dict[str, Any]) -> None:
    compose["services"]["inbox"]["enviroment"] = {}

    with pytest.raises(ValidationError, match="enviroment"):
        ComposeSpecification.model_validate(without_extensions(compose))


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_runs_from_the_one_image_by_its_command(compose: dict[str, Any], service: str) -> None:
    assert compose["services"][service]["command"] == ["run", service]
    assert compose["services"][service]["image"] == "muster:latest"


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_starts_when_its_documents_are_of_its_build(compose: dict[str, Any], service: str) -> None:
    migration, started = compose["services"][f"migrate-{service}"], compose["services"][service]

    assert migration["command"] == ["migrate", "--service", service, "--wait"]
    assert "restart" not in migration
    for name in ("MUSTER_MONGO", "MUSTER_KAFKA"):
        assert migration["environment"][name] == started["environment"][name]
    done = {"condition": "service_completed_successfully"}
    assert started["depends_on"] == {"set-up-topics": done, f"migrate-{service}": done}
    assert migration["depends_on"] == {"set-up-mongo": done}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_an_operator_is_what_its_container_does(compose: dict[str, Any], command: str) -> None:
    assert compose["services"][command]["entrypoint"] == ["python", "-m", "deploy.cli", command]


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_listens_where_its_health_is_asked(compose: dict[str, Any], service: str) -> None:
    settings = compose["services"][service]
    port = settings["environment"][f"MUSTER_{service.upper()}_PORT"]

    assert settings["healthcheck"]["test"][-1] == f"http://127.0.0.1:{port}/health/ready"


def test_the_image_is_built_in_one_place(compose: dict[str, Any]) -> None:
    assert [name for name, each in compose["services"].items() if "build" in each] == ["set-up-certificates"]


def test_only_the_proxy_is_open_to_the_outside(compose: dict[str, Any]) -> None:
    published = {name: service["ports"] for name, service in compose["services"].items() if "ports" in service}

    assert published == {"proxy": ["8800:8000"], "grafana": ["127.0.0.1:3000:3000"]}


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_can_have_more_replicas(compose: dict[str, Any], service: str) -> None:
    assert not {"ports", "container_name", "hostname"} & set(compose["services"][service])
    assert all(each.endswith(":ro") for each in compose["services"][service]["volumes"])


def test_the_gateway_reaches_all_replicas_of_a_service_by_its_name(compose: dict[str, Any]) -> None:
    environment = compose["services"]["gateway"]["environment"]

    for service in set(SERVICES) - {"gateway"}:
        port = compose["services"][service]["environment"][f"MUSTER_{service.upper()}_PORT"]
        assert environment[f"MUSTER_GATEWAY_{service.upper()}_URL"] == f"http://{service}:{port}"


def test_the_proxy_finds_all_gateways_asks_those_that_are_ready_and_logs_no_request(compose: dict[str, Any]) -> None:
    text = (TOP / "deploy/compose/haproxy.cfg").read_text()
    port = compose["services"]["gateway"]["environment"]["MUSTER_GATEWAY_PORT"]
    target = compose["services"]["proxy"]["ports"][0].split(":")[1]

    assert f"server-template gateway 16 gateway:{port}\n" in text
    assert "uri /health/ready" in text
    assert f"bind :{target}\n" in text
    assert compose["services"]["proxy"]["healthcheck"]["test"][-1] == "http://127.0.0.1:8405/"
    assert "bind 127.0.0.1:8405\n" in text
    assert "httplog" not in text


def test_what_runs_on_has_limits_and_a_log_that_does_not_fill_the_disk(compose: dict[str, Any]) -> None:
    running = {name: each for name, each in compose["services"].items() if "restart" in each}

    assert {"kafka-1", "mongo-1", "proxy", "prometheus", *SERVICES} <= set(running)
    for name, each in running.items():
        assert set(each["deploy"]["resources"]["limits"]) == {"memory", "cpus"}, name
    for name, each in compose["services"].items():
        assert set(each["logging"]["options"]) == {"max-size", "max-file"}, name


def test_what_runs_on_is_asked_whether_it_is_well(compose: dict[str, Any]) -> None:
    asked = {name for name, each in compose["services"].items() if "restart" in each and "healthcheck" not in each}

    assert asked == {"collector"}  # its image has neither a shell nor a client


def test_what_watches_is_started_when_it_is_asked_for(compose: dict[str, Any]) -> None:
    asked = {name for name, each in compose["services"].items() if "profiles" in each}
    watching = asked - {"tools", *COMMANDS}

    assert watching == {"collector", "prometheus", "grafana"}
    assert {tuple(compose["services"][name]["profiles"]) for name in watching} == {("observability",)}
    waited_for = {name for each in compose["services"].values() for name in each.get("depends_on", ())}
    assert {tuple(compose["services"][name]["profiles"]) for name in ("tools", *COMMANDS)} == {("tools",)}
    assert not asked & waited_for


def test_kafka_has_three_brokers_of_which_two_must_have_a_record(compose: dict[str, Any]) -> None:
    brokers = [service for name, service in compose["services"].items() if name.startswith("kafka-")]

    assert sorted(broker["environment"]["KAFKA_NODE_ID"] for broker in brokers) == [1, 2, 3]
    assert {broker["environment"]["KAFKA_DEFAULT_REPLICATION_FACTOR"] for broker in brokers} == {3}
    assert {broker["environment"]["KAFKA_MIN_INSYNC_REPLICAS"] for broker in brokers} == {2}
    assert {broker["environment"]["KAFKA_AUTO_CREATE_TOPICS_ENABLE"] for broker in brokers} == {"false"}


def test_every_file_it_mounts_exists(compose: dict[str, Any]) -> None:
    mounts = [mount for service in compose["services"].values() for mount in service.get("volumes", [])]
    files = [mount.split(":")[0] for mount in mounts if mount.startswith("./")]

    assert files
    assert [file for file in files if not (TOP / file).exists()] == []


def test_no_process_of_it_may_reach_more_than_the_public_internet(compose: dict[str, Any]) -> None:
    opened = {"MUSTER_ALLOW_LOOPBACK", "MUSTER_API_BASES"}

    assert [name for name, service in compose["services"].items() if opened & set(service.get("environment", {}))] == []
