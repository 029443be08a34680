"""Builds a service's application: guard, problems, health and metrics, the same in every service."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import Response

from chassis.auth import InternalTokens
from chassis.background import failing
from chassis.health import Health
from chassis.http.api import DeclaredApi
from chassis.http.guard import Guard
from chassis.http.idempotency import IdempotencyStore
from chassis.http.net import Net
from chassis.http.observed import Observed
from chassis.http.traced import Traced

BODY_LIMIT = 1_048_576  # bytes; a command of a person or a bulk import of a thousand rows fits

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def health_routes(health: Health) -> APIRouter:
    """`/health/live`, `/health/ready`, `/health/started` and `/metrics`: open, and not part of the API.

    `/health/ready` also names the background tasks that end and are begun again. They take nothing from the answer's
    status: what a process does for its callers goes on without them, and all processes may meet the same error at once.
    """
    router = APIRouter(include_in_schema=False)

    @router.get("/health/live")
    async def live() -> JSONResponse:
        return JSONResponse({"live": True})

    @router.get("/health/ready")
    async def ready() -> JSONResponse:
        well, results = await health.ready()
        body = {"ready": well, "checks": results, "background": dict(failing())}
        return JSONResponse(body, 200 if well else 503)

    @router.get("/health/started")
    async def started() -> JSONResponse:
        well = health.has_started()
        return JSONResponse({"started": well}, 200 if well else 503)

    @router.get("/metrics")
    async def metrics() -> Response:
        await health.ready()  # for the gauge `muster_ready`: it tells of now, and not of when somebody asked last
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router


def create_app(
    *,
    title: str,
    description: str,
    lifespan: Lifespan,
    tokens: InternalTokens,
    health: Health,
    routers: Sequence[APIRouter],
    idempotency: Callable[[], IdempotencyStore | None] | None = None,
    body_limit: int = BODY_LIMIT,
) -> FastAPI:
    """A service's application.

    Every request passes `Net` (text that is text, no sniffing) and `Guard` (token, limit and form of the body,
    Idempotency-Key on commands); every error and bug is a problem. Health and metrics are open, and no part of the API.
    `idempotency` is asked per command, because its store is there only after start-up.
    """
    app = DeclaredApi(
        declared=routers,
        title=title,
        description=description,
        version="1",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.add_middleware(_untyped(Guard), tokens=tokens, idempotency=idempotency, body_limit=body_limit)
    app.add_middleware(_untyped(Net))
    app.add_middleware(_untyped(Observed))
    app.add_middleware(_untyped(Traced))  # the last one added is the outermost
    app.include_router(health_routes(health))
    for router in routers:
        app.include_router(router)
    return app


def _untyped(middleware: type) -> Any:  # noqa: ANN401 - Starlette's middleware typing does not fit a plain ASGI class
    return middleware
