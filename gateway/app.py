"""Builds the gateway's application: its own resources behind the guard, the plain routes, and the services' paths."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from chassis.auth import InternalTokens
from chassis.clock import SystemClock
from chassis.health import Health
from chassis.http import problem
from chassis.http.app import health_routes
from chassis.http.net import Net
from chassis.http.scopes import check_declared
from chassis.settings import CommonSettings
from gateway.api import brands, dead_letters, integrations, keys, me, people
from gateway.api.events import post_events
from gateway.api.forward import Forward
from gateway.api.stream import Stream
from gateway.api.webhooks import webhook
from gateway.document import docs_page, whole_document
from gateway.domain.openapi import operations
from gateway.edge import EdgeGuard
from gateway.openapi import service_documents
from gateway.operations import Operations
from gateway.settings import GatewaySettings
from gateway.wiring import SERVICE, wire

COMMAND_LIMIT = 1_048_576  # bytes of a body to the gateway's own resources
DIRECT = frozenset({"/v1/events", "/v1/stream"})
DESCRIPTION = "Everything said to a company on social media, and everybody who can answer it, in one API."


def build_app(settings: GatewaySettings, common: CommonSettings) -> FastAPI:
    """The application; nothing is connected before its lifespan begins."""
    health = Health(SERVICE)

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with wire(settings, common, health) as parts:
            app.state.parts = parts
            yield

    app = FastAPI(
        title="Muster",
        description=DESCRIPTION,
        version="1",
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    documents = service_documents()
    known = Operations(each for name, document in documents.items() for each in operations(name, document))
    problem.install(app)
    app.add_middleware(
        EdgeGuard,
        access=lambda: app.state.parts.access,
        direct=lambda path: (
            path in DIRECT or path.startswith(("/v1/webhooks/", "/health/")) or known.service_of(path) is not None
        ),
        tokens=InternalTokens(common.internal_key.get_secret_value(), SystemClock()),
        idempotency=lambda: app.state.parts.idempotency,
        body_limit=COMMAND_LIMIT,
    )
    app.add_middleware(Net)  # the last one added is the outermost
    _plain_routes(app, known)
    app.include_router(health_routes(health))
    routers = [each.router for each in (brands, people, integrations, keys, me, dead_letters)]
    if settings.dev_issuer:
        routers.append(me.dev_router)
    check_declared(routers)
    for router in routers:
        app.include_router(router)
    _document_routes(app, json.dumps(document := whole_document(app, documents)), docs_page(document))
    return app


def _plain_routes(app: FastAPI, known: Operations) -> None:
    """The hot routes first; then the services' paths."""
    forward = Forward(known)
    routes = [
        Route("/v1/events", post_events, methods=["POST"]),
        Route("/v1/webhooks/{integration}", webhook, methods=["GET", "POST"]),
        Route("/v1/stream", Stream(), methods=["GET"]),
    ]
    for segment in known.segments():
        routes += [Route(f"/v1/{segment}", forward), Route(f"/v1/{segment}/{{rest:path}}", forward)]
    app.router.routes.extend(routes)


def _document_routes(app: FastAPI, document: str, page: str) -> None:
    async def openapi(_: Request) -> Response:
        return Response(document, media_type="application/json")

    async def docs(_: Request) -> Response:
        policy = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
        return HTMLResponse(page, headers=policy)

    app.router.routes.extend([Route("/openapi.json", openapi), Route("/docs", docs)])
