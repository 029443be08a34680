"""Single posts to the obvious inbox on a mongod of its own: in an open loop as for Muster, then as fast as it answers.

Its answer comes after the write to the majority and the assignment, so `post`, `readable` and `offered` are one moment
here; each server is first seen to hold to that: a GET of the answered conversation has the message and an assignee.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bench.cpu import cores, per_event, usage
from bench.end_to_end import Latency
from bench.load import Outcome, closed_loop, items, open_loop
from bench.peers.served import served
from deploy.stack import MongoReplicaSet

CLIENTS = 64  # at a time in the closed loop
MOST_POSTS = 10_000  # of a closed loop: some ten seconds
WARM_POSTS = 500
DATABASE = "bench_obvious"


@dataclass(frozen=True, slots=True)
class ClosedRun:
    """Posts a second with `CLIENTS` clients, p50 and p99 of one in milliseconds, CPU microseconds a post by process."""

    unique: bool
    rate: float
    p50_ms: float
    p99_ms: float
    cpu_us: dict[str, float]


async def measure(
    rates: Sequence[float], seconds: float, count: int, seed: int
) -> tuple[dict[float, Latency], list[ClosedRun]]:
    """A run at each rate, with unique ids as Muster has them; then the closed loops without and with unique ids."""
    with tempfile.TemporaryDirectory() as directory:
        mongo = MongoReplicaSet(Path(directory))
        mongo.start()
        try:
            mongo.wait()
            async with _inbox(mongo, seed, unique=True) as (url, processes):
                opened = {rate: await _open_run(url, processes, rate, seconds, seed) for rate in rates}
            closed = []
            for unique in (False, True):
                async with _inbox(mongo, seed, unique=unique) as (url, processes):
                    closed.append(await _closed_run(url, processes, min(count, MOST_POSTS), seed, unique=unique))
            return opened, closed
        finally:
            mongo.stop()


@contextlib.asynccontextmanager
async def _inbox(mongo: MongoReplicaSet, seed: int, *, unique: bool) -> AsyncIterator[tuple[str, dict[str, int]]]:
    """The inbox on an empty database, warm; gives where it takes events, and the processes that a run costs."""
    flags = ("--unique",) if unique else ()
    async with served("obvious_inbox", *flags, mongo.url, DATABASE) as (base, pid):
        await _hold_to_its_answer(base, seed)
        url = f"{base}/events"
        _none_refused(await closed_loop(url, "", _bodies(WARM_POSTS, seed, "warm"), CLIENTS))
        yield url, {"obvious": pid, "mongod": mongo.children[0].pid, "load": os.getpid()}


async def _hold_to_its_answer(base: str, seed: int) -> None:
    """Post a message and read its conversation at once."""
    (message,) = items(1, seed, "first")
    async with aiohttp.ClientSession(base, raise_for_status=True) as session:
        async with session.post("/events", json=message) as answer:
            conversation = (await answer.json())["conversation"]
        async with session.get(f"/conversations/{conversation}") as answer:
            found = await answer.json()
    assert found["assignee"]
    assert [each["text"] for each in found["messages"]] == [message["text"]]


async def _open_run(url: str, processes: dict[str, int], rate: float, seconds: float, seed: int) -> Latency:
    given = _bodies(int(rate * seconds), seed, f"at-{rate:.0f}")
    before, began = usage(processes), time.perf_counter()
    outcome = _none_refused(await open_loop(url, "", given, rate, time.time() + 0.5))
    used = cores(before, usage(processes), time.perf_counter() - began)
    return Latency(post=outcome.each, readable=outcome.each, offered=outcome.each, cores=used)


async def _closed_run(url: str, processes: dict[str, int], count: int, seed: int, *, unique: bool) -> ClosedRun:
    given = _bodies(count, seed, "fast")
    before = usage(processes)
    outcome = _none_refused(await closed_loop(url, "", given, CLIENTS))
    spent = per_event(before, usage(processes), count)
    p50, p99 = (outcome.percentile(share) * 1000 for share in (0.5, 0.99))
    return ClosedRun(unique, count / outcome.seconds, p50, p99, spent)


def _none_refused(outcome: Outcome) -> Outcome:
    if outcome.refused:
        raise SystemExit(f"the load was refused: {outcome.refused}")
    return outcome


def _bodies(count: int, seed: int, run: str) -> list[bytes]:
    """Bodies of one message each."""
    return [json.dumps(item).encode() for item in items(count, seed, run)]
