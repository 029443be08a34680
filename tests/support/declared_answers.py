"""Holds every route to its declaration: whatever it answers in any test, its document names status, code and tag."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.types import Message, Receive, Scope, Send

from chassis.http.api import DeclaredApi
from chassis.http.operation_document import refused_by

PREFIX = "/docs/errors/"
WATCHED = frozenset({"etag", "location"})  # the header fields that a route itself sets


class Answer:
    """What one route answered; what the guard before it answers is not the route's."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 0
        self.fields: frozenset[str] = frozenset()
        self.body = b""

    async def send(self, message: Message) -> None:
        """Note the message and pass it on."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.fields = frozenset(name.decode().lower() for name, _ in message.get("headers", ()))
        elif 400 <= self.status < 500:
            self.body += message.get("body", b"")
        await self._send(message)

    def undeclared(self, route: APIRoute, scope: Scope) -> str | None:
        """What the route's document does not say of this answer; None when it says it."""
        operation = _paths(scope["app"])[route.path_format][scope["method"].lower()]
        place = f"{scope['method']} {route.path_format}"
        response: dict[str, Any] | None = operation["responses"].get(str(self.status))
        if response is None:
            return f"{place} answers {self.status}, which it does not declare"
        if self.status < 300:
            declared = {name.lower() for name in response.get("headers", ())} & WATCHED
            given = self.fields & WATCHED
            return None if declared == given else f"{place} gives {sorted(given)} and declares {sorted(declared)}"
        if not 400 <= self.status < 500:
            return None
        code = json.loads(self.body)["type"].removeprefix(PREFIX)
        if code in refused_by(route).get(self.status, ()):
            return None
        return f"{place} answers {self.status} {code}, which it does not declare"


_documents: dict[tuple[int, ...], tuple[tuple[APIRouter, ...], dict[str, Any]]] = {}


def _paths(app: DeclaredApi) -> dict[str, Any]:
    """The paths of an application's document, made once for all that are built of the same routers.

    The routers are kept with it: the identity of one that is gone could become another one's.
    """
    same = tuple(map(id, app.declared))
    if same not in _documents:
        _documents[same] = (app.declared, app.openapi()["paths"])
    return _documents[same][1]


@pytest.fixture(autouse=True)
def _declared_answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    undeclared: set[str] = set()
    handle = APIRoute.handle

    async def watched(route: APIRoute, scope: Scope, receive: Receive, send: Send) -> None:
        answer = Answer(send)
        await handle(route, scope, receive, answer.send)
        if route.include_in_schema and isinstance(scope["app"], DeclaredApi):
            wrong = answer.undeclared(route, scope)
            if wrong is not None:
                undeclared.add(wrong)

    monkeypatch.setattr(APIRoute, "handle", watched)
    yield
    assert sorted(undeclared) == []
