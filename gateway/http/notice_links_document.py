"""The OpenAPI of answering by a link, which nothing derives: pages for people, JSON for what posts for them."""

from __future__ import annotations

from gateway.domain.openapi import Document
from gateway.http.direct_parts import TEXT, parameter, refusals

LINK = parameter(
    "link",
    "path",
    "The last part of the link, as it stands in the notice.",
    "aurora-air_vov2xk5lvov2xk5lvov2xk5lvntcqhx6iq2u3nq45rbpk2gelxta",
    required=True,
)
PAGE: Document = {"schema": {**TEXT, "description": "The same for people."}, "example": "<!doctype html>"}
KIND: Document = {
    **TEXT,
    "enum": ["page", "ask", "swap"],
    "description": "`page`: they are paged; `ask`: asked in a callout; `swap`: asked to be on call for somebody else.",
}
ANSWER: Document = {**TEXT, "enum": ["accept", "decline"], "description": "`accept` takes it, `decline` does not."}
STATE: Document = {**TEXT, "description": "The notice's state, as in `GET /v1/notices`."}
ASKED: Document = {
    "type": "object",
    "required": ["kind", "title", "severity", "state", "ends_at", "awaited"],
    "properties": {
        "kind": KIND,
        "title": {**TEXT, "description": "What is going on, or what is asked."},
        "severity": {"type": "integer", "enum": [1, 2, 3], "description": "How severe it is; 1 of a swap."},
        "state": STATE,
        "ends_at": {**TEXT, "format": "date-time", "description": "Until when an answer counts (UTC)."},
        "awaited": {"type": "boolean", "description": "Whether an answer is still awaited."},
    },
}
DONE: Document = {
    "type": "object",
    "required": ["kind", "state", "answer"],
    "properties": {"kind": KIND, "state": STATE, "answer": ANSWER},
}
_ASKED = {
    "kind": "page",
    "title": "Ash cloud",
    "severity": 3,
    "state": "sent",
    "ends_at": "2026-03-14T10:06:00Z",
    "awaited": True,
}

GET: Document = {
    "operationId": "getNoticeLink",
    "summary": "Read what a notice asks",
    "description": (
        "The link of a notice is the credential, for this one notice. A browser gets a page with buttons. Reading "
        "changes nothing."
    ),
    "security": [],
    "parameters": [LINK],
    "responses": {
        "200": {
            "description": "What is asked.",
            "content": {"application/json": {"schema": ASKED, "example": _ASKED}, "text/html": PAGE},
        },
        **refusals({404: ["not_found"]}),
    },
}
POST: Document = {
    "operationId": "answerNoticeLink",
    "summary": "Answer a notice",
    "description": (
        "Take or decline a page, say yes or no to a callout or a swap, for the person who was told. It counts once: "
        "409 after that, and where nobody waits for the answer any more."
    ),
    "security": [],
    "parameters": [LINK],
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"type": "object", "required": ["answer"], "properties": {"answer": ANSWER}},
                "example": {"answer": "accept"},
            },
            "application/x-www-form-urlencoded": {
                "schema": {"type": "object", "required": ["answer"], "properties": {"answer": ANSWER}},
                "example": {"answer": "accept"},
            },
        },
    },
    "responses": {
        "200": {
            "description": "It counted.",
            "content": {
                "application/json": {
                    "schema": DONE,
                    "example": {"kind": "page", "state": "answered", "answer": "accept"},
                },
                "text/html": PAGE,
            },
        },
        **refusals({404: ["not_found"], 409: ["conflict"], 413: ["too_large"], 422: ["invalid"]}),
    },
}
POST["responses"]["409"]["content"]["text/html"] = PAGE
