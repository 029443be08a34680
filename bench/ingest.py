"""Batch ingest beside a bare FastAPI and aiokafka, in one run: events a second and CPU per event of the server."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Iterator

import psutil
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from bench.cpu import per_event, usage
from bench.load import bodies, closed_loop
from bench.peers.served import served
from contracts.registry import PARTITIONS
from deploy.local.state import LocalState

BATCH = 100
CLIENTS = 8
TOPIC = "bench.bare"
SERVICES = ("inbox", "routing", "crisis", "analytics")


async def _make_topic(kafka: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(TOPIC, PARTITIONS, 1)])
    finally:
        await admin.close()


@contextlib.contextmanager
def _at_rest(state: LocalState) -> Iterator[None]:
    """Freeze the services behind the gateway: what they would do with the events is not ingest."""
    services = [psutil.Process(each.pid) for each in state.processes if each.name in SERVICES]
    for service in services:
        service.suspend()
    try:
        yield
    finally:
        for service in services:
            service.resume()


@contextlib.asynccontextmanager
async def bare_server(kafka: str) -> AsyncIterator[tuple[str, int]]:
    """The bare ingest as a process of its own; gives its URL and process id."""
    await _make_topic(kafka)
    async with served("bare_ingest", kafka, TOPIC) as (url, pid):
        yield f"{url}/events", pid


async def measure(url: str, key: str, pid: int, count: int, seed: int, run: str) -> tuple[float, float, float]:
    """Events a second, microseconds of the server's CPU per event, and the p99 of a batch in milliseconds."""
    warm = await closed_loop(url, key, bodies(count // 10, BATCH, seed, f"{run}-warm"), CLIENTS)
    given = bodies(count, BATCH, seed, run)
    before = usage({"server": pid})
    outcome = await closed_loop(url, key, given, CLIENTS)
    after = usage({"server": pid})
    if warm.refused or outcome.refused:
        raise SystemExit(f"the load was refused: {warm.refused or outcome.refused}")
    return count / outcome.seconds, per_event(before, after, count)["server"], outcome.percentile(0.99) * 1000


async def run(state: LocalState, key: str, count: int, seed: int, name: str) -> dict[str, float]:
    """Both servers after one another, the same bodies in form and number, the services behind them at rest."""
    gateway = next(process.pid for process in state.processes if process.name == "gateway")
    with _at_rest(state):
        async with bare_server(state.kafka) as (url, pid):
            bare_rate, bare_cpu, bare_p99 = await measure(url, "", pid, count, seed, f"{name}-bare")
        rate, cpu, p99 = await measure(f"{state.gateway}/v1/events", key, gateway, count, seed, f"{name}-muster")
    return {
        "bare_events_per_second": bare_rate,
        "events_per_second": rate,
        "ratio": rate / bare_rate,
        "bare_cpu_us": bare_cpu,
        "cpu_us": cpu,
        "bare_batch_p99_ms": bare_p99,
        "batch_p99_ms": p99,
    }
