"""A real Prometheus asks the running system: every target answers, every rule is evaluated, every metric is there."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import yaml

from deploy.local.state import LocalState
from deploy.stack.child import Child
from deploy.stack.errors import StackError
from deploy.stack.ports import free_ports
from deploy.stack.prometheus import prometheus_programs
from tests.e2e.rig import ask, eventually

FOLDER = Path(__file__).parents[2] / "deploy/observability"
ENDINGS = re.compile(r"_(total|bucket|sum|count)$")


@pytest.fixture
def prometheus(system: LocalState, tmp_path: Path) -> Iterator[str]:
    """Give the address of a Prometheus with our rules that asks every process of the system."""
    try:
        programs = prometheus_programs(print)
    except StackError as failure:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(failure))  # a machine without the package; where changes are checked it has to be there
    settings = yaml.safe_load((FOLDER / "prometheus.yaml").read_text())
    settings["global"] = {"scrape_interval": "1s", "evaluation_interval": "1s"}
    settings["rule_files"] = [str(FOLDER / "alerts.yaml")]
    targets = [
        {"targets": [url.removeprefix("http://")], "labels": {"service": service}}
        for service, url in system.services.items()
    ]
    settings["scrape_configs"] = [{"job_name": "muster", "static_configs": targets}]
    (tmp_path / "prometheus.yaml").write_text(yaml.safe_dump(settings))
    (port,) = free_ports(1)
    words = ["--config.file", str(tmp_path / "prometheus.yaml"), "--storage.tsdb.path", str(tmp_path / "data")]
    command = [str(programs.prometheus), *words, "--web.listen-address", f"127.0.0.1:{port}"]
    child = Child("prometheus", command, tmp_path / "prometheus.log")
    child.start()
    yield f"http://127.0.0.1:{port}"
    child.kill()


def told(prometheus: str, path: str) -> Any:
    try:
        answer = ask(prometheus, "GET", f"/api/v1/{path}")
    except OSError:  # it starts
        return None
    return answer.json()["data"] if answer.status == 200 else None


def test_every_target_is_up_and_every_rule_is_evaluated_without_an_error(prometheus: str, system: LocalState) -> None:
    def all_up() -> bool:
        data = told(prometheus, "targets?state=active") or {"activeTargets": []}
        health = {each["labels"]["service"]: each["health"] for each in data["activeTargets"]}
        return health == dict.fromkeys(system.services, "up")

    def evaluated() -> list[dict[str, Any]] | None:
        groups = (told(prometheus, "rules") or {"groups": []})["groups"]
        rules = [rule for group in groups for rule in group["rules"]]
        return rules if rules and all(rule["health"] != "unknown" for rule in rules) else None

    def down() -> str:
        return next(str(rule["state"]) for rule in evaluated() or () if rule["name"] == "ServiceDown")

    eventually(all_up, "an answer of every target")
    rules = eventually(evaluated, "an evaluation of every rule")
    assert {rule["name"]: rule["lastError"] for rule in rules if rule["health"] != "ok" or rule.get("lastError")} == {}
    eventually(lambda: down() == "inactive", "the end of ServiceDown, which began before the first answer")


def on_dashboards() -> list[str]:
    boards = [json.loads(path.read_text()) for path in (FOLDER / "dashboards").glob("*.json")]
    return [target["expr"] for board in boards for panel in board["panels"] for target in panel["targets"]]


def test_prometheus_understands_every_expression_of_the_dashboards(prometheus: str) -> None:
    eventually(lambda: told(prometheus, "status/buildinfo"), "the start of Prometheus")
    answers = {each: ask(prometheus, "GET", f"/api/v1/query?{urlencode({'query': each})}") for each in on_dashboards()}
    assert {each: answer.body for each, answer in answers.items() if answer.status != 200} == {}


def test_every_metric_of_alerts_and_dashboards_is_in_the_metrics_of_the_running_system(system: LocalState) -> None:
    texts = [ask(url, "GET", "/metrics").body.decode() for url in system.services.values()]
    there = {
        ENDINGS.sub("", name) for text in texts for name in re.findall(r"^# TYPE (muster_\w+)", text, re.MULTILINE)
    }
    rules = yaml.safe_load((FOLDER / "alerts.yaml").read_text())["groups"]
    expressions = [rule["expr"] for group in rules for rule in group["rules"]] + on_dashboards()
    asked = {ENDINGS.sub("", name) for each in expressions for name in re.findall(r"\bmuster_\w+", each)}
    assert len(asked) > 15
    assert asked - there == set()


def test_no_figure_of_the_running_system_is_infinite_and_none_names_a_brand(system: LocalState) -> None:
    for url in system.services.values():
        samples = [
            line for line in ask(url, "GET", "/metrics").body.decode().splitlines() if line.startswith("muster_")
        ]
        assert [line for line in samples if line.endswith((" +Inf", " -Inf", " NaN"))] == []
        assert [line for line in samples if "brand=" in line] == []
