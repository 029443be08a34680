"""What the replicas of a local service say of themselves: readiness, and how their consumers get on."""

from __future__ import annotations

import http.client
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from prometheus_client.parser import text_string_to_metric_families

ANSWER_SECONDS = 3.0  # metrics tell readiness too, whose checks alone may take CHECK_SECONDS of chassis.health (1 s)
RATE_SECONDS = 1.0  # between two looks; a rate over less says little

Partition = tuple[str, str, int]
"""Group, topic, number."""

Samples = Mapping[str, list[tuple[dict[str, str], float]]]
"""Metrics by name: labels and value of each."""


@dataclass(frozen=True, slots=True)
class Figures:
    """How the consumers of one replica get on. Rates are records a second."""

    partitions: frozenset[Partition]
    lag: int
    rate: float
    drain_seconds: float
    stopped: bool


def look(urls: Collection[str]) -> dict[str, Samples]:
    """Read the metrics of each process that answers."""
    return {url: samples for url in urls if (samples := _samples(url)) is not None}


def figures(urls: Collection[str], before: Mapping[str, Samples], seconds: float) -> dict[str, Figures]:
    """How each process gets on that answers, now and compared with `before`, so many seconds ago."""
    return {url: figures_from(now, before.get(url, {}), seconds) for url, now in look(urls).items()}


def figures_over(urls: Collection[str]) -> dict[str, Figures]:
    """How each process gets on over a second from now."""
    before, began = look(urls), time.monotonic()
    time.sleep(RATE_SECONDS)
    return figures(urls, before, time.monotonic() - began)


def figures_from(now: Samples, before: Samples, seconds: float) -> Figures:
    """How one process gets on by its metrics, now and so many seconds ago."""
    lags = {
        (labels["group"], labels["topic"], int(labels["partition"])): value
        for labels, value in now.get("muster_consumer_lag", [])
    }
    handled = _total(now, "muster_consumer_records_total") - _total(before, "muster_consumer_records_total")
    return Figures(
        partitions=frozenset(each for each in lags if ".retry." not in each[1]),
        lag=round(sum(lags.values())),
        rate=max(0.0, handled) / seconds,
        drain_seconds=max((value for _, value in now.get("muster_consumer_time_to_drain_seconds", [])), default=0.0),
        stopped=any(value for _, value in now.get("muster_consumer_stopped", [])),
    )


def _total(samples: Samples, name: str) -> float:
    return sum(value for _, value in samples.get(name, []))


def _samples(url: str) -> Samples | None:
    text = fetched(url, "/metrics")
    return None if text is None else parsed(text)


def parsed(text: str) -> Samples:
    """Read metrics in the text format of Prometheus."""
    by_name: dict[str, list[tuple[dict[str, str], float]]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            by_name.setdefault(sample.name, []).append((dict(sample.labels), sample.value))
    return by_name


def fetched(url: str, path: str) -> str | None:
    """What a process answers with 200 there; None where it does not."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.read().decode() if answer.status == http.client.OK else None
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
