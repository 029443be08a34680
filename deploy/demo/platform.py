"""A stand-in on this machine for every platform's sending API and the mail server: takes replies and counts them."""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from aiohttp import web

from deploy.demo.mailserver import serve_mail


@dataclass(slots=True)
class Platform:
    """Listens on loopback; `url` is its base. `received` counts requests by body, so that a doubled reply shows."""

    received: Counter[str] = field(default_factory=Counter)
    url: str = ""
    smtp_port: int = 0
    _mail: asyncio.Server | None = None
    _runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        """Begin to listen on a free port."""
        app = web.Application()
        app.router.add_post("/{path:.*}", self._take)
        app.router.add_delete("/{path:.*}", self._delete)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        self._mail = await serve_mail(self._count)
        self.smtp_port = self._mail.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        """End."""
        if self._mail is not None:
            self._mail.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def delivered(self) -> int:
        """Requests taken in all."""
        return self.received.total()

    def _count(self, content: bytes) -> str:
        mark = hashlib.sha256(content).hexdigest()[:20]
        self.received[mark] += 1
        return mark

    async def _take(self, request: web.Request) -> web.Response:
        """Answer as each platform would: the members every sender looks for, with one id."""
        mark = self._count(request.path.encode() + await request.read())
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

    async def _delete(self, request: web.Request) -> web.Response:
        """Answer as each platform would that what it was told is deleted."""
        self._count(request.path.encode())
        return web.json_response({"success": True, "data": {"deleted": True}})
