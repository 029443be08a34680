"""`python -m bench.audit_trail`: what an act in the audit trail costs a command, and chaining and verifying it.

On a mongod of its own, without HTTP: acts are stored and given outcomes one after another, then all are chained, and
the chain is verified.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from pathlib import Path

from rich.console import Console

from bench.gets import percentile
from bench.record import announce, keep
from chassis.auth import Principal
from chassis.clock import SystemClock
from chassis.mongo import Mongo
from chassis.outbox import Outbox
from chassis.settings import KEY_BYTES
from deploy.stack import MongoReplicaSet
from gateway.application.access import VerifiedCaller
from gateway.application.audit_parts import auditing
from gateway.application.audit_recording import Answered, AuditedRequest
from gateway.domain.openapi import Operation
from gateway.persistence.base import INDEXES, StoreContext

NAME, BRAND = "bench_audit_trail", "north"
ID = "0123456789abcdef" * 2  # as long as ids are
ADA = Principal(BRAND, "ada", "person", frozenset({"administrator"}))
CALLER = VerifiedCaller(ADA, "person", "Ada", key="abcdefgh")
REPLY = Operation("POST", "/v1/conversations/{conversation}/replies", "inbox", (), "createReply")
REQUEST = AuditedRequest(REPLY, "POST", f"/v1/conversations/{ID}/replies", b"", b"x" * 300, None, ID.encode(), None)
ANSWERED = Answered(201, '"1"', f"/v1/replies/{ID}")


async def measure(url: str, acts: int) -> dict[str, float]:
    """The figures, in milliseconds."""
    mongo, clock = await Mongo.connect(url, NAME), SystemClock()
    await mongo.ensure_indexes(INDEXES)
    audit = auditing(StoreContext(mongo, Outbox(mongo), clock), bytes(KEY_BYTES))
    before, after = [], []
    for _ in range(acts):
        began = time.perf_counter()
        begun = await audit.recording.begin(CALLER, REQUEST)
        stored = time.perf_counter()
        await audit.recording.finish(begun, ANSWERED)
        before.append(stored - began)
        after.append(time.perf_counter() - stored)
    began, used = time.perf_counter(), time.process_time()
    rows = await audit.chainer.turn()
    chaining, used = time.perf_counter() - began, time.process_time() - used
    began = time.perf_counter()
    found = await audit.chains.check(BRAND, 0, None, rows)
    checking = time.perf_counter() - began
    await mongo.close()
    if found.fault is not None or found.reached.position != 2 * acts:
        raise SystemExit(f"the chain does not hold what was stored: {found}")
    figures = {
        "before the work, p50": percentile(before, 0.5),
        "before the work, p95": percentile(before, 0.95),
        "after the answer, p50": percentile(after, 0.5),
        "after the answer, p95": percentile(after, 0.95),
        "chaining, a row": chaining / rows,
        "chaining, a row, of the gateway's processor": used / rows,
        "verifying, a row": checking / rows,
    }
    return {name: seconds * 1e3 for name, seconds in figures.items()}


def main() -> None:
    """Measure on a mongod of its own, and keep the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.audit_trail", description=__doc__)
    parser.add_argument("--acts", type=int, default=2_000)
    options, console = parser.parse_args(), Console(width=160)
    announce(console, None)
    with tempfile.TemporaryDirectory() as directory:
        mongo = MongoReplicaSet(Path(directory))
        mongo.start()
        try:
            mongo.wait()
            found = asyncio.run(measure(mongo.url, options.acts))
        finally:
            mongo.stop()
    for name, milliseconds in found.items():
        console.print(f"{name:<45} {milliseconds:8.2f} ms")
    keep(None, {"audit_trail": found})


if __name__ == "__main__":
    main()
