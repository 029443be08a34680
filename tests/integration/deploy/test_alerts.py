"""Prometheus itself reads the alerts, and each fires on what it is for."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
import yaml

from deploy.stack.errors import StackError
from deploy.stack.prometheus import Programs, prometheus_programs

FOLDER = Path(__file__).parents[3] / "deploy/observability"


@pytest.fixture(scope="session")
def programs() -> Programs:
    try:
        return prometheus_programs(print)
    except StackError as failure:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(failure))  # a machine without the package; where changes are checked it has to be there


def promtool(programs: Programs, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(programs.promtool), *words], cwd=FOLDER, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    "words", [("check", "rules", "alerts.yaml"), ("check", "config", "prometheus.yaml")], ids=lambda words: words[1]
)
def test_prometheus_takes_the_file(programs: Programs, words: tuple[str, ...]) -> None:
    ended = promtool(programs, *words)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_each_alert_fires_on_what_it_is_for_and_on_nothing_else(programs: Programs) -> None:
    ended = promtool(programs, "test", "rules", "alerts_test.yaml")
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_each_alert_has_a_case_in_which_it_fires() -> None:
    rules = yaml.safe_load((FOLDER / "alerts.yaml").read_text())
    cases = yaml.safe_load((FOLDER / "alerts_test.yaml").read_text())
    alerts = {rule["alert"] for group in rules["groups"] for rule in group["rules"] if "alert" in rule}
    outcomes = [outcome for case in cases["tests"] for outcome in case["alert_rule_test"]]
    assert {each["alertname"] for each in outcomes if each.get("exp_alerts")} == alerts
    assert {each["alertname"] for each in outcomes if not each.get("exp_alerts")} >= alerts


def test_a_case_that_does_not_hold_is_noticed(programs: Programs, tmp_path: Path) -> None:
    cases = (FOLDER / "alerts_test.yaml").read_text().replace("[alerts.yaml]", f"[{FOLDER / 'alerts.yaml'}]")
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(cases.replace("604800x20", "60x20"))
    ended = promtool(programs, "test", "rules", str(wrong))
    assert ended.returncode != 0
    assert "ConsumerBehind" in ended.stdout + ended.stderr
