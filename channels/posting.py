"""Posts a reply over HTTP and reads the answer into one of four results, never guessing what became of it."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from channels.sending import (
    AnswerLost,
    Headers,
    HttpAnswer,
    NotDelivered,
    NotSent,
    OutcomeUnknown,
    Outward,
    RetryLater,
    SendFailed,
    SendResult,
    Sent,
)
from chassis.strictjson import NotStrictJson, loads_digits

RETRY_SECONDS = 5.0  # a first pause after a failed connection; the caller grows it
LIMITED_SECONDS = 60.0  # when a platform limits us and does not say for how long
LONGEST_SECONDS = 3600.0  # a Retry-After beyond this is not believed
_NEVER_HANDLED = frozenset({429, 503})  # refused before anything was done
_NOBODY_KNOWS = frozenset({408, 500, 502, 504})  # may have been done before it failed

Verdict = Callable[[HttpAnswer], SendResult | None]


async def post_once(
    outward: Outward, url: str, body: bytes, headers: Headers, *, keyed: bool, verdict: Verdict
) -> SendResult:
    """Post and judge. `keyed`: the receiver knows the reply's key, so an unknown outcome may simply be tried again.

    `verdict` reads what only the platform says (its id, its error codes); None leaves it to the status.
    """
    answer = await reached(outward.post(url, body, headers), keyed=keyed)
    if not isinstance(answer, HttpAnswer):
        return answer
    return verdict(answer) or by_status(answer, keyed=keyed)


async def reached(request: Awaitable[HttpAnswer], *, keyed: bool) -> HttpAnswer | NotSent:
    """The answer to a request, or what is known where there is none."""
    try:
        return await request
    except NotDelivered as error:
        return SendFailed(error.code) if error.permanent else RetryLater(RETRY_SECONDS, error.code)
    except AnswerLost:
        return RetryLater(RETRY_SECONDS, "no_answer") if keyed else OutcomeUnknown("no_answer")


def by_status(answer: HttpAnswer, *, keyed: bool) -> NotSent:
    """What an HTTP status alone says."""
    code = f"http_{answer.status}"
    if answer.status in _NEVER_HANDLED:
        return RetryLater(retry_after(answer.headers), code)
    if answer.status in _NOBODY_KNOWS or answer.status >= 500:
        return RetryLater(RETRY_SECONDS, code) if keyed else OutcomeUnknown(code)
    if 200 <= answer.status < 300:  # taken, but the id by which to know it again is not in the answer
        return OutcomeUnknown("answer_unreadable")
    return SendFailed(code)


def retry_after(headers: Headers) -> float:
    """Seconds from Retry-After, bounded; dates are not read, no platform here sends them."""
    value = headers.get("retry-after", "")
    if value.isascii() and value.isdigit() and len(value) < 9:
        return min(max(float(value), 1.0), LONGEST_SECONDS)
    return LIMITED_SECONDS


def answered(answer: HttpAnswer) -> dict[str, Any]:
    """The answer's JSON object, empty when it is none; numbers as text."""
    try:
        content = loads_digits(answer.body)
    except NotStrictJson:
        return {}
    return content if isinstance(content, dict) else {}


def field_of(content: dict[str, Any], *path: str) -> str | None:
    """Text at a path of the answer, None when it is not there."""
    value: Any = content
    for step in path:
        if isinstance(value, list):
            value = value[0] if value else None
        value = value.get(step) if isinstance(value, dict) else None
    return value if isinstance(value, str) and value else None


def sent_with(answer: HttpAnswer, *path: str) -> Sent | None:
    """Sent, when the status says so and the id stands at the path."""
    external_id = field_of(answered(answer), *path) if 200 <= answer.status < 300 else None
    return Sent(external_id) if external_id else None


def json_body(value: object) -> bytes:
    """Compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
