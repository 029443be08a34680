"""A collector of nothing: answers 200 to each OTLP export over HTTP, and says on `/received` how much came."""

from __future__ import annotations

import sys

from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

LARGEST_BYTES = 64 * 1024 * 1024


def create() -> web.Application:
    """Counts the exports, their bytes and their spans."""
    received = {"exports": 0, "bytes": 0, "spans": 0}

    async def export(request: web.Request) -> web.Response:
        body = await request.read()
        told = ExportTraceServiceRequest.FromString(body)
        received["exports"] += 1
        received["bytes"] += len(body)
        received["spans"] += sum(len(scope.spans) for each in told.resource_spans for scope in each.scope_spans)
        return web.Response(content_type="application/x-protobuf")

    async def counts(_: web.Request) -> web.Response:
        return web.json_response(received)

    app = web.Application(client_max_size=LARGEST_BYTES)
    app.add_routes([web.post("/v1/traces", export), web.get("/received", counts)])
    return app


if __name__ == "__main__":
    web.run_app(create(), host="127.0.0.1", port=int(sys.argv[1]), print=lambda *_: None)
