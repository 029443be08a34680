"""From posted to stored, queued and counted: the rate the whole system keeps up, and where its CPU goes."""

from __future__ import annotations

import asyncio
import json
import os
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bench.cpu import Usage, cores, per_event, usage
from bench.load import bodies, closed_loop, items, open_loop
from contracts.inbox import MessageStored
from contracts.routing import OfferMade, TaskQueued
from deploy.local.follow import Follower, client
from deploy.local.lag import group_lags, log_ends
from deploy.local.state import LocalState

GROUPS = {"inbox": "channel.events", "routing": "inbox.events", "analytics": "inbox.events", "crisis": "inbox.events"}
DRAIN_SECONDS = 300.0
LOOK_SECONDS = 0.25


def processes(state: LocalState) -> dict[str, int]:
    """The processes of the stack and the load itself, by name."""
    return {process.name: process.pid for process in state.processes} | {"load": os.getpid()}


async def lag(kafka: str) -> dict[str, int]:
    """Records each service has still to read of all its topics."""
    lags = await group_lags(kafka, "")
    return {group: lags[group] for group in GROUPS}


@dataclass(slots=True)
class Result:
    """A run's figures: events a second, microseconds of CPU per event and resident MiB of each process."""

    events: int
    seconds: float
    cpu_us: dict[str, float]
    resident_mib: dict[str, float]
    drained: dict[str, float] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Events a second, from the first post until every group has read everything."""
        return self.events / self.seconds


async def throughput(state: LocalState, key: str, count: int, seed: int, name: str) -> Result:
    """Post `count` events in batches of 100 as fast as they are taken, and wait until nobody lags."""
    given = bodies(count, 100, seed, name)
    before = usage(processes(state))
    began = time.perf_counter()
    outcome = await closed_loop(f"{state.gateway}/v1/events", key, given, 4)
    if outcome.refused:
        raise SystemExit(f"the load was refused: {outcome.refused}")
    drained = await _drained(state.kafka, began)
    after: dict[str, Usage] = usage(processes(state))
    return Result(
        count,
        max(drained.values()),
        per_event(before, after, count),
        {process: figures.resident_mib for process, figures in after.items()},
        {"posted": outcome.seconds, **drained},
    )


async def settled(kafka: str) -> None:
    """Wait until all that is in the log now is read, and what was said because of it: the next run begins from rest.

    The log itself never rests: tasks that wait are told of for ever.
    """
    began = time.perf_counter()
    for _ in range(3):  # a message, its task, and what an answer to that says
        ends = await log_ends(kafka, "")
        while any((await group_lags(kafka, "", ends)).values()):
            _in_time(began)
            await asyncio.sleep(LOOK_SECONDS)


def _in_time(began: float) -> None:
    if time.perf_counter() - began > DRAIN_SECONDS:
        raise SystemExit(f"still lagging after {DRAIN_SECONDS:.0f} s")


async def _drained(kafka: str, began: float) -> dict[str, float]:
    """When each group had read everything, in seconds from `began`; twice without lag, as one feeds the other."""
    drained: dict[str, float] = {}
    calm = 0
    while calm < 2:
        _in_time(began)
        await asyncio.sleep(LOOK_SECONDS)
        behind = await lag(kafka)
        now = time.perf_counter() - began
        for group, records in behind.items():
            if records:
                drained.pop(group, None)
            else:
                drained.setdefault(group, now)
        calm = calm + 1 if not any(behind.values()) else 0
    return drained


@dataclass(slots=True)
class Latency:
    """Seconds from a post to the moment a front end hears of it, by what it hears; cores used by process."""

    post: list[float] = field(default_factory=list)
    readable: list[float] = field(default_factory=list)
    queued: list[float] = field(default_factory=list)
    offered: list[float] = field(default_factory=list)
    cores: dict[str, float] = field(default_factory=dict)


async def idle(state: LocalState, seconds: float) -> dict[str, float]:
    """Cores each process uses while nothing comes in."""
    before, began = usage(processes(state)), time.perf_counter()
    await asyncio.sleep(seconds)
    return cores(before, usage(processes(state)), time.perf_counter() - began)


async def latency(state: LocalState, key: str, reader: str, rate: float, seconds: float, name: str) -> Latency:
    """Post single events at a rate and follow the stream: stored means written to the majority and readable."""
    measured = Latency()
    types = [MessageStored.type, TaskQueued.type, OfferMade.type]
    follower = Follower(state.gateway, reader, types)

    async def listen() -> None:
        opened: dict[str, float] = {}
        async with client() as session:
            async for event in follower.events(session):
                now = time.time()
                if isinstance(event, MessageStored) and event.message:
                    sent = event.sent_at.timestamp()
                    opened.setdefault(event.subject, sent)
                    measured.readable.append(now - sent)
                elif event.subject in opened:
                    where = measured.offered if isinstance(event, OfferMade) else measured.queued
                    where.append(now - opened[event.subject])

    listening = asyncio.create_task(listen())
    await asyncio.sleep(1.5)  # the stream begins at the log's end: it must be open before the first post
    count = int(rate * seconds)
    begin = time.time() + 0.5  # the bodies are made by then
    given = stamped(count, rate, begin, name)
    before, began = usage(processes(state)), time.perf_counter()
    outcome = await open_loop(f"{state.gateway}/v1/events", key, given, rate, begin)
    measured.cores = cores(before, usage(processes(state)), time.perf_counter() - began)
    measured.post = outcome.each
    for _ in range(100):
        if len(measured.readable) >= count:
            break
        await asyncio.sleep(0.1)
    listening.cancel()
    return measured


def stamped(count: int, rate: float, begin: float, name: str) -> list[bytes]:
    """Bodies of one event each whose `at` is the moment they will be posted."""
    made = []
    for number, item in enumerate(items(count, 7, name)):
        item["at"] = datetime.fromtimestamp(begin + number / rate, UTC).isoformat()
        made.append(json.dumps(item).encode())
    return made
