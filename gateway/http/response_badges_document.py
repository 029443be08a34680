"""The OpenAPI of the public response time, which nothing derives."""

from __future__ import annotations

from gateway.domain.openapi import Document
from gateway.domain.response_badge import PHRASES, picture_of
from gateway.http.direct_parts import TEXT, parameter, refusals

_WORDS = PHRASES["en"].minutes.format(10)
PARAMETERS = [
    parameter("brand_id", "path", "Whose promise is read: the brand's `id`.", "aurora", required=True),
    parameter(
        "language",
        "query",
        "The language to say it in (BCP 47); left out, or one there are no words in: the brand's own.",
        "en",
    ),
]
FIGURE: Document = {
    "type": "object",
    "title": "ResponseTime",
    "required": ["minutes", "text", "language", "renewed_every_seconds"],
    "properties": {
        "minutes": {
            "type": ["integer", "null"],
            "description": (
                "The median time to a first response in the last hour, rounded up, to whole hours from 60 on; null "
                "where fewer than five were answered, or it is more than a day."
            ),
        },
        "text": {**TEXT, "description": "The same in words."},
        "language": {**TEXT, "description": "The language of the words (BCP 47)."},
        "renewed_every_seconds": {"type": "integer", "description": "After so many seconds it can be another."},
    },
}
CACHED: Document = {
    "Cache-Control": {
        "description": "For how long it may be shown without asking again.",
        "schema": TEXT,
        "example": "public, max-age=60, stale-while-revalidate=600",
    }
}
_GUARD = (
    "Nobody needs a credential. 404 unless the brand has `publishes_response_time`. Pages of every origin may read it."
)

FIGURE_GET: Document = {
    "operationId": "getResponseTime",
    "summary": "Read how soon a brand answers",
    "description": f"How soon the brand answers, for its own pages. {_GUARD}",
    "security": [],
    "parameters": PARAMETERS,
    "responses": {
        "200": {
            "description": "How soon it answers.",
            "headers": CACHED,
            "content": {
                "application/json": {
                    "schema": FIGURE,
                    "example": {"minutes": 10, "text": _WORDS, "language": "en", "renewed_every_seconds": 60},
                }
            },
        },
        **refusals({404: ["not_found"]}),
    },
}
PICTURE_GET: Document = {
    "operationId": "getResponseTimePicture",
    "summary": "Show how soon a brand answers",
    "description": f'How soon the brand answers as a picture: `<img src="…/response-time.svg">`. {_GUARD}',
    "security": [],
    "parameters": PARAMETERS,
    "responses": {
        "200": {
            "description": "The picture; its title says the words.",
            "headers": CACHED,
            "content": {"image/svg+xml": {"schema": TEXT, "example": picture_of(_WORDS, "en")}},
        },
        **refusals({404: ["not_found"]}),
    },
}
