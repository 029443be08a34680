"""Runs an application as a process: uvicorn, and a shutdown that ends streams and finishes what was begun."""

from __future__ import annotations

import asyncio
from functools import cache
from socket import socket
from types import FrameType

import structlog
import uvicorn
from fastapi import FastAPI

from chassis import crash_points
from chassis.http.patience import PatientProtocol
from chassis.memory import freeze_startup_objects

log = structlog.get_logger(__name__)

GRACE_SECONDS = 10
IDLE_SECONDS = 5  # of a connection between two requests; who calls a service keeps one for less (see upstream)


@cache
def shutting_down() -> asyncio.Event:
    """Set when this process was asked to end; streams watch it, because uvicorn waits for open answers."""
    return asyncio.Event()


class _Server(uvicorn.Server):
    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Start, then leave what lives as long as the process out of every later garbage collection."""
        await super().startup(sockets)
        freeze_startup_objects()
        if not self.started:
            return
        for listener in (each for server in self.servers for each in server.sockets):
            host, port = listener.getsockname()[:2]
            log.info("listening", host=host, port=port)

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Stop.

        It is said here and not in the signal's handler, which may have interrupted the writing of a line; nor after the
        server has returned, because it ends the process by the same signal.
        """
        log.info("stopping")
        await super().shutdown(sockets)
        log.info("stopped")

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End the streams first, then let uvicorn stop."""
        shutting_down().set()
        super().handle_exit(sig, frame)


def configuration(
    app: FastAPI, host: str, port: int, protocol: type[asyncio.Protocol] = PatientProtocol
) -> uvicorn.Config:
    """The server configuration of every application; no route uses WebSockets, so they are off."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=IDLE_SECONDS,
        http=protocol,
        ws="none",
        log_config=None,  # its own would write tracebacks, which may quote a customer
    )


def run(app: FastAPI, host: str, port: int) -> None:
    """Serve until asked to end; requests at hand have some seconds to finish."""
    crash_points.arm()
    _Server(configuration(app, host, port)).run()
