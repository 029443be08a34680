"""`python -m bench.detecting`: what crisis spends on a message and on a brand, on a mongod of its own.

Messages go through crisis' own counting in batches of 500 (read the state, decide, one transaction): of one brand, and
one each of many brands. Then the clock, which stands still otherwise, is moved by a bucket, and the timers of all
those brands are due at once: a tick, one transaction for as many brands as the timers are claimed together. The first
tick makes the detectors, the second steps them. A tick has to take less than a bucket, 60 s. The rules alone are
stepped without a store. `bench.detection` says how well they detect.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
import time
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from motor.motor_asyncio import AsyncIOMotorClient
from rich.console import Console
from rich.table import Table

from bench.cpu import usage
from bench.load import items
from bench.meter import Meter, Spent
from bench.record import announce, keep
from channels.outward import HttpOutward
from chassis.clock import FixedClock
from chassis.memory import freeze_startup_objects
from chassis.mongo import Mongo
from chassis.seal import Sealer
from chassis.service import prepare
from chassis.signed_links import NOTICE_LINKS, SignedLinks
from chassis.timer_runner import TimerRunner
from deploy.stack import MongoReplicaSet
from services.crisis.adapters.notice_ways import NoticeLinks, NoticeWays
from services.crisis.application.counting import Batch, Received
from services.crisis.domain.bucket import BucketSpan, CountBucket
from services.crisis.domain.detector import step
from services.crisis.domain.detector_state import DetectorState
from services.crisis.domain.tally import InboundMessage
from services.crisis.settings import CrisisSettings
from services.crisis.wiring import Core, core, service

BATCH = 500
TICKS = 2
STEPS = 20  # of the rules alone, a brand
DATABASE = "bench_crisis"
PLACE = ("inbox.events", 0)
NOON = datetime(2026, 4, 15, 12, 0, tzinfo=UTC)

Figures = dict[str, Any]  # as JSON keeps them


def messages(count: int, brands: int, seed: int) -> Iterator[InboundMessage]:
    """Messages with the texts of the other benchmarks, dealt to the brands in turn."""
    for number, item in enumerate(items(count, seed, f"{brands}-brands")):
        name, person = str(item["external_id"]), f"p{number % (count * 2 // 5 + 1)}"
        brand = f"bench-{brands}-{number % brands}"
        yield InboundMessage(
            brand, name, name, name, person, NOON, str(item["text"]), "neutral", 10, is_case=True, channel="x"
        )


async def count_all(parts: Core, given: list[InboundMessage], offset: int, meter: Meter) -> None:
    """Count messages in batches, stage by stage."""
    for start in range(0, len(given), BATCH):
        chunk = given[start : start + BATCH]
        first = offset + start
        received = [Received(PLACE, first + place, message) for place, message in enumerate(chunk)]
        batch = Batch(received, {PLACE: first + len(chunk)})
        before = meter.now()
        state = await parts.count.load(batch)
        meter.add("load", before)
        before = meter.now()
        decision = parts.count.decide(state, batch)
        meter.add("decide", before)
        before = meter.now()
        await parts.count.commit(decision)
        meter.add("commit", before)


async def tick(parts: Core, clock: FixedClock, settings: CrisisSettings, brands: int, mongod: int) -> Spent:
    """One bucket passes: run the timers until none is due."""
    clock.advance(settings.bucket_seconds + settings.grace_seconds + 1)
    runner, meter, turned = TimerRunner(parts.timers, parts.due), Meter(mongod), 0
    before = meter.now()
    while turned < brands and (due := await runner.turn()):
        turned += due
    meter.add("tick", before)
    assert turned == brands, f"{turned} of {brands} timers were due"
    return {"seconds": time.perf_counter() - before[0], **meter.each(brands)["tick"]}


def rules_alone(brands: int, settings: CrisisSettings) -> Spent:
    """Microseconds a step of the detector, and KiB that one state takes in memory."""
    config, span = settings.detector(), BucketSpan(settings.bucket_seconds)
    tracemalloc.start()
    states = [DetectorState(config.version, NOON.timestamp()) for _ in range(brands)]
    for state in states:
        step(state, CountBucket(NOON.timestamp(), 20, 5, 20), config, span)
    held = tracemalloc.get_traced_memory()[0] / brands / 1024
    tracemalloc.stop()
    began = time.process_time()
    for number in range(1, STEPS + 1):
        bucket = CountBucket(NOON.timestamp() + number * settings.bucket_seconds, 20 + number % 3, 5, 20)
        for state in states:
            step(state, bucket, config, span)
    return {"step_cpu_us": (time.process_time() - began) / brands / STEPS * 1e6, "state_kib": held}


async def measure(url: str, mongod: int, options: argparse.Namespace, console: Console) -> Figures:
    """One brand, many brands, ticks, the rules alone, memory."""
    settings, clock, mongo = CrisisSettings(), FixedClock(NOON), await Mongo.connect(url, DATABASE)
    await prepare(mongo, service(settings))
    key = bytes(32)  # nobody is told anything here
    ways = NoticeWays(HttpOutward(), Sealer(key), NoticeLinks(SignedLinks(key, NOTICE_LINKS), None), None, clock.now)
    parts = core(mongo, settings, clock, ways)
    freeze_startup_objects()
    alone, many, brands = Meter(mongod), Meter(mongod), options.brands
    console.print(f"[dim]{options.messages:,} messages of one brand[/]")
    await count_all(parts, list(messages(options.messages, 1, options.seed)), 0, alone)
    given = list(messages(brands, brands, options.seed))
    stored, resident = await _stored(url), usage({"own": os.getpid()})["own"].resident_mib
    console.print(f"[dim]{brands:,} messages of {brands:,} brands[/]")
    await count_all(parts, given, options.messages, many)
    ticks = []
    for number in range(1, TICKS + 1):
        ticks.append(await tick(parts, clock, settings, brands + 1, mongod))
        console.print(f"[dim]tick {number} of {TICKS}: {ticks[-1]['seconds']:.1f} s[/]")
    grown = usage({"own": os.getpid()})["own"].resident_mib - resident
    memory = {
        "resident_kib": grown * 1024 / brands,
        "stored_kib": (await _stored(url) - stored) / 1024 / brands,
    }
    await mongo.close()
    return {
        "messages": {"one brand": alone.each(options.messages), "many brands": many.each(brands)},
        "ticks": ticks,
        "rules": rules_alone(brands, settings),
        "memory": memory,
    }


async def _stored(url: str) -> float:
    """Bytes of all documents and indexes of the database."""
    client: AsyncIOMotorClient[dict[str, float]] = AsyncIOMotorClient(url)
    stats = await client[DATABASE].command("dbStats")
    client.close()
    return float(stats["dataSize"] + stats["indexSize"])


def show(console: Console, found: Figures, brands: int) -> None:
    """Messages by stage, ticks, and what a brand takes."""
    table = Table("", "stage", "µs", "CPU µs", "mongod CPU µs", title="Detection: of a message")
    for name, stages in found["messages"].items():
        for stage, spent in stages.items():
            table.add_row(name, stage, *(f"{spent[kind]:,.0f}" for kind in ("wall_us", "cpu_us", "mongod_cpu_us")))
    console.print(table)
    table = Table("tick", "seconds", "CPU µs a brand", "mongod CPU µs a brand", title=f"{brands + 1:,} brands")
    for number, spent in enumerate(found["ticks"], start=1):
        table.add_row(
            str(number), f"{spent['seconds']:.1f}", *(f"{spent[k]:,.0f}" for k in ("cpu_us", "mongod_cpu_us"))
        )
    console.print(table)
    rules, memory = found["rules"], found["memory"]
    console.print(
        f"the rules alone: {rules['step_cpu_us']:.1f} µs a step, a detector's state in memory "
        f"{rules['state_kib']:.1f} KiB; "
        f"a brand more: {memory['resident_kib']:.2f} KiB of the process, {memory['stored_kib']:.1f} KiB stored"
    )


def main() -> None:
    """Measure on a mongod of its own, print, keep."""
    parser = argparse.ArgumentParser(prog="python -m bench.detecting", description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000, help="of the one brand")
    parser.add_argument("--brands", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options, console = parser.parse_args(), Console(width=120)
    announce(console, options.seed)
    with tempfile.TemporaryDirectory() as directory:
        mongo = MongoReplicaSet(Path(directory))
        mongo.start()
        try:
            mongo.wait()
            found = asyncio.run(measure(mongo.url, mongo.children[0].pid, options, console))
        finally:
            mongo.stop()
    show(console, found, options.brands)
    keep(options.seed, {"detecting": found})


if __name__ == "__main__":
    main()
