"""A stand-in on this machine for every platform's sending API: it takes replies, gives ids, and counts them."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from aiohttp import web


@dataclass(slots=True)
class Platform:
    """Listens on loopback; `url` is its base. `received` counts requests by body, so that a doubled reply shows."""

    received: Counter[str] = field(default_factory=Counter)
    url: str = ""
    _runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        """Begin to listen on a free port."""
        app = web.Application()
        app.router.add_post("/{path:.*}", self._take)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        """End."""
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def delivered(self) -> int:
        """Requests taken in all."""
        return self.received.total()

    async def _take(self, request: web.Request) -> web.Response:
        """Answer as each platform would: the members every sender looks for, with one id."""
        mark = hashlib.sha256(request.path.encode() + await request.read()).hexdigest()[:20]
        self.received[mark] += 1
        number = str(int(mark, 16))[:18]
        return web.json_response(
            {
                "id": number,
                "data": {"id": number, "dm_event_id": number},
                "message_id": f"m_{mark}",
                "recipient_id": "1",
                "messages": [{"id": f"wamid.{mark}"}],
            }
        )
