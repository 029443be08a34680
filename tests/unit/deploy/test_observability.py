"""The dashboard and the scrape configuration: every metric they ask for is one the code exports."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.local.services import MODULES

TOP = Path(__file__).parents[3]
EXPORTING = ("chassis", "gateway", "services")
SUFFIXES = re.compile(r"_(total|bucket|sum|count)$")


@pytest.fixture
def dashboard() -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads((TOP / "deploy/observability/dashboards/muster.json").read_text())
    return parsed


def exported() -> set[str]:
    sources = [path.read_text() for room in EXPORTING for path in (TOP / room).rglob("*.py")]
    kinds = r"(?:Counter|Gauge|Histogram)\(\s*\"(muster_\w+)\""
    return {name for source in sources for name in re.findall(kinds, source)}


def asked(expressions: Iterable[str]) -> set[str]:
    """The metrics that expressions name, without the endings of their kinds; what rules record is no metric of ours."""
    return {SUFFIXES.sub("", name) for each in expressions for name in re.findall(r"\bmuster_\w+", each)}


def test_every_metric_on_the_dashboard_is_exported(dashboard: dict[str, Any]) -> None:
    shown = asked(target["expr"] for panel in dashboard["panels"] for target in panel["targets"])

    assert len(shown) > 5
    assert shown - exported() == set()


def test_every_metric_of_the_alerts_is_exported_and_every_recorded_one_is_recorded() -> None:
    parsed = yaml.safe_load((TOP / "deploy/observability/alerts.yaml").read_text())
    rules = [rule for group in parsed["groups"] for rule in group["rules"]]
    recorded = {rule["record"] for rule in rules if "record" in rule}

    assert asked(rule["expr"] for rule in rules) - exported() == set()
    assert {name for rule in rules for name in re.findall(r"\bmuster:\w+:\w+", rule["expr"])} == recorded


def test_prometheus_reads_the_alerts() -> None:
    parsed = yaml.safe_load((TOP / "deploy/observability/prometheus.yaml").read_text())

    assert parsed["rule_files"] == ["alerts.yaml"]


@pytest.mark.parametrize(
    "metric",
    [
        "muster_consumer_lag",
        "muster_consumer_time_to_drain_seconds",
        "muster_publisher_records",
        "muster_routing_offers",
    ],
)
def test_the_dashboard_shows_lag_drain_ingest_and_offers(dashboard: dict[str, Any], metric: str) -> None:
    assert metric in json.dumps(dashboard)


def test_no_two_panels_lie_on_each_other(dashboard: dict[str, Any]) -> None:
    cells = [
        (x, y)
        for grid in (panel["gridPos"] for panel in dashboard["panels"])
        for x in range(grid["x"], grid["x"] + grid["w"])
        for y in range(grid["y"], grid["y"] + grid["h"])
    ]

    assert len(cells) == len(set(cells))


def test_prometheus_asks_every_process() -> None:
    parsed = yaml.safe_load((TOP / "deploy/observability/prometheus.yaml").read_text())
    (job,) = parsed["scrape_configs"]

    assert set(job["dns_sd_configs"][0]["names"]) == set(MODULES)


def test_the_collector_has_a_pipeline_for_traces() -> None:
    parsed = yaml.safe_load((TOP / "deploy/observability/collector.yaml").read_text())
    pipeline = parsed["service"]["pipelines"]["traces"]

    assert set(pipeline["receivers"]) <= set(parsed["receivers"])
    assert set(pipeline["processors"]) <= set(parsed["processors"])
    assert set(pipeline["exporters"]) <= set(parsed["exporters"])
