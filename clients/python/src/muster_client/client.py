"""The client: calls, pages, the stream and its tickets."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, TypedDict, Unpack

import httpx

from muster_client.models import StreamTicket
from muster_client.retry import Retry
from muster_client.stream import Follower, Told
from muster_client.transport import EVENTS, Answer, Credential, Transport, Wanted, new_key

TIMEOUT_SECONDS = 30.0
SILENCE_SECONDS = 45.0  # three heartbeats


class Call(TypedDict, total=False):
    """What every call takes: parameters of the path and of the query, the body, and header fields.

    `if_match` refuses a command with 412 unless the thing still has this `ETag`. `idempotency_key` makes a command
    happen once; one is made by itself, your own outlives a crash of your program, and None sends none: then a POST or
    PATCH is never repeated.
    """

    params: Mapping[str, object]
    query: Mapping[str, object]
    body: object
    content_type: str
    if_match: str
    idempotency_key: str | None
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OpenedTicket:
    """A ticket for one stream, and the address that an `EventSource` opens with it within a minute."""

    ticket: str
    expires_at: str
    url: str


class Muster:
    """Muster's REST API. Who calls is an API `key`, a `token` of the configured issuer, or a function that gives one.

    `muster_client.models` has the types of bodies and of `data` of answers: `person: Person = muster.get(…).data`.
    """

    def __init__(
        self,
        url: str,
        *,
        key: str | None = None,
        token: str | None = None,
        credential: Credential | None = None,
        retry: Retry | None = None,
        http: httpx.Client | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`url` is where Muster is; `http` in place of a client of our own, which the caller then closes.

        `sleep` waits the seconds between two tries.
        """
        if sum(each is not None for each in (key, token, credential)) > 1:
            raise TypeError("Give one of key, token and credential.")

        def field() -> dict[str, str]:
            if key is not None:
                return {"X-API-Key": key}
            given = credential() if credential is not None else token
            return {} if given is None else {"Authorization": f"Bearer {given}"}

        self._renews = credential is not None
        self._is_own = http is None
        self._http = http or httpx.Client(timeout=TIMEOUT_SECONDS)
        self._transport = Transport(url, self._http, retry or Retry(), field, sleep)

    def __enter__(self) -> Self:
        """Close with the block."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close."""
        self.close()

    def close(self) -> None:
        """Close the connections."""
        if self._is_own:
            self._http.close()

    def request(self, method: str, path: str, **call: Unpack[Call]) -> Answer[Any]:
        """Call an operation by its method and its path as the document writes it: `/v1/people/{person_id}`.

        Raises:
            MusterError: The API refuses.
            httpx.TransportError: There is no answer.
        """
        answer = self._transport.send(_wanted(method, path, call))
        return Answer(_data(answer), answer.status_code, answer.headers.get("etag"), answer.headers)

    def get(self, path: str, **call: Unpack[Call]) -> Answer[Any]:
        """Read; raises as `request` does, like all below."""
        return self.request("GET", path, **call)

    def put(self, path: str, **call: Unpack[Call]) -> Answer[Any]:
        """Make or replace."""
        return self.request("PUT", path, **call)

    def post(self, path: str, **call: Unpack[Call]) -> Answer[Any]:
        """Make, or carry out."""
        return self.request("POST", path, **call)

    def patch(self, path: str, **call: Unpack[Call]) -> Answer[Any]:
        """Change."""
        return self.request("PATCH", path, **call)

    def delete(self, path: str, **call: Unpack[Call]) -> Answer[Any]:
        """Remove."""
        return self.request("DELETE", path, **call)

    def pages(self, path: str, **call: Unpack[Call]) -> Iterator[dict[str, Any]]:
        """The pages of a list, one after the other; `limit` in `query` says how many items each has at most."""
        name = "after" if path == EVENTS else "cursor"  # events are read by position, and never end
        query = dict(call.get("query", {}))
        while True:
            call["query"] = query
            page = self.get(path, **call).data
            yield page
            if page["next"] is None or page.get("more") is False:
                return
            query[name] = page["next"]

    def items(self, path: str, **call: Unpack[Call]) -> Iterator[Any]:
        """The items of a list, through all its pages."""
        for page in self.pages(path, **call):
            yield from page["items"]

    def stream(
        self,
        types: Sequence[str] = (),
        *,
        conversation: str | None = None,
        last_event_id: str | None = None,
        silence_seconds: float = SILENCE_SECONDS,
    ) -> Iterator[Told]:
        """What happens in the brand, as it happens; resumes without a gap or a repeat. Leaving the loop closes it.

        `types` are event types or `<service>.*`, all that the caller may see when empty. The stream goes on behind
        `last_event_id`. A connection on which nothing came for `silence_seconds` is dead.
        """
        query = {"types": ",".join(types) or None, "conversation": conversation}
        url = self._transport.address("/v1/stream", {}, query)
        return Follower(self._transport, url, last_event_id, silence_seconds, self._renews).follow()

    def ticket(
        self, types: Sequence[str] = (), *, conversation: str | None = None, last_event_id: str | None = None
    ) -> OpenedTicket:
        """A ticket for a browser's `EventSource`, which cannot send a credential: for one stream, within a minute."""
        made: StreamTicket = self.post("/v1/stream/tickets").data
        query = {
            "ticket": made["ticket"],
            "types": ",".join(types) or None,
            "conversation": conversation,
            "last_event_id": last_event_id,
        }
        url = self._transport.address("/v1/stream", {}, query)
        return OpenedTicket(made["ticket"], made["expires_at"], url)


def _wanted(method: str, path: str, call: Call) -> Wanted:
    return Wanted(
        method,
        path,
        call.get("params", {}),
        call.get("query", {}),
        call.get("headers", {}),
        call.get("body"),
        call.get("content_type", "application/json"),
        call.get("if_match"),
        call["idempotency_key"] if "idempotency_key" in call else new_key(method, path),
    )


def _data(answer: httpx.Response) -> Any:  # noqa: ANN401 - what the document says of the operation
    if not answer.content:
        return None
    return answer.json() if "json" in answer.headers.get("content-type", "") else answer.text
