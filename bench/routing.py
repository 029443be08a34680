"""`python -m bench.routing`: offers a second of routing's own matcher on a real MongoDB, for few employees and many.

The matcher reads seats, waiting tasks and rules, so these are what is written, through the plain driver: a task as the
intake makes it under the default rules, a seat as an employee's plan has it. Everybody is online with `SEATS` free
seats. Matchers are processes of their own and race for the same tasks and seats, as replicas do; each makes its share.
The events of the offers are written to the outbox and stay there; nobody accepts.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import random
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from rich.console import Console
from rich.table import Table

from bench.company import BRAND, SEATS, TASKS, as_before, insert, seats, tasks
from bench.cpu import usage
from bench.record import announce, keep
from chassis.clock import SystemClock
from chassis.mongo import Mongo
from chassis.outbox import Outbox
from chassis.service import prepare
from chassis.timers import Timers
from deploy.stack import MongoReplicaSet
from services.routing.persistence.unit_of_work import mongo_stores
from services.routing.settings import RoutingSettings
from services.routing.wiring import core, service

EMPLOYEES = (1_000, 103_000)
MATCHERS = (1, 2)
TURNS = 6
OFFERS = 1_600  # of a turn, by all matchers together: the small company has seats for them and the rounds to warm up
WAIT_SECONDS = 60.0
MOST_ROUNDS = 100  # of a matcher in a run: one without luck ends too


@dataclass(frozen=True, slots=True)
class Share:
    """What one matcher did: offers, pairs it tried, CPU seconds, and when it began and ended (epoch seconds)."""

    offers: int
    pairs: int
    cpu_seconds: float
    began: float
    ended: float


@dataclass(frozen=True, slots=True)
class Figures:
    """All turns of so many matchers in a company of so many; CPU is milliseconds an offer, of all matchers together."""

    employees: int
    matchers: int
    offers: int
    per_second: float
    matcher_cpu_ms: float
    mongod_cpu_ms: float
    lost: float


def matcher(url: str, name: str, share: int, together: Barrier, told: Queue[Share]) -> None:
    """One matcher in this process: a round to warm up, then rounds until its share of the offers is made."""
    told.put(asyncio.run(_offers(url, name, share, together)))


async def _offers(url: str, name: str, share: int, together: Barrier) -> Share:
    mongo, clock = await Mongo.connect(url, name), SystemClock()
    stores = mongo_stores(mongo, Outbox(mongo), Timers(mongo, clock), clock)
    matching = core(stores, RoutingSettings(), clock).matcher
    await matching.round(BRAND)
    together.wait()  # blocks the loop on purpose: nothing else runs in it
    began, cpu, offers, pairs = time.time(), time.process_time(), 0, 0
    for _ in range(MOST_ROUNDS):
        found = await matching.round(BRAND)
        offers, pairs = offers + found.won, pairs + found.pairs
        if found.last or offers >= share:
            break
    done = Share(offers, pairs, time.process_time() - cpu, began, time.time())
    await mongo.close()
    return done


def turn(mongo: MongoReplicaSet, name: str, matchers: int) -> tuple[list[Share], float]:
    """So many matchers at once until `OFFERS` are made; gives what each did, and mongod's CPU seconds meanwhile."""
    context = multiprocessing.get_context("spawn")
    together, told = context.Barrier(matchers + 1, timeout=WAIT_SECONDS), context.Queue()
    given = (mongo.url, name, OFFERS // matchers, together, told)
    processes = [context.Process(target=matcher, args=given, daemon=True) for _ in range(matchers)]
    for process in processes:
        process.start()
    together.wait()
    before = usage({"mongod": mongo.children[0].pid})
    shares = [told.get(timeout=WAIT_SECONDS) for _ in processes]
    after = usage({"mongod": mongo.children[0].pid})
    for process in processes:
        process.join()
    return shares, after["mongod"].cpu_seconds - before["mongod"].cpu_seconds


def figures_of(employees: int, matchers: int, turns: Sequence[tuple[Sequence[Share], float]]) -> Figures:
    """All turns as one: sums over sums."""
    shares = [share for told, _ in turns for share in told]
    seconds = sum(max(each.ended for each in told) - min(each.began for each in told) for told, _ in turns)
    offers, pairs = sum(each.offers for each in shares), sum(each.pairs for each in shares)
    cpu, mongod_cpu = sum(each.cpu_seconds for each in shares), sum(spent for _, spent in turns)
    return Figures(
        employees, matchers, offers, offers / seconds, cpu / offers * 1e3, mongod_cpu / offers * 1e3, 1 - offers / pairs
    )


def measure(mongo: MongoReplicaSet, employees: int, seed: int) -> list[Figures]:
    """Fill a database, and let one matcher and two work in it, in turn."""
    name, chance = f"bench_routing_{employees}", random.Random(seed)
    waiting = list(tasks(chance))
    with MongoClient[dict[str, Any]](mongo.url) as client:
        database = client[name]
        insert(database, "tasks", waiting)
        insert(database, "seats", list(seats(employees, chance)))
        asyncio.run(_prepare(mongo.url, name))
        turns: dict[int, list[tuple[list[Share], float]]] = {matchers: [] for matchers in MATCHERS}
        for _ in range(TURNS):
            for matchers in MATCHERS:
                turns[matchers].append(turn(mongo, name, matchers))
                as_before(database, waiting)
        client.drop_database(name)
    return [figures_of(employees, matchers, told) for matchers, told in turns.items()]


async def _prepare(url: str, name: str) -> None:
    mongo = await Mongo.connect(url, name)
    await prepare(mongo, service(RoutingSettings()))
    await mongo.close()


def show(console: Console, found: Sequence[Figures]) -> dict[str, float]:
    """The figures, and for each number of matchers the rate of the large company as a share of the small one's."""
    table = Table(
        "employees",
        "matchers",
        "offers/s",
        "matcher CPU ms",
        "mongod CPU ms",
        "pairs lost",
        title=f"Offers: {TASKS:,} tasks wait, {SEATS} free seats an employee",
    )
    for each in found:
        table.add_row(
            f"{each.employees:,}",
            str(each.matchers),
            f"{each.per_second:,.0f}",
            f"{each.matcher_cpu_ms:.2f}",
            f"{each.mongod_cpu_ms:.2f}",
            f"{each.lost:.0%}",
        )
    console.print(table)
    rates = {(each.employees, each.matchers): each.per_second for each in found}
    small, large = EMPLOYEES
    ratios = {str(matchers): rates[large, matchers] / rates[small, matchers] for matchers in MATCHERS}
    for matchers, ratio in ratios.items():
        console.print(f"{matchers} matcher(s): {large:,} employees at {ratio:.2f} of the rate of {small:,}")
    return ratios


def main() -> None:
    """Measure both companies on a mongod of its own, and keep the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.routing", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    options, console = parser.parse_args(), Console(width=120)
    announce(console, options.seed)
    with tempfile.TemporaryDirectory() as directory:
        mongo = MongoReplicaSet(Path(directory))
        mongo.start()
        try:
            mongo.wait()
            found = [each for employees in EMPLOYEES for each in measure(mongo, employees, options.seed)]
        finally:
            mongo.stop()
    ratios = show(console, found)
    keep(options.seed, {"routing": [asdict(each) for each in found], "rate_ratios": ratios})


if __name__ == "__main__":
    main()
