"""What a replica's metrics say of its consumers."""

from __future__ import annotations

import http.client
from types import SimpleNamespace

import pytest

from chassis.health import CHECK_SECONDS
from deploy.local import figures as module
from deploy.local.figures import figures, parsed

URL = "http://127.0.0.1:1"


def metrics(handled: int) -> str:
    return f"""
# HELP muster_consumer_lag Records not handled yet.
# TYPE muster_consumer_lag gauge
muster_consumer_lag{{service="inbox",group="inbox",topic="channel.events",partition="3"}} 40.0
muster_consumer_lag{{service="inbox",group="inbox",topic="channel.events",partition="4"}} 2.0
muster_consumer_lag{{service="inbox",group="inbox",topic="channel.events.retry.inbox",partition="3"}} 1.0
# TYPE muster_consumer_time_to_drain_seconds gauge
muster_consumer_time_to_drain_seconds{{service="inbox",group="inbox",topics="channel.events"}} 8.5
muster_consumer_time_to_drain_seconds{{service="inbox",group="inbox",topics="routing.events"}} 0.0
# TYPE muster_consumer_stopped gauge
muster_consumer_stopped{{service="inbox",group="inbox",topics="channel.events"}} 0.0
# TYPE muster_consumer_records counter
muster_consumer_records_total{{service="inbox",group="inbox",outcome="handled"}} {handled}.0
muster_consumer_records_total{{service="inbox",group="inbox",outcome="skipped"}} 5.0
"""


def test_partitions_lag_rate_and_time_to_drain_are_those_of_the_replica(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "fetched", lambda url, path: metrics(120) if (url, path) == (URL, "/metrics") else None)

    told = figures([URL, "http://127.0.0.1:2"], {URL: parsed(metrics(100))}, seconds=4.0)

    assert set(told) == {URL}
    assert told[URL].partitions == {("inbox", "channel.events", 3), ("inbox", "channel.events", 4)}
    assert (told[URL].lag, told[URL].rate, told[URL].drain_seconds) == (43, 5.0, 8.5)
    assert not told[URL].stopped


def test_a_replica_that_started_anew_between_the_looks_has_no_negative_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "fetched", lambda url, path: metrics(3))

    assert figures([URL], {URL: parsed(metrics(100))}, seconds=1.0)[URL].rate == 0.0


def test_metrics_are_waited_for_longer_than_the_checks_of_readiness_may_take(monkeypatch: pytest.MonkeyPatch) -> None:
    patience = list[float]()

    class Slow:
        def __init__(self, host: str, port: int, timeout: float) -> None:
            patience.append(timeout)

        def request(self, method: str, path: str) -> None:
            """Send nothing."""

        def getresponse(self) -> SimpleNamespace:
            return SimpleNamespace(status=200, read=lambda: metrics(3).encode())

        def close(self) -> None:
            """Hold nothing."""

    monkeypatch.setattr(http.client, "HTTPConnection", Slow)

    assert set(module.look([URL])) == {URL}
    assert patience[0] > 2 * CHECK_SECONDS
