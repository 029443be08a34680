"""The OpenAPI of what is posted to others: events to webhook endpoints, and replies to a generic channel's callback."""

from __future__ import annotations

from typing import Any

from contracts.http.examples import ANSWER, CONVERSATION, FIRST, MESSAGE
from gateway.domain.openapi import Document
from gateway.http.direct_parts import TEXT
from gateway.http.webhooks_document import signed_fields


def _webhook(name: str, summary: str, description: str, schema: Document, example: Any, answers: Document) -> Document:  # noqa: ANN401 - any JSON
    return {
        "post": {
            "operationId": name,
            "summary": summary,
            "description": description,
            "tags": ["Webhook endpoints"],
            "security": [],
            "parameters": signed_fields(),
            "requestBody": {"required": True, "content": {"application/json": {"schema": schema, "example": example}}},
            "responses": {status: {"description": words} for status, words in answers.items()},
        }
    }


_EVENT: Document = {
    "type": "object",
    "required": ["type", "timestamp", "data"],
    "properties": {
        "type": {**TEXT, "description": "What happened, such as `inbox.message_stored.v1`; see `/docs/events`."},
        "timestamp": {**TEXT, "format": "date-time", "description": "When it happened (UTC)."},
        "data": {"type": "object", "description": "The event as it is in the stream, by the schema of its type."},
    },
}
_REPLY: Document = {
    "type": "object",
    "required": ["kind", "id", "contact", "text", "visibility"],
    "properties": {
        "kind": {"const": "reply", "description": "What this is; other kinds may come one day."},
        "id": {**TEXT, "description": "The reply, the same over all tries; it is the `webhook-id` too."},
        "contact": {**TEXT, "description": "Whom it is for, by the id under which they wrote."},
        "text": {**TEXT, "description": "What the employee answered."},
        "visibility": {"enum": ["public", "private"], "description": "Whether everybody may see it."},
        "thread": {"type": ["string", "null"], "description": "The platform's thread it belongs to; null: none."},
        "reply_to": {"type": ["string", "null"], "description": "The platform's message it answers; null: none."},
        "subject_line": {"type": ["string", "null"], "description": "The subject of what it answers; null: none."},
    },
}
_POST: Document = {
    "type": "object",
    "required": ["kind", "id", "text", "language"],
    "properties": {
        "kind": {"const": "post", "description": "What this is: a post of the brand's own, which answers nobody."},
        "id": {**TEXT, "description": "The post, the same over all tries; it is the `webhook-id` too."},
        "text": {**TEXT, "description": "What the brand says."},
        "language": {**TEXT, "description": "What it is written in (BCP 47)."},
    },
}
_WITHDRAWAL: Document = {
    "type": "object",
    "required": ["kind", "id", "reply", "external_id", "contact", "visibility", "thread"],
    "properties": {
        "kind": {"const": "withdrawal", "description": "What this is: a reply is to be deleted."},
        "id": {**TEXT, "description": "The withdrawal, the same over all tries; it is the `webhook-id` too."},
        "reply": {**TEXT, "description": "The reply, by the `id` it came under."},
        "external_id": {**TEXT, "description": "The reply, by the id that you gave it, else by its `id`."},
        "contact": {**TEXT, "description": "Whom it went to, by your id."},
        "visibility": {"enum": ["public", "private"], "description": "Where it stands."},
        "thread": {"type": ["string", "null"], "description": "The thread it is in, by your id."},
    },
}
_ANSWERS: Document = {
    "2XX": "It is done. The body may name an `external_id`.",
    "429": "Later: `Retry-After` says in how many seconds; 503 is the same.",
    "4XX": "It is never done, which a person is shown.",
    "5XX": "It is tried again under the same id.",
}

WEBHOOKS: Document = {
    "event": _webhook(
        "receiveEvent",
        "An event for a webhook endpoint",
        "Posted to each endpoint of `POST /v1/webhook-endpoints` that takes it, at least once and signed under every "
        "secret in force. Answer within 15 seconds, and ignore a `webhook-id` that you have.",
        _EVENT,
        {
            "type": "inbox.message_stored.v1",
            "timestamp": FIRST,
            "data": {"id": MESSAGE, "brand": "aurora", "subject": CONVERSATION},
        },
        {
            "2XX": "It is taken.",
            "410": "Nothing more is wanted: the endpoint is disabled.",
            "429": "Later: `Retry-After` says in how many seconds.",
            "default": "It was not taken, and is tried again under the same id, ten times within 76 hours.",
        },
    ),
    "reply": _webhook(
        "receiveReply",
        "A reply for a generic channel",
        "Posted to the `callback_url` of an integration of the channel `generic`, signed with its `signing_secret`. "
        'Answer with `{"external_id": "…"}` where your system has an id of its own for it.',
        _REPLY,
        {
            "kind": "reply",
            "id": "reply-1",
            "contact": "person-1",
            "text": ANSWER,
            "visibility": "private",
            "thread": None,
            "reply_to": "m-1",
            "subject_line": None,
        },
        {
            "2XX": "It is out. The body may name its `external_id`.",
            "429": "Later: `Retry-After` says in how many seconds; 503 is the same.",
            "4XX": "It is never taken: the reply has failed, which a person is shown.",
            "5XX": "It is tried again under the same id.",
        },
    ),
    "post": _webhook(
        "receivePost",
        "A post of the brand's own for a generic channel",
        "Posted to the `callback_url` of an integration of the channel `generic` whose settings have `takes_posts`, "
        "signed with its `signing_secret`: a statement that a person publishes there.",
        _POST,
        {"kind": "post", "id": "post-1", "text": ANSWER, "language": "en"},
        _ANSWERS,
    ),
    "withdrawal": _webhook(
        "receiveWithdrawal",
        "A reply of a generic channel that is to be deleted",
        "Posted to the `callback_url` of an integration of the channel `generic` whose settings have "
        "`takes_withdrawals`, signed with its `signing_secret`: a person undoes an answer. It may come twice.",
        _WITHDRAWAL,
        {
            "kind": "withdrawal",
            "id": "withdraw-reply-1",
            "reply": "reply-1",
            "external_id": "ours-1",
            "contact": "person-1",
            "visibility": "private",
            "thread": None,
        },
        {
            "2XX": "It is deleted.",
            "409": "It cannot be deleted any more: it stays.",
            "410": "It is not there any more, which is as good.",
            "429": "Later: `Retry-After` says in how many seconds; 503 is the same.",
            "4XX": "It is not deleted, which a person is shown.",
            "5XX": "It is asked for again under the same id.",
        },
    ),
}
"""By name, as `webhooks` of the document."""
