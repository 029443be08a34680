"""deploy/kubernetes: every object is valid by our schema, closed to the outside, and at one with the code."""

import re
from pathlib import Path

import jsonschema
import pytest
from pydantic_settings import BaseSettings

from chassis.settings import CommonSettings
from contracts.registry import PARTITIONS
from deploy.kubernetes.operating import COMMANDS
from deploy.local.services import MODULES
from deploy.reference.settings import SETTINGS, variable_prefix
from deploy.size import costs
from tests.support.kubernetes_schema import schema_of
from tests.support.kustomized import Manifest, rendered

TOP = Path(__file__).parents[4]
ROOM = TOP / "deploy/kubernetes"
FOLDERS = ("base", "overlays/small", "overlays/production")
APPLIED = (*FOLDERS, "restore")
RUNNING = {"Deployment", "Job", "CronJob"}
OF_THE_POD = "POD_NAME"
CONSUMERS = ("inbox", "routing", "crisis", "analytics")
CLASSES: tuple[type[BaseSettings], ...] = (CommonSettings, *SETTINGS.values())
VARIABLES = {f"{variable_prefix(each)}{name.upper()}" for each in CLASSES for name in each.model_fields}


@pytest.fixture(params=FOLDERS)
def objects(request: pytest.FixtureRequest) -> list[Manifest]:
    return rendered(ROOM / request.param)


@pytest.fixture(params=APPLIED)
def applied(request: pytest.FixtureRequest) -> list[Manifest]:
    """Give what is applied at once, with what no overlay has."""
    return rendered(ROOM / request.param)


def of(objects: list[Manifest], kind: str) -> dict[str, Manifest]:
    return {each["metadata"]["name"]: each for each in objects if each["kind"] == kind}


def pods(objects: list[Manifest]) -> list[Manifest]:
    """What runs: of deployments, jobs, and those that a time or an operator sets off."""
    specs = [each["spec"].get("jobTemplate", each)["spec"] for each in objects if each["kind"] in RUNNING]
    return [each["template"]["spec"] for each in specs]


def test_every_object_is_valid(applied: list[Manifest]) -> None:
    for each in applied:
        jsonschema.validate(each, schema_of(each["kind"]))


def test_the_schema_notices_a_misspelt_field(objects: list[Manifest]) -> None:
    inbox = of(objects, "Deployment")["inbox"]
    inbox["spec"]["template"]["spec"]["containers"][0]["readyProbe"] = {}

    with pytest.raises(jsonschema.ValidationError, match="readyProbe"):
        jsonschema.validate(inbox, schema_of("Deployment"))


def test_every_application_runs_by_its_command_with_what_belongs_to_it(objects: list[Manifest]) -> None:
    for kind in ("Deployment", "Service", "PodDisruptionBudget"):
        assert set(of(objects, kind)) == set(MODULES)
    for name, each in of(objects, "Deployment").items():
        assert each["spec"]["template"]["spec"]["containers"][0]["args"] == ["run", name]
    for name, each in of(objects, "PodDisruptionBudget").items():
        assert each["spec"]["selector"]["matchLabels"] == {"app.kubernetes.io/name": name}


def test_no_pod_may_more_than_it_needs(applied: list[Manifest]) -> None:
    for pod in pods(applied):
        assert pod["automountServiceAccountToken"] is False
        assert pod["securityContext"]["runAsNonRoot"] is True
        for container in pod["containers"]:
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }


def test_every_variable_is_a_setting_and_no_secret_is_written_down(applied: list[Manifest]) -> None:
    data = of(applied, "ConfigMap")["muster-settings"]["data"] if of(applied, "ConfigMap") else {}
    given = {
        each["name"]: each["valueFrom"]["secretKeyRef"]["key"]
        for pod in pods(applied)
        for each in pod["containers"][0].get("env", ())
        if each["name"] != OF_THE_POD
    }

    assert set(data) | set(given) <= VARIABLES
    assert all(name == key for name, key in given.items())
    assert not of(applied, "Secret")
    assert not {"MUSTER_INTERNAL_KEY", "MUSTER_SEAL_KEY", "MUSTER_GATEWAY_BOOTSTRAP_KEY"} & set(data)


def test_links_of_services_do_not_become_settings(applied: list[Manifest]) -> None:
    assert all(pod["enableServiceLinks"] is False for pod in pods(applied))


def command_of(command: str) -> tuple[Manifest, Manifest]:
    """The object that runs a command of an operator, and its pod."""
    objects = rendered(ROOM / ("restore" if command == "restore" else "overlays/production"))
    found = of(objects, "Job" if command == "restore" else "CronJob")[command]
    return found, pods([found])[0]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_an_operator_comes_as_its_own_user_with_all_it_needs(command: str) -> None:
    _, pod = command_of(command)
    container = pod["containers"][0]
    secrets = {each["name"]: each["valueFrom"].get("secretKeyRef", {}).get("name") for each in container["env"]}
    needed = {f"MUSTER_{name.upper()}" for name, field in CommonSettings.model_fields.items() if field.is_required()}

    assert container["args"][0] == command
    assert needed <= set(secrets)
    assert (secrets["MUSTER_KAFKA"], secrets["MUSTER_MONGO"]) == (f"muster-kafka-{command}", f"muster-mongo-{command}")
    assert ("MUSTER_GATEWAY_BOOTSTRAP_KEY" in secrets) == (command == "doctor")


def test_a_backup_goes_into_a_folder_of_its_own_that_a_restore_only_reads() -> None:
    scheduled, writes = command_of("backup")
    _, reads = command_of("restore")
    claim = of(rendered(ROOM / "base"), "PersistentVolumeClaim")["backups"]

    assert writes["containers"][0]["args"] == ["backup", f"/backups/$({OF_THE_POD})", "--keep", "7"]
    assert writes["restartPolicy"] == "Never"  # the pod's second start would meet the folder of its first
    assert scheduled["spec"]["concurrencyPolicy"] == "Forbid"
    assert reads["containers"][0]["args"][1].startswith("/backups/")
    for pod, read_only in ((writes, None), (reads, True)):
        mounts = {each["name"]: each.get("readOnly") for each in pod["containers"][0]["volumeMounts"]}
        claims = [each["persistentVolumeClaim"]["claimName"] for each in pod["volumes"] if each["name"] == "backups"]
        assert mounts["backups"] is read_only
        assert claims == [claim["metadata"]["name"]]
        assert pod["securityContext"]["fsGroup"] == pod["securityContext"]["runAsGroup"]


def test_the_doctor_is_a_template_and_backups_are_nightly_where_there_are_many_brands() -> None:
    suspended = {
        overlay: {
            name: each["spec"].get("suspend", False) for name, each in of(rendered(ROOM / overlay), "CronJob").items()
        }
        for overlay in FOLDERS[1:]
    }

    assert suspended == {
        "overlays/small": {"backup": True, "doctor": True},
        "overlays/production": {"backup": False, "doctor": True},
    }


def test_whoever_runs_beside_the_services_reaches_the_stores() -> None:
    objects = [*rendered(ROOM / "base"), *rendered(ROOM / "restore")]
    selector = of(objects, "NetworkPolicy")["stores"]["spec"]["podSelector"]["matchLabels"]
    specs = [each["spec"].get("jobTemplate", each)["spec"] for each in objects if each["kind"] in RUNNING]

    assert all(selector.items() <= each["template"]["metadata"]["labels"].items() for each in specs)


@pytest.mark.parametrize("overlay", FOLDERS[1:])
@pytest.mark.parametrize("service", MODULES)
def test_every_needed_setting_is_given(service: str, overlay: str) -> None:
    objects = rendered(ROOM / overlay)
    container = of(objects, "Deployment")[service]["spec"]["template"]["spec"]["containers"][0]
    given = set(of(objects, "ConfigMap")["muster-settings"]["data"]) | {each["name"] for each in container["env"]}
    needed = {
        f"{variable_prefix(each)}{name.upper()}"
        for each in (CommonSettings, SETTINGS[service])
        for name, field in each.model_fields.items()
        if field.is_required()
    }
    assert needed <= given


def test_ports_and_probes_are_where_a_process_listens(objects: list[Manifest]) -> None:
    data = of(objects, "ConfigMap")["muster-settings"]["data"]
    app = (TOP / "chassis/http/app.py").read_text()
    for name, each in of(objects, "Deployment").items():
        container = each["spec"]["template"]["spec"]["containers"][0]
        port = int(data[f"MUSTER_{name.upper()}_PORT"])
        assert container["ports"] == [{"name": "http", "containerPort": port}]
        assert of(objects, "Service")[name]["spec"]["ports"][0]["port"] == port
        assert of(objects, "NetworkPolicy")[name]["spec"]["ingress"][0]["ports"] == [{"protocol": "TCP", "port": port}]
        for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
            assert f'"{container[probe]["httpGet"]["path"]}"' in app


def test_only_the_gateway_reaches_the_services_and_all_else_is_denied(objects: list[Manifest]) -> None:
    policies = of(objects, "NetworkPolicy")
    nobody = {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    pods_let_in = [
        [
            peer["podSelector"]["matchLabels"]["app.kubernetes.io/name"]
            for peer in policies[name]["spec"]["ingress"][0]["from"]
            if "podSelector" in peer
        ]
        for name in CONSUMERS
    ]

    assert policies["nobody"]["spec"] == nobody
    assert pods_let_in == [["gateway"]] * 4
    assert {name for name, each in policies.items() if "egress" in each["spec"]} == {
        "stores",
        "gateway",
        "inbox",
        "crisis",
        "doctor",
    }


def test_the_gateway_resolves_every_replica_of_a_service(objects: list[Manifest]) -> None:
    services = of(objects, "Service")
    assert {name for name, each in services.items() if each["spec"].get("clusterIP") == "None"} == set(CONSUMERS)


def test_rules_of_scaling_follow_from_what_was_measured(objects: list[Manifest]) -> None:
    scaled = of(objects, "ScaledObject")
    assert set(scaled) == set(CONSUMERS)
    for name, each in scaled.items():
        lag, rate, drain = each["spec"]["triggers"]
        assert rate["metadata"]["threshold"] == str(costs.rate_threshold(name))
        assert lag["metadata"]["threshold"] == str(costs.lag_threshold(name))
        assert f"> {costs.lag_threshold(name)})" in drain["metadata"]["query"]
        assert each["spec"]["maxReplicaCount"] <= PARTITIONS
        assert each["spec"]["minReplicaCount"] >= 1


def test_every_metric_of_a_rule_is_one_that_a_process_has(objects: list[Manifest]) -> None:
    metrics = (TOP / "chassis/messaging/metrics.py").read_text()
    queries = [
        each["metadata"]["query"]
        for scaled in of(objects, "ScaledObject").values()
        for each in scaled["spec"]["triggers"]
    ]
    assert {
        name
        for query in queries
        for name in re.findall(r"muster_\w+", query)
        if f'"{name.removesuffix("_total")}"' not in metrics
    } == set()


def test_a_pod_asks_for_the_cpu_that_scaling_reckons_with(objects: list[Manifest]) -> None:
    for name, each in of(objects, "Deployment").items():
        requests = each["spec"]["template"]["spec"]["containers"][0]["resources"]["requests"]
        assert requests["cpu"] == f"{costs.CPU_REQUESTS[name] * 1000:.0f}m"
