"""`python -m bench.front`: what the limits on connections cost a healthy client, and what slow ones beside it do.

The same requests go to uvicorn's protocol and to ours, then to ours while so
many others hold a socket with half a head or half a body. All take turns in short rounds: a busy machine slows both.
"""

from __future__ import annotations

import argparse
import asyncio
import socket
import time
from collections.abc import Sequence
from typing import Any

import uvicorn
from rich.console import Console
from rich.table import Table
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from bench.record import announce, keep
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


async def beside_slow_ones(port: int, count: int) -> dict[str, list[float]]:
    """Seconds of each request in rounds without and with slow clients, in turn."""
    took: dict[str, list[float]] = {"no slow clients": [], f"{SLOW} slow clients": []}
    alone, beside = took.values()
    for _ in range(ROUNDS):
        alone += await round_trips(port, count // ROUNDS, 1)
        held = await hold(port, REQUEST[:100]) + await hold(port, REQUEST[:-50])
        beside += await round_trips(port, count // ROUNDS, 1)
        for writer in held:
            writer.close()
        await asyncio.gather(*(writer.wait_closed() for writer in held))
    return took


def percentiles(took: Sequence[float]) -> dict[str, float]:
    """p50 and p99 in microseconds."""
    values = sorted(took)
    return {f"p{share * 100:.0f}_us": 1e6 * values[int(len(values) * share)] for share in (0.5, 0.99)}


async def measure(count: int, console: Console) -> dict[str, dict[str, float]]:
    """Percentiles by what was measured: each protocol, a request in one part and in four; slow clients beside."""
    servers = {"uvicorn": await serve(HttpToolsProtocol), "Muster": await serve(PatientProtocol)}
    found: dict[str, dict[str, float]] = {}
    for parts in (1, 4):
        console.print(f"[dim]{count:,} requests in {parts} part(s) to each[/]")
        took: dict[str, list[float]] = {kind: [] for kind in servers}
        for _ in range(ROUNDS):
            for kind, (_, port) in servers.items():
                took[kind] += await round_trips(port, count // ROUNDS, parts)
        found |= {f"{kind}, {parts} part(s)": percentiles(values) for kind, values in took.items()}
    console.print(f"[dim]{count:,} requests without and beside slow clients[/]")
    beside = await beside_slow_ones(servers["Muster"][1], count)
    found |= {f"Muster, {name}": percentiles(values) for name, values in beside.items()}
    for server, _ in servers.values():
        await server.shutdown()
    return found


def main() -> None:
    """Measure both, print microseconds, keep them."""
    parser = argparse.ArgumentParser(prog="python -m bench.front", description=__doc__)
    parser.add_argument("requests", type=int, nargs="?", default=20_000, help="of each kind")
    options, console = parser.parse_args(), Console(width=120)
    announce(console, None)
    found = asyncio.run(measure(options.requests, console))
    table = Table("", "p50 µs", "p99 µs", title="Round trips on one connection")
    for name, each in found.items():
        table.add_row(name, f"{each['p50_us']:.0f}", f"{each['p99_us']:.0f}")
    console.print(table)
    slow = found[f"Muster, {SLOW} slow clients"]["p99_us"] / found["Muster, no slow clients"]["p99_us"]
    console.print(f"p99 beside slow clients is {slow:.2f} of that without")
    keep(None, {"front": found, "slow_p99_cost_ratio": slow})


if __name__ == "__main__":
    main()
