"""GET /v1/badges/{brand_id}/response-time and …/response-time.svg: how soon a brand answers, for its own pages."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from chassis.http.problem import NotFound
from gateway.application.gateway import Gateway
from gateway.application.response_badges import RENEWED_SECONDS, ResponseBadge
from gateway.domain.response_badge import language_of, picture_of, words_of
from gateway.http.dependencies import require_well_formed_id

PATH = "/v1/badges/{brand_id}/response-time"
PUBLIC = {"Cache-Control": f"public, max-age={RENEWED_SECONDS}, stale-while-revalidate=600"}
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def response_badge_routes() -> list[BaseRoute]:
    """The routes; whoever looks needs no credential, because the brand has published it."""
    return [Route(PATH, _figure, methods=["GET"]), Route(f"{PATH}.svg", _picture, methods=["GET"])]


async def _figure(request: Request) -> Response:
    """The promise as JSON, for a page that says it in its own way."""
    badge = await _badge(request)
    language = _language(request, badge)
    said = {
        "minutes": badge.minutes,
        "text": words_of(badge.minutes, language),
        "language": language,
        "renewed_every_seconds": RENEWED_SECONDS,
    }
    return JSONResponse(said, headers=PUBLIC)


async def _picture(request: Request) -> Response:
    """The promise as a picture, for `<img src=…>`."""
    badge = await _badge(request)
    language = _language(request, badge)
    picture = picture_of(words_of(badge.minutes, language), language)
    return Response(picture, headers={**PUBLIC, "Content-Security-Policy": POLICY}, media_type="image/svg+xml")


async def _badge(request: Request) -> ResponseBadge:
    gateway: Gateway = request.app.state.application
    badge = await gateway.response_badges.of(require_well_formed_id(request.path_params["brand_id"]))
    if badge is None:
        raise NotFound
    return badge


def _language(request: Request, badge: ResponseBadge) -> str:
    return language_of(request.query_params.get("language"), badge.languages)
