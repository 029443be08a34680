"""The one OpenAPI 3.1 document of the whole API."""

from __future__ import annotations

import asyncio
import copy
import hashlib
import json
from collections.abc import Callable, Mapping

from fastapi import FastAPI
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from chassis.http.examples import add_examples
from contracts.http.ingest import IngestItem
from gateway.domain.openapi import METHODS, SCOPE_FIELD, Document, drop_unused, merge, security
from gateway.domain.request_lanes import mark_lanes
from gateway.domain.resources import tag
from gateway.http.direct_parts import LIMIT_FIELDS
from gateway.http.direct_paths import PLAIN_PATHS
from gateway.http.direct_schemas import ingest_schemas
from gateway.http.edge_document import LANE_FIELDS, add_edge, add_forwarding
from gateway.http.introduction import INTRODUCTION
from gateway.http.outward_document import WEBHOOKS
from gateway.http.session_cookies import SessionCookies

SCHEMES: Document = {
    "api_key": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "An API key."},
    "oidc": {"type": "http", "scheme": "bearer", "description": "An API key, or a token of a configured issuer."},
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": SessionCookies(secure=True).session,
        "description": "The cookie of who signed in at `/v1/sign-in`. A command also needs `X-Muster-CSRF`.",
    },
}
LICENSE: Document = {"name": "Proprietary", "identifier": "LicenseRef-Proprietary"}
PLAIN: Document = {"paths": PLAIN_PATHS}
SERVERS = [{"url": "/", "description": "The installation that serves this document."}]


def whole_document(app: FastAPI, services: Mapping[str, Document]) -> Document:
    """The gateway's own operations, the plain ones, and those of all services, in one document."""
    document = app.openapi()
    document["info"] |= {"summary": app.description, "description": INTRODUCTION, "license": LICENSE}
    document["servers"] = SERVERS
    document["components"]["securitySchemes"] = SCHEMES
    document["components"]["schemas"] |= ingest_schemas(IngestItem)
    document["components"]["headers"] |= LIMIT_FIELDS | LANE_FIELDS
    document["paths"] |= copy.deepcopy(PLAIN_PATHS)
    add_examples(document)
    for item in document["paths"].values():
        for method in METHODS:
            if method in item:
                item[method].setdefault("security", security(item[method].get(SCOPE_FIELD, ())))
    merged = merge(document, {name: add_forwarding(copy.deepcopy(each)) for name, each in services.items()})
    add_edge(merged)
    tag(merged)
    mark_lanes(merged)
    merged["webhooks"] = copy.deepcopy(WEBHOOKS)
    drop_unused(merged, ["headers", "examples"])
    return merged


class ServedDocument:
    """Serves the document, built when it is first asked for: a second of work that no start waits for."""

    def __init__(self, build: Callable[[], Document]) -> None:
        self._build = build
        self._building = asyncio.Lock()
        self._response: tuple[str, dict[str, str]] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the whole document and its tag; aside, so that other requests go on while it is built."""
        async with self._building:
            if self._response is None:
                self._response = await asyncio.to_thread(self._written)
        text, headers = self._response
        await Response(text, media_type="application/json", headers=headers)(scope, receive, send)

    def _written(self) -> tuple[str, dict[str, str]]:
        text = json.dumps(self._build())
        tag = hashlib.sha256(text.encode()).hexdigest()[:16]
        return text, {"ETag": f'"{tag}"', "Cache-Control": "no-cache"}
