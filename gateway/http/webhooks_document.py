"""The OpenAPI of `/v1/webhooks/{integration}`: bodies and signatures are the platforms', and differ by channel."""

from __future__ import annotations

from collections.abc import Mapping

from chassis.http.answers import header_fields
from contracts.http.examples import MESSAGE
from gateway.domain.openapi import Document
from gateway.http.direct_parts import INTEGRATION, LIMITS, TEXT, parameter, refusals
from gateway.http.direct_schemas import TAKEN

STANDARD = ("webhook-id", "webhook-timestamp", "webhook-signature")
META = ("X-Hub-Signature-256",)
SIGNATURES: Mapping[str, tuple[str, ...]] = {
    "email": STANDARD,
    "generic": STANDARD,
    "instagram": META,
    "messenger": META,
    "whatsapp": META,
    "x": ("x-twitter-webhooks-signature",),
}
"""The header fields that sign a body, by channel."""

_EXAMPLES = {
    "webhook-id": ("The id of the delivery (Standard Webhooks).", "msg_1"),
    "webhook-timestamp": ("When it was signed, in seconds since 1970; five minutes old at most.", "1773480360"),
    "webhook-signature": ("`v1,` and HMAC-SHA256 of id, timestamp and body in base64.", "v1,K5oZfzN95Z9UVu1EsfQmfV=="),
    "X-Hub-Signature-256": ("`sha256=` and HMAC-SHA256 of the body in hex.", "sha256=0f5a"),
    "x-twitter-webhooks-signature": ("`sha256=` and HMAC-SHA256 of the body in base64.", "sha256=D1o="),
}


def signed_fields() -> list[Document]:
    """The header fields of Standard Webhooks on what is posted to others."""
    return [parameter(name, "header", _EXAMPLES[name][0], _EXAMPLES[name][1], required=True) for name in STANDARD]


def _of(field: str) -> str:
    channels = ", ".join(f"`{channel}`" for channel, fields in SIGNATURES.items() if field in fields)
    return f"Of the channels {channels}: {_EXAMPLES[field][0]}"


_CHECKS = [
    parameter("hub.mode", "query", "Of Meta's channels: `subscribe`.", "subscribe"),
    parameter("hub.verify_token", "query", "Of Meta's channels: the integration's `verify_token`.", "verify-token"),
    parameter("hub.challenge", "query", "Of Meta's channels: what is answered.", "1158201444"),
    parameter("crc_token", "query", "Of `x`: what is signed in the answer.", "9b4507b3-9040-4669-9ca3-6b94edb50553"),
]
_MAIL = "From: sam@mail.example\r\nTo: help@aurora.example\r\nSubject: My suitcase\r\n\r\nWhere is it?\r\n"

POST: Document = {
    "operationId": "postWebhook",
    "summary": "Post a platform's payload",
    "description": (
        "Take a payload in the platform's own form. Its signature over the raw bytes is the credential, in the header "
        "fields of its channel. A signed payload is answered 202 whatever it holds, because platforms send what is "
        "refused again and again: what cannot be read is kept for a replay and named in `problems`."
    ),
    "security": [],
    "parameters": [
        INTEGRATION,
        *(parameter(field, "header", _of(field), example) for field, (_, example) in _EXAMPLES.items()),
    ],
    "requestBody": {
        "required": True,
        "description": "What the platform sends; `email` takes the bytes of a mail. No `Content-Type` is looked at.",
        "content": {
            "application/json": {
                "schema": {"oneOf": [{"type": "object"}, {"type": "array"}], "description": "As the platform says."},
                "example": {"object": "page", "entry": [{"id": "17", "time": 1773480360, "messaging": []}]},
            },
            "message/rfc822": {"schema": {**TEXT, "description": "One mail (RFC 5322)."}, "example": _MAIL},
        },
    },
    "responses": {
        "202": {
            "description": "The log has what the payload held, also what of it could not be read.",
            "headers": header_fields(LIMITS),
            "content": {
                "application/json": {
                    "schema": TAKEN,
                    "example": {"accepted": 1, "unreadable": 0, "ignored": {}, "ids": [MESSAGE], "problems": []},
                }
            },
        },
        **refusals(
            {
                401: ["unauthenticated"],
                404: ["not_found"],
                413: ["too_large"],
                415: ["unsupported_encoding"],
                422: ["invalid"],
                429: ["quota"],
            }
        ),
    },
}
GET: Document = {
    "operationId": "checkWebhook",
    "summary": "Check the address of a webhook",
    "description": "Answer a platform's check of the address: Meta's challenge as text, or X's token signed in JSON.",
    "security": [],
    "parameters": [INTEGRATION, *_CHECKS],
    "responses": {
        "200": {
            "description": "What the platform wants to hear.",
            "content": {
                "text/plain": {"schema": TEXT, "example": "1158201444"},
                "application/json": {
                    "schema": {
                        "type": "object",
                        "required": ["response_token"],
                        "properties": {
                            "response_token": {**TEXT, "description": "X's check: the proof over its `crc_token`."}
                        },
                    },
                    "example": {"response_token": "sha256=D1o="},
                },
            },
        },
        "403": {"description": "The check's own proof is wrong, or asks for what is never signed. The body is empty."},
        **refusals({404: ["not_found"], 413: ["too_large"], 415: ["unsupported_encoding"], 422: ["invalid"]}),
    },
}
