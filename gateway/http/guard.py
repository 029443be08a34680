"""What every request passes at the edge: its credential, its size and form, its Idempotency-Key."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

from starlette.requests import Request

from chassis.auth import InternalTokens, Principal
from chassis.http.body import App, Receive, Scope, Send
from chassis.http.guard import Guard
from chassis.http.idempotency import IdempotencyStore, StoredAnswer
from chassis.http.problem import Problem
from chassis.seal import SealBroken, Sealer
from gateway.application.access import Access, VerifiedCaller
from gateway.http.credentials import credential_of

OPEN = frozenset({"/", "/openapi.json", "/docs", "/metrics"})
OPEN_BELOW = "/docs/"


class EdgeGuard(Guard):
    """The chassis' guard for the gateway's own resources, with the credentials of the public instead of ours.

    Paths in `direct` look after themselves: they are hot, streamed, forwarded, or known by a signature.
    """

    def __init__(
        self,
        app: App,
        *,
        access: Callable[[], Access],
        direct: Callable[[str], bool],
        tokens: InternalTokens,
        idempotency: Callable[[], IdempotencyStore | None] | None,
        body_limit: int,
    ) -> None:
        super().__init__(app, tokens=tokens, idempotency=idempotency, body_limit=body_limit)
        self._inside = app
        self._access = access
        self._direct = direct

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and self._open(scope["path"]):
            await self._inside(scope, receive, send)
            return
        await super().__call__(scope, receive, send)

    def _open(self, path: str) -> bool:
        return path in OPEN or path.startswith(OPEN_BELOW) or self._direct(path)

    async def authenticate(self, scope: Scope) -> Principal:
        """The caller, from a key or a token."""
        caller = scope["caller"] = await self._access().caller(credential_of(scope))
        return caller.principal


async def known_caller(scope: Scope, access: Access) -> VerifiedCaller:
    """The caller of a path that looks after itself, of whose brand its span and its log lines are from now on."""
    caller = await access.caller(credential_of(scope))
    scope["principal"] = caller.principal
    return caller


def caller_of(request: Request) -> VerifiedCaller:
    """The caller of a request to the gateway's own resources."""
    caller: VerifiedCaller = request.scope["caller"]
    return caller


class SealedIdempotency(IdempotencyStore):
    """Keeps first answers sealed, because some show a key or a secret this once."""

    def __init__(self, *args: Any, sealer: Sealer) -> None:  # noqa: ANN401 - as the store's own
        super().__init__(*args)
        self._sealer = sealer

    async def begin(self, name: str, fingerprint: str, scopes: frozenset[str]) -> StoredAnswer | None:
        """Claim a key, or return its first answer."""
        first = await super().begin(name, fingerprint, scopes)
        if first is None:
            return None
        try:
            opened = self._sealer.open(json.loads(first.body)["sealed"], f"idempotency/{name}")
        except (SealBroken, ValueError) as broken:
            raise Problem(500, "Internal error", "The first answer cannot be read.", code="internal") from broken
        return StoredAnswer(first.status, first.headers, base64.b64decode(opened["body"]))

    async def finish(self, name: str, answer: StoredAnswer) -> None:
        """Keep an answer."""
        body = {"body": base64.b64encode(answer.body).decode()}
        sealed = json.dumps({"sealed": self._sealer.seal(body, f"idempotency/{name}")}).encode()
        await super().finish(name, StoredAnswer(answer.status, answer.headers, sealed))
