"""The OpenAPI of the routes that are plain ASGI for speed or streaming, written down because nothing derives it."""

from __future__ import annotations

from gateway.domain.openapi import Document
from gateway.http import (
    events_document,
    notice_links_document,
    response_badges_document,
    sign_in_document,
    stream_document,
    webhooks_document,
)

PLAIN_PATHS: Document = {
    "/v1/events": {"post": events_document.POST, "get": events_document.GET},
    "/v1/webhooks/{integration}": {"post": webhooks_document.POST, "get": webhooks_document.GET},
    "/v1/notice-links/{link}": {"get": notice_links_document.GET, "post": notice_links_document.POST},
    "/v1/badges/{brand_id}/response-time": {"get": response_badges_document.FIGURE_GET},
    "/v1/badges/{brand_id}/response-time.svg": {"get": response_badges_document.PICTURE_GET},
    "/v1/sign-in": {"get": sign_in_document.BEGIN},
    "/v1/sign-in/callback": {"get": sign_in_document.FINISH},
    "/v1/sign-in/issuers": {"get": sign_in_document.ISSUERS},
    "/v1/stream": {"get": stream_document.GET},
}
