"""Measures what the limits on connections cost a healthy client, and what slow ones beside it do.

Usage: python -m bench.front [requests]. The same requests go to uvicorn's protocol and to ours, then to ours while so
many others hold a socket with half a head or half a body. All take turns in short rounds: a busy machine slows both.
"""

from __future__ import annotations

import asyncio
import socket
import sys
import time
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from chassis.http.patience import PatientProtocol
from chassis.process import configuration

ROUNDS = 20
SLOW = 500  # sockets held by clients that send nothing more
BODY = b'{"text":"' + b"x" * 500 + b'"}'
REQUEST = b"POST / HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: %d\r\n" % len(BODY)
REQUEST += b"".join(b"X-Header-%d: a value of some length\r\n" % number for number in range(12)) + b"\r\n" + BODY
ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"


async def plain(scope: dict[str, Any], receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI
    """The least an application does: read the body, answer two bytes."""
    if scope["type"] == "http":
        while (message := await receive()).get("more_body"):
            pass
        if message["type"] == "http.disconnect":
            return
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"{}"})


async def serve(protocol: type[asyncio.Protocol]) -> tuple[uvicorn.Server, int]:
    """A server with this protocol, and its port."""
    config = configuration(plain, "127.0.0.1", 0, protocol)  # type: ignore[arg-type]  # any ASGI application does
    config.lifespan = "off"
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    listening = socket.socket(proto=socket.IPPROTO_TCP)  # asyncio turns Nagle's waiting off only where it is named
    listening.bind(("127.0.0.1", 0))
    await server.startup(sockets=[listening])
    return server, listening.getsockname()[1]


async def round_trips(port: int, count: int, parts: int) -> list[float]:
    """Seconds of each of so many requests on one connection, each sent in so many parts."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    step = -(-len(REQUEST) // parts)
    took = []
    for _ in range(count):
        began = time.perf_counter()
        for start in range(0, len(REQUEST), step):
            writer.write(REQUEST[start : start + step])
            await asyncio.sleep(0)  # lets the server read each part by itself
        await reader.readexactly(len(ANSWER))
        took.append(time.perf_counter() - began)
    writer.close()
    return took


async def hold(port: int, sent: bytes) -> list[asyncio.StreamWriter]:
    """Open sockets that stop after these bytes."""
    writers = []
    for _ in range(SLOW // 2):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(sent)
        writers.append(writer)
    return writers


async def beside_slow_ones(port: int, count: int) -> None:
    """Rounds without and with slow clients, in turn; prints microseconds and the ratio of the worst hundredth."""
    took: dict[bool, list[float]] = {False: [], True: []}
    for _ in range(ROUNDS):
        took[False] += await round_trips(port, count // ROUNDS, 1)
        held = await hold(port, REQUEST[:100]) + await hold(port, REQUEST[:-50])
        took[True] += await round_trips(port, count // ROUNDS, 1)
        for writer in held:
            writer.close()
        await asyncio.gather(*(writer.wait_closed() for writer in held))
    worst = {}
    for slow, values in took.items():
        values.sort()
        p50, worst[slow] = (1e6 * values[int(len(values) * share)] for share in (0.5, 0.99))
        print(f"{SLOW if slow else 0:4d} slow clients beside    p50 {p50:6.0f} µs   p99 {worst[slow]:6.0f} µs")
    print(f"p99 with them is {worst[True] / worst[False]:.2f} of that without")


async def main(count: int) -> None:
    """Measure both and print microseconds."""
    servers = {kind: await serve(kind) for kind in (HttpToolsProtocol, PatientProtocol)}
    for parts in (1, 4):
        took: dict[type, list[float]] = {kind: [] for kind in servers}
        for _ in range(ROUNDS):
            for kind, (_, port) in servers.items():
                took[kind] += await round_trips(port, count // ROUNDS, parts)
        for measured, values in took.items():
            values.sort()
            p50, p99 = (1e6 * values[int(len(values) * share)] for share in (0.5, 0.99))
            print(f"{parts} part(s) {measured.__name__:18} p50 {p50:6.0f} µs   p99 {p99:6.0f} µs")
    await beside_slow_ones(servers[PatientProtocol][1], count)
    for server, _ in servers.values():
        await server.shutdown()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000))
