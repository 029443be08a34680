"""Compresses large answers to reads for clients that take it; the stream and the answers to posts go as they are."""

from __future__ import annotations

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

LEAST_BYTES = 4096
LEVEL = 4  # more costs more than it saves


class Compressed(GZipMiddleware):
    """ASGI middleware: Starlette's, which leaves event streams alone, for reads only, as posts have short answers."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(app, minimum_size=LEAST_BYTES, compresslevel=LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and scope["method"] == "GET":
            await super().__call__(scope, receive, send)
        else:
            await self.app(scope, receive, send)
