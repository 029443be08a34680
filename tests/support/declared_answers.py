"""Holds every route to its declaration: a 4xx that a route answers in any test is one that its document names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute
from starlette.types import Message, Receive, Scope, Send

from chassis.http.api import CODES, DeclaredApi

PREFIX = "/docs/errors/"


class Answer:
    """What one route answered; what the guard before it answers is not the route's."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 0
        self.body = b""

    async def send(self, message: Message) -> None:
        """Note the message and pass it on."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
        elif 400 <= self.status < 500:
            self.body += message.get("body", b"")
        await self._send(message)

    def undeclared(self, route: APIRoute, scope: Scope) -> str | None:
        """What the route's document does not say of this answer; None when it says it."""
        if not 400 <= self.status < 500:
            return None
        operation = scope["app"].openapi()["paths"][route.path_format][scope["method"].lower()]
        response: dict[str, Any] = operation["responses"].get(str(self.status), {})
        code = json.loads(self.body)["type"].removeprefix(PREFIX)
        if code in response.get(CODES, ()):
            return None
        return f"{scope['method']} {route.path_format} answers {self.status} {code}, which it does not declare"


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
