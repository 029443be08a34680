"""A peer that serves HTTP, started as a process of its own and ended by its id."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator

import aiohttp
import psutil

from deploy.stack.ports import free_ports

TRIES = 200
PAUSE_SECONDS = 0.1


@contextlib.asynccontextmanager
async def served(peer: str, *arguments: str) -> AsyncIterator[tuple[str, int]]:
    """Start `bench.peers.<peer>` with these arguments and a free port; gives its URL and process id once it answers."""
    (port,) = free_ports(1)
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", f"bench.peers.{peer}", *arguments, str(port))
    url = f"http://127.0.0.1:{port}"
    try:
        await _answers(f"{url}/openapi.json")
        yield url, process.pid
    finally:
        with contextlib.suppress(ProcessLookupError, psutil.NoSuchProcess):
            psutil.Process(process.pid).terminate()
        await process.wait()


async def _answers(url: str) -> None:
    async with aiohttp.ClientSession() as session:
        for _ in range(TRIES):
            with contextlib.suppress(aiohttp.ClientError):
                async with session.get(url):
                    return
            await asyncio.sleep(PAUSE_SECONDS)
    raise SystemExit(f"nothing answers at {url}")
