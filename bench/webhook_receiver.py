"""A process with two webhook endpoints: one answers at once and remembers what came, the other never answers."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing.connection import Connection
from typing import Any

from aiohttp import web

WELL, HANGS = "/well", "/hangs"


@dataclass(slots=True)
class Came:
    """What came since a run began: arrivals as (when, sent when, type), bodies by id, those that came again."""

    arrivals: list[tuple[float, float, str]] = field(default_factory=list)
    bodies: dict[str, bytes] = field(default_factory=dict)
    again: int = 0
    changed: int = 0
    hanging: int = 0

    def take(self, id_: str, raw: bytes) -> None:
        """Remember one."""
        now, digest = time.time(), hashlib.sha256(raw).digest()
        if id_ in self.bodies:
            self.again += 1
            self.changed += self.bodies[id_] != digest
            return
        self.bodies[id_] = digest
        body = json.loads(raw)
        sent = body["data"].get("sent_at") or body["timestamp"]
        self.arrivals.append((now, datetime.fromisoformat(sent).timestamp(), body["type"]))


def receive(orders: Connection) -> None:
    """Serve until told to end; `orders` gives the address first, then takes `begin`, `ids`, `tell` and `end`."""
    asyncio.run(_serve(orders))


async def _serve(orders: Connection) -> None:
    came = Came()

    async def well(request: web.Request) -> web.Response:
        came.take(request.headers["webhook-id"], await request.read())
        return web.Response()

    async def hangs(request: web.Request) -> web.Response:
        came.hanging += 1
        await asyncio.Event().wait()
        return web.Response()

    application = web.Application()
    application.router.add_post(WELL, well)
    application.router.add_post(HANGS, hangs)
    runner = web.AppRunner(application, access_log=None, handler_cancellation=True, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    orders.send(f"http://127.0.0.1:{runner.addresses[0][1]}")
    while (order := await asyncio.to_thread(orders.recv)) != "end":
        if order == "begin":
            came = Came()
        orders.send(_told(came) if order == "tell" else set(came.bodies))
    await runner.cleanup()


def _told(came: Came) -> dict[str, Any]:
    counts = {"again": came.again, "changed": came.changed, "hanging": came.hanging}
    return {"arrivals": came.arrivals, "ids": set(came.bodies), **counts}
