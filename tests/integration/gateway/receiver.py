"""An endpoint on this machine that keeps what it is posted and answers as it is told."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from channels import signing


@dataclass(frozen=True)
class Posted:
    """One request: its headers in lower case, its body as it came."""

    headers: dict[str, str]
    raw: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def body(self) -> dict[str, Any]:
        return dict(json.loads(self.raw))

    def verify(self, *secrets: str) -> None:
        """Check the signature as a receiver with these secrets does; raises SignatureRefused."""
        signing.verify_standard(list(secrets), self.headers, self.raw, datetime.now(UTC))


@dataclass
class Receiver:
    """`answer` gets each request and gives the status; `posted` are all of them in order of their coming."""

    url: str = ""
    posted: list[Posted] = field(default_factory=list)
    answer: Callable[[Posted], int] = lambda _: 200
    came: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def until(self, count: int, seconds: float = 30) -> list[Posted]:
        """Wait for so many requests."""
        async with asyncio.timeout(seconds), self.came:
            await self.came.wait_for(lambda: len(self.posted) >= count)
        return self.posted

    async def handle(self, request: web.Request) -> web.Response:
        posted = Posted({name.lower(): value for name, value in request.headers.items()}, await request.read())
        async with self.came:
            self.posted.append(posted)
            self.came.notify_all()
        return web.Response(status=self.answer(posted), text="thank you")


@contextlib.asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    """Listen on a free port."""
    receiver = Receiver()
    application = web.Application()
    application.router.add_post("/hook", receiver.handle)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        yield receiver
    finally:
        await runner.cleanup()
