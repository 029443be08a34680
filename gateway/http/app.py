"""Builds the gateway's application: its own resources behind the guard, the plain routes, and the services' paths."""

from __future__ import annotations

import time

from fastapi import FastAPI
from starlette.routing import BaseRoute, Route

from chassis.auth import InternalTokens
from chassis.clock import SystemClock
from chassis.http.api import DeclaredApi
from chassis.http.app import health_routes
from chassis.http.net import Net
from chassis.http.observed import Observed
from chassis.http.traced import Traced
from chassis.messaging.kafka import KafkaLog, PublisherSettings
from chassis.service import ServiceRuntime
from chassis.settings import CommonSettings
from gateway.domain.adaptive_limit import AdaptiveLimit
from gateway.domain.openapi import operations
from gateway.domain.places import RequestPlaces
from gateway.http import (
    audit_trail,
    brand_features,
    brand_quotas,
    brands,
    channels,
    dead_letters,
    drills,
    integration_stats,
    integrations,
    keys,
    me,
    people,
    sandbox,
    session,
    stream_tickets,
    webhook_deliveries,
    webhook_endpoints,
)
from gateway.http.audited import Audited
from gateway.http.compressed import Compressed
from gateway.http.cors import Cors
from gateway.http.document import PLAIN, ServedDocument, whole_document
from gateway.http.error_pages import error_routes
from gateway.http.event_pages import event_routes
from gateway.http.events import post_events
from gateway.http.forward import Forward
from gateway.http.guard import EdgeGuard
from gateway.http.load_gate import LoadGate, show
from gateway.http.not_modified import NotModified
from gateway.http.notice_links import notice_link_routes
from gateway.http.operations import Operations, declared_operations, in_lanes
from gateway.http.pull import pull_events
from gateway.http.reference import reference_routes
from gateway.http.response_badges import response_badge_routes
from gateway.http.session_gate import SessionGate
from gateway.http.sign_in import sign_in_routes
from gateway.http.stream import Stream
from gateway.http.webhooks import webhook
from gateway.openapi import service_documents
from gateway.settings import GatewaySettings
from gateway.wiring import service

COMMAND_LIMIT = 1_048_576  # bytes of a body to the gateway's own resources
DIRECT = frozenset({"/v1/events", "/v1/stream"})
OPEN_PATHS = ("/v1/webhooks/", "/v1/notice-links/", "/v1/badges/", "/v1/sign-in", "/health/")
ACK_SECONDS = 0.8  # a 503 must be out within a second when the log does not acknowledge
MODULES = (
    *(
        brands,
        brand_features,
        brand_quotas,
        sandbox,
        people,
        channels,
        integrations,
        integration_stats,
        keys,
        me,
        session,
        stream_tickets,
        dead_letters,
        audit_trail,
    ),
    *(webhook_endpoints, webhook_deliveries, drills),
)


def build_app(settings: GatewaySettings, common: CommonSettings) -> FastAPI:
    """The application; nothing is connected before its lifespan begins."""
    gateway = service(settings)
    runtime = ServiceRuntime(gateway, common, _event_log(gateway.name, common))
    routers = [each.router for each in MODULES]
    if settings.dev_issuer:
        routers.append(me.dev_router)
    app = DeclaredApi(
        declared=routers,
        title="Muster",
        description=gateway.description,
        version="1",
        lifespan=runtime.lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    documents = service_documents()
    forwarded = [each for name, document in documents.items() for each in operations(name, document)]
    service_operations = Operations(forwarded)
    _middlewares(app, common, service_operations, _places(settings))
    _plain_routes(app, service_operations)
    app.include_router(health_routes(runtime.health))
    for router in routers:
        app.include_router(router)
    own = declared_operations(gateway.name, routers)
    app.state.own_operations = Operations(own)
    app.state.operations = Operations(in_lanes([*own, *operations(gateway.name, PLAIN), *forwarded]))
    served = ServedDocument(lambda: whole_document(app, documents))
    pages = [*reference_routes(app.title), *error_routes(), *event_routes()]
    app.router.routes.extend([Route("/openapi.json", served, methods=["GET"]), *pages])
    return app


def _places(settings: GatewaySettings) -> RequestPlaces:
    """The places that requests of this process share."""
    limit = AdaptiveLimit(settings.lowest_concurrency, settings.highest_concurrency, time.monotonic())
    show(places := RequestPlaces(limit))
    return places


def _middlewares(app: FastAPI, common: CommonSettings, service_operations: Operations, places: RequestPlaces) -> None:
    """What a request passes, from the inside out."""
    app.add_middleware(
        Audited,
        gateway=lambda: app.state.application,
        operations=lambda: app.state.own_operations,
        body_limit=COMMAND_LIMIT,
    )
    app.add_middleware(
        EdgeGuard,
        access=lambda: app.state.application.access,
        direct=lambda path: _is_direct(path, service_operations),
        tokens=InternalTokens(common.internal_key.get_secret_value(), SystemClock()),
        idempotency=lambda: app.state.application.idempotency,
        body_limit=COMMAND_LIMIT,
    )
    app.add_middleware(Compressed)
    app.add_middleware(NotModified)
    app.add_middleware(SessionGate, gateway=lambda: app.state.application)
    app.add_middleware(LoadGate, operations=lambda: app.state.operations, places=places)
    app.add_middleware(Cors, gateway=lambda: app.state.application)
    app.add_middleware(Net)
    app.add_middleware(Observed)
    app.add_middleware(Traced)  # the last one added is the outermost


def _is_direct(path: str, service_operations: Operations) -> bool:
    """Whether a path looks after its own credential, or needs none."""
    own = path in DIRECT or path.startswith(OPEN_PATHS)
    return own or service_operations.service_of(path) is not None


def _event_log(service_name: str, common: CommonSettings) -> KafkaLog:
    acknowledged = PublisherSettings(ack_seconds=ACK_SECONDS)
    return KafkaLog(common.kafka, prefix=common.prefix, service=service_name, publishing=acknowledged)


def _plain_routes(app: FastAPI, service_operations: Operations) -> None:
    """The hot routes first; then the services' paths."""
    forward = Forward(service_operations)
    routes: list[BaseRoute] = [
        Route("/v1/events", post_events, methods=["POST"]),
        Route("/v1/events", pull_events, methods=["GET"]),
        Route("/v1/webhooks/{integration}", webhook, methods=["GET", "POST"]),
        Route("/v1/stream", Stream(), methods=["GET"]),
        *sign_in_routes(),
        *notice_link_routes(),
        *response_badge_routes(),
    ]
    for segment in service_operations.segments():
        routes += [Route(f"/v1/{segment}", forward), Route(f"/v1/{segment}/{{rest:path}}", forward)]
    app.router.routes.extend(routes)
