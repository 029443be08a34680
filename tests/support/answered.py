"""A client for Python whose requests are answered in turn, without anything connected."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from muster_client import Muster

Given = httpx.Response | BaseException


def said(body: object, status: int = 200, **headers: str) -> httpx.Response:
    """A JSON answer; underscores in names of header fields are hyphens."""
    fields = {"content-type": "application/json"} | {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, content=json.dumps(body).encode(), headers=fields)


def problem(status: int, code: str, **members: object) -> httpx.Response:
    """A refusal that asks for no patience."""
    return said({"type": f"/docs/errors/{code}", "title": code, "status": status, **members}, status, retry_after="0")


class Pieces(httpx.SyncByteStream):
    """A body in pieces of five bytes, at whose end the network may break."""

    def __init__(self, text: str, *, breaks: bool) -> None:
        self._whole, self._breaks = text.encode(), breaks

    def __iter__(self) -> Iterator[bytes]:
        yield from (self._whole[at : at + 5] for at in range(0, len(self._whole), 5))
        if self._breaks:
            raise httpx.ReadError("broken")


def streamed(text: str, *, breaks: bool = False) -> httpx.Response:
    """The answer of a stream."""
    return httpx.Response(200, headers={"content-type": "text/event-stream"}, stream=Pieces(text, breaks=breaks))


@dataclass
class Answered:
    """`asked` has the requests that came, `slept` the pauses between them."""

    answers: Sequence[Given]
    asked: list[httpx.Request] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)

    def client(self, **credential: Any) -> Muster:
        """The client; with an API key where no other credential is given."""
        return Muster("http://muster/", http=self.http(), sleep=self.slept.append, **(credential or {"key": "k-1"}))

    def http(self) -> httpx.Client:
        """The connection that the client is given."""
        return httpx.Client(transport=httpx.MockTransport(self._answer))

    def fields(self, name: str) -> list[str | None]:
        """A header field of every request."""
        return [each.headers.get(name) for each in self.asked]

    def _answer(self, request: httpx.Request) -> httpx.Response:
        answer = self.answers[len(self.asked)]
        self.asked.append(request)
        if isinstance(answer, BaseException):
            raise answer
        return answer
