"""The dashboards, the alerts and the scrape configuration: every metric they ask for is one the code exports."""

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


BOARDS = {path.stem: json.loads(path.read_text()) for path in (TOP / "deploy/observability/dashboards").glob("*.json")}


def exported() -> set[str]:
    sources = [path.read_text() for room in EXPORTING for path in (TOP / room).rglob("*.py")]
    kinds = r"(?:Counter|Gauge|Histogram)\(\s*\"(muster_\w+)\""
    return {name for source in sources for name in re.findall(kinds, source)}


def asked(expressions: Iterable[str]) -> set[str]:
    """The metrics that expressions name, without the endings of their kinds; what rules record is no metric of ours."""
    return {SUFFIXES.sub("", name) for each in expressions for name in re.findall(r"\bmuster_\w+", each)}


def expressions(board: dict[str, Any]) -> list[str]:
    return [target["expr"] for panel in board["panels"] for target in panel["targets"]]


def test_there_is_a_dashboard_for_the_first_look_ingest_each_service_a_crisis_and_the_stores() -> None:
    services = {f"muster-{service}" for service in MODULES}

    assert set(BOARDS) == {"muster", "muster-ingest", "muster-in-a-crisis", "muster-stores"} | services
    assert {name: board["uid"] for name, board in BOARDS.items()} == {name: name for name in BOARDS}


@pytest.mark.parametrize("board", BOARDS.values(), ids=BOARDS)
def test_every_metric_on_a_dashboard_is_exported(board: dict[str, Any]) -> None:
    shown = asked(expressions(board))

    assert len(shown) > 5
    assert shown - exported() == set()


def test_every_metric_is_on_a_dashboard_or_is_named_where_operators_read() -> None:
    shown = asked(each for board in BOARDS.values() for each in expressions(board))
    pages = [TOP / "docs/operating.md", *TOP.glob("services/*/README.md"), TOP / "gateway/README.md"]
    named = asked(page.read_text() for page in pages)

    assert exported() - shown - named == set()


def test_every_metric_of_the_alerts_is_exported_and_every_recorded_one_is_recorded() -> None:
    parsed = yaml.safe_load((TOP / "deploy/observability/alerts.yaml").read_text())
    rules = [rule for group in parsed["groups"] for rule in group["rules"]]
    recorded = {rule["record"] for rule in rules if "record" in rule}

    assert asked(rule["expr"] for rule in rules) - exported() == set()
    assert {name for rule in rules for name in re.findall(r"\bmuster:\w+:\w+", rule["expr"])} == recorded


def test_prometheus_reads_the_alerts() -> None:
    parsed = yaml.safe_load((TOP / "deploy/observability/prometheus.yaml").read_text())

    assert parsed["rule_files"] == ["alerts.yaml"]


@pytest.mark.parametrize("board", BOARDS.values(), ids=BOARDS)
def test_no_two_panels_lie_on_each_other(board: dict[str, Any]) -> None:
    cells = [
        (x, y)
        for grid in (panel["gridPos"] for panel in board["panels"])
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
