"""A stand-in for one process of a service, as a process that a test can kill: `python replica.py FOLDER PORT`.

It writes its port to its output. What it takes in is a line in `FOLDER/seen`; what a POST does is a file named after
its Idempotency-Key in `FOLDER/done`, so that processes sharing the folder do it once. It keeps silent below /silent,
answers below /slow after a moment and below /later after a good half second, and says its process id in every answer.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from aiohttp import web

SLOW_SECONDS = 0.05  # long enough for a kill to meet requests under way
LATER_SECONDS = 0.7  # more than half of a second, which the gateway has in the test of it


async def _answer(request: web.Request) -> web.Response:
    folder: Path = request.app[FOLDER]
    with (folder / "seen").open("a") as seen:
        seen.write(f"{request.method} {request.headers.get('traceparent', '')} {request.headers['Host']}\n")
    if request.path.startswith("/silent"):
        await asyncio.Event().wait()
    if request.path.startswith("/slow"):
        await asyncio.sleep(SLOW_SECONDS)
    if request.path.startswith("/later"):
        await asyncio.sleep(LATER_SECONDS)
    key = request.headers.get("Idempotency-Key")
    if request.method == "POST" and key is not None:
        (folder / "done" / key).touch()
    return web.json_response({"pid": os.getpid()})


async def _serve(folder: Path, port: int) -> None:
    application = web.Application()
    application[FOLDER] = folder
    application.router.add_route("*", "/{rest:.*}", _answer)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, reuse_address=True).start()
    sys.stdout.write(f"{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


FOLDER = web.AppKey("folder", Path)

if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1]), int(sys.argv[2])))
