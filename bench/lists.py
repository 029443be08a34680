"""`python -m bench.lists`: lists and searches of a brand with few conversations and with very many, over HTTP.

The conversations are written through the plain driver in the form the inbox stores (`bench/conversations.py`), the
inbox's indexes built after them. Then one client gets each list through the gateway, each time for another employee,
contact, word or place in the list. What MongoDB does for it is read from its profiler, which notes the service's own
queries: the winning plan, and the most keys and documents that one request looked at.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import aiohttp
from motor.motor_asyncio import AsyncIOMotorClient
from pymongo import MongoClient
from pymongo.database import Database
from rich.console import Console
from rich.table import Table

from bench.company import insert
from bench.conversations import Company
from bench.gets import client, get_each, percentile
from bench.list_requests import REQUESTS, Request
from bench.plans import Plans, Profiler
from bench.record import announce, keep
from chassis.mongo import Mongo
from deploy.local.launch import LaunchOptions, launch, stop_all
from deploy.local.state import LocalState
from services.inbox.persistence.indexes import INDEXES

BRAND = "aurora-air"
DATABASE = "muster_inbox"
COLLECTIONS = ("conversations", "messages", "contacts")
FEW = 10_000
CHUNK = 5_000  # conversations written at once
GETS, MOST_SECONDS = 100, 5.0  # of each list; a slow one is got less often
WARM, NOTED = 2, 2  # requests before the timed ones, and after them under the profiler

Figures = dict[str, Any]  # of one list at one size, as JSON keeps it


def fill(state: LocalState, company: Company, console: Console) -> None:
    """Put the conversations of a company in place of those there are, and build the indexes."""
    began = time.perf_counter()
    with MongoClient[dict[str, Any]](state.mongo, tz_aware=True) as mongo, ThreadPoolExecutor(1) as writer:
        database = mongo[DATABASE]
        for name in COLLECTIONS:
            database.drop_collection(name)
        writing = writer.submit(_write, database, [])
        for start in range(0, company.count, CHUNK):
            made = list(company.documents(start, min(start + CHUNK, company.count)))
            writing.result()
            writing = writer.submit(_write, database, made)
            if start % (company.count // 10 // CHUNK * CHUNK or CHUNK) == 0:
                took = time.perf_counter() - began
                console.print(f"[dim]{start:,} of {company.count:,} conversations written, {took:.0f} s[/]")
        writing.result()
    asyncio.run(_build(state.mongo))
    console.print(f"[dim]{company.count:,} conversations with indexes after {time.perf_counter() - began:.0f} s[/]")


def _write(database: Database[dict[str, Any]], made: Sequence[Mapping[str, dict[str, Any]]]) -> None:
    for name in COLLECTIONS:
        insert(database, name, [documents[name] for documents in made if name in documents])


async def _build(url: str) -> None:
    mongo = Mongo(AsyncIOMotorClient(url), DATABASE)  # a client that waits however long an index takes
    await mongo.ensure_indexes({name: INDEXES[name] for name in COLLECTIONS})
    await mongo.close()


async def measure(state: LocalState, company: Company, seed: int, console: Console) -> dict[str, Figures]:
    """Every list, one after another."""
    found = {}
    with MongoClient[dict[str, Any]](state.mongo, tz_aware=True) as mongo:
        profiler = Profiler(mongo, DATABASE, COLLECTIONS)
        async with client(state.gateway, state.brands[BRAND].keys["administrator"]) as session:
            for name, request in REQUESTS.items():
                found[name] = await _measure(session, profiler, _paths(request, company, seed))
        console.print(f"[dim]{len(found)} lists of {company.count:,} conversations got[/]")
    return found


async def _measure(session: aiohttp.ClientSession, profiler: Profiler, paths: Iterable[str]) -> Figures:
    given, plans = iter(paths), Plans()
    await get_each(session, islice(given, WARM), MOST_SECONDS)
    done = await get_each(session, islice(given, GETS), MOST_SECONDS)
    for path in islice(given, NOTED):
        async with profiler.noting(plans):
            await get_each(session, [path])
    return {
        "gets": len(done.seconds),
        "refused": dict(done.refused),
        "p50_ms": percentile(done.seconds, 0.5) * 1000,
        "p99_ms": percentile(done.seconds, 0.99) * 1000,
        **asdict(plans),
    }


def _paths(request: Request, company: Company, seed: int) -> list[str]:
    chance = random.Random(seed)  # noqa: S311 - a load must repeat, it guards nothing
    return [f"/v1/conversations?{request(company, chance)}" for _ in range(WARM + GETS + NOTED)]


def show(console: Console, found: Mapping[int, Mapping[str, Figures]]) -> None:
    """The lists at both sizes, with the plan at the larger one."""
    few, many = found
    sizes = (f"{few:,}", f"{many:,}")
    columns = (f"{size}: {what}" for size in sizes for what in ("p50/p99 ms", "keys, documents"))
    table = Table("list", *columns, "same plan", f"plan at {many:,}", title="Lists of conversations", show_lines=True)
    for name, large in found[many].items():
        small = found[few][name]
        cells = []
        for row in (small, large):
            less = "" if row["gets"] == GETS else f" of {row['gets']}"
            refused = f", refused {row['refused']}" if row["refused"] else ""
            cells.append(f"{row['p50_ms']:,.0f}/{row['p99_ms']:,.0f}{less}{refused}")
            cells.append(f"{row['keys']:,}, {row['documents']:,}")
        is_same = "yes" if set(small["plans"]) == set(large["plans"]) else "no"
        table.add_row(name, *cells, is_same, "\n".join(large["plans"]))
    console.print(table)


def main() -> None:
    """Start a stack of its own, measure both sizes in it, keep the figures, end it."""
    parser = argparse.ArgumentParser(prog="python -m bench.lists", description=__doc__)
    parser.add_argument("--conversations", type=int, default=1_000_000, help="of the large brand")
    parser.add_argument("--seed", type=int, default=1)
    options, console = parser.parse_args(), Console(width=180)
    announce(console, options.seed)
    found: dict[int, dict[str, Figures]] = {}
    with tempfile.TemporaryDirectory() as home:
        os.environ["MUSTER_HOME"] = home
        state = launch(LaunchOptions(tethered=True), lambda words: console.print(f"[dim]{words}[/]"))
        try:
            for count in (FEW, options.conversations):
                company = Company(BRAND, datetime.now(UTC), count)
                fill(state, company, console)
                found[count] = asyncio.run(measure(state, company, options.seed, console))
        finally:
            stop_all()
    show(console, found)
    keep(options.seed, {"lists": {str(count): rows for count, rows in found.items()}})


if __name__ == "__main__":
    main()
