"""Requests over httpx: the address, the credential, the Idempotency-Key, and trying again where that is safe."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import quote, urlencode

import httpx

from muster_client.errors import MusterError
from muster_client.retry import PATIENCE, Retry, retry_after

T_co = TypeVar("T_co", covariant=True)
Credential = Callable[[], str]

SAFE = frozenset({"GET", "PUT", "DELETE"})
EVENTS = "/v1/events"  # ids of events are derived: the same one posted again has one effect
KEYLESS = (EVENTS, "/v1/webhooks/")  # what platforms post has ids of its own, and takes no key
CONFLICT = 409
_NAME = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Answer(Generic[T_co]):
    """A success. `etag` is the version of what was answered, for `if_match`; None where it has none."""

    data: T_co
    status: int
    etag: str | None
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A request as the layer above means it. `idempotency_key` is None where none is sent."""

    method: str
    path: str
    params: Mapping[str, object]
    query: Mapping[str, object]
    headers: Mapping[str, str]
    body: object = None
    content_type: str = "application/json"
    if_match: str | None = None
    idempotency_key: str | None = None


class Transport:
    """One client of httpx, and who calls through it."""

    def __init__(
        self,
        url: str,
        http: httpx.Client,
        retry: Retry,
        credential: Callable[[], Mapping[str, str]],
        sleep: Callable[[float], None],
    ) -> None:
        """`credential` gives the header field of the caller, anew for every try; `sleep` waits for seconds."""
        self._base = url.rstrip("/")
        self.http = http
        self.retry = retry
        self.credential = credential
        self.sleep = sleep

    def address(self, path: str, params: Mapping[str, object], query: Mapping[str, object]) -> str:
        """The address of a path; values of `query` that are None are left out, lists are repeated."""
        filled = _NAME.sub(lambda found: quote(_text(params[found[1]]), safe=""), path)
        pairs: list[tuple[str, str]] = []
        for name, value in query.items():
            each = value if isinstance(value, list | tuple) else [value]
            pairs += [(name, _text(one)) for one in each if one is not None]
        return f"{self._base}{filled}" + (f"?{urlencode(pairs)}" if pairs else "")

    def send(self, wanted: Wanted) -> httpx.Response:
        """Ask until there is an answer that stands.

        Raises:
            MusterError: The answer is no success.
            httpx.TransportError: There was none, in every try or in the only one that is safe.
        """
        url = self.address(wanted.path, wanted.params, wanted.query)
        headers, content = _written(wanted)
        repeatable = wanted.method in SAFE or "Idempotency-Key" in headers or wanted.path == EVENTS
        tried = 0
        while True:
            tried += 1
            asked: float | None = None
            failure: MusterError | httpx.TransportError
            try:
                answer = self.http.request(
                    wanted.method, url, content=content, headers={**headers, **self.credential()}
                )
            except httpx.TransportError as broken:
                failure = broken
            else:
                if answer.is_success:
                    return answer
                failure, asked = MusterError.of(answer), retry_after(answer.headers)
            patience = self.retry.pause(tried, asked)
            if not repeatable or tried >= self.retry.attempts or patience is None or not _again(failure, tried):
                raise failure
            self.sleep(patience)


def _again(failure: MusterError | httpx.TransportError, tried: int) -> bool:
    """Whether a failure passes: a broken network, a request for patience, or an earlier try that still runs."""
    if isinstance(failure, httpx.TransportError):
        return True
    running = failure.status == CONFLICT and failure.problem.get("state") == "running"
    return failure.status in PATIENCE or (tried > 1 and running)


def _written(wanted: Wanted) -> tuple[dict[str, str], Any]:
    headers = {"Accept": "application/json, */*;q=0.5", **wanted.headers}
    if wanted.idempotency_key is not None:
        headers["Idempotency-Key"] = wanted.idempotency_key
    if wanted.if_match is not None:
        headers["If-Match"] = wanted.if_match
    if wanted.body is None:
        return headers, None
    headers["Content-Type"] = wanted.content_type
    if isinstance(wanted.body, bytes | str) and not wanted.content_type.endswith("json"):
        return headers, wanted.body
    return headers, json.dumps(wanted.body, ensure_ascii=False, allow_nan=False).encode()


def new_key(method: str, path: str) -> str | None:
    """An Idempotency-Key for a command that takes one."""
    takes_key = method != "GET" and not path.startswith(KEYLESS)
    return uuid.uuid4().hex if takes_key else None


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
